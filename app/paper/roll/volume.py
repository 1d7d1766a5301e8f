"""A roll divided into volumes, as plain frozen values."""

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from typing import NamedTuple

from app.paper.manuscript import Colophon, PaperSize, SignatoryLine

MOST_IN_A_VOLUME = 10_000


class Span(NamedTuple):
    """A volume's number, and those of its first and last signatory."""

    number: int
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Volume:
    """Some of those who are named on a roll, in its order: featured, persons, organisations.

    `first` and `last` number them among all `named`; `signed` counts also those who are not named. `as_of` is the day
    on which the roll stood so, written YYYY-MM-DD; `continues` says that its first section began in the volume before.
    Edition, addresses and seal are the colophon's.
    """

    language: str
    letterhead: str
    title: str
    number: int
    volumes: int
    first: int
    last: int
    named: int
    signed: int
    lines: tuple[SignatoryLine, ...]
    colophon: Colophon
    as_of: str
    continues: bool = False
    paper: PaperSize = "A4"

    def digest(self) -> str:
        """SHA-256 of all that is said, whatever the day of the print and whoever vouches for the time."""
        colophon = dataclasses.replace(self.colophon, printed_on="", timestamp_by="")
        said = dataclasses.asdict(dataclasses.replace(self, colophon=colophon, as_of=""))
        return hashlib.sha256(json.dumps(said, ensure_ascii=True, sort_keys=True).encode()).hexdigest()


def spans(named: int, *, most: int = MOST_IN_A_VOLUME) -> tuple[Span, ...]:
    """How a roll is divided: full volumes, and a last one with the rest. An empty roll has one empty volume."""
    starts = range(1, max(named, 1) + 1, most)
    return tuple(Span(number, first, min(first + most - 1, named)) for number, first in enumerate(starts, start=1))
