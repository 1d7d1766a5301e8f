"""Reading a roll for print, however long: planned in one pass, then read a volume at a time."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

import sqlalchemy as sa

from app.kit.database import db
from app.kit.languages import gettext_later as _
from app.kit.refusals import Refusal
from app.letters.models import Letter
from app.paper.manuscript import SignatoryLine
from app.paper.roll.volume import MOST_IN_A_VOLUME
from app.signing import particulars
from app.signing.models import SECTION, Signatory, Visibility
from app.signing.queries import HIDDEN, on_roll

_FETCHED = 1_000  # rows at a time: what is in memory while a roll is read
_COLUMNS = (
    Signatory.rank,
    Signatory.id,
    Signatory.kind,
    Signatory.honorific,
    Signatory.name,
    Signatory.affiliation,
    Signatory.country,
    Signatory.featured,
    Signatory.visibility,
    Signatory.sealed_record,
)


class RollHasChanged(Refusal):
    """Somebody signed, withdrew or was struck between the plan of a volume and its reading."""

    sentence = _("The roll changed while it was being printed. It can be printed anew.")


@dataclass(frozen=True, slots=True)
class VolumePlan:
    """A volume: its number, those of its first and last signatory, their ranks, and the SHA-256 of its lines."""

    number: int
    first: int
    last: int
    first_rank: int
    last_rank: int
    sha256: str
    continues: bool = False

    @property
    def count(self) -> int:
        return self.last - self.first + 1


@dataclass(frozen=True, slots=True)
class RollPlan:
    """How a roll is divided, and how many it names."""

    volumes: tuple[VolumePlan, ...]
    named: int

    def digest(self) -> str:
        """SHA-256 of the whole roll as it was planned: the same names in the same order, the same digest."""
        return hashlib.sha256("".join(volume.sha256 for volume in self.volumes).encode()).hexdigest()


def plan(letter: Letter, *, for_official: bool, most: int = MOST_IN_A_VOLUME) -> RollPlan:
    """Divide the roll into full volumes in one pass over it, whatever its length, in the memory of a page.

    An empty roll has no volume.
    """
    volumes: list[VolumePlan] = []
    placed = _placed(letter, for_official=for_official)
    for number, (_volume, members) in enumerate(groupby(enumerate(placed), lambda each: each[0] // most), start=1):
        volumes.append(_planned(number, (number - 1) * most + 1, (place for _place, place in members), volumes[-1:]))
    return RollPlan(tuple(volumes), volumes[-1].last if volumes else 0)


def lines(letter: Letter, volume: VolumePlan, *, for_official: bool) -> tuple[SignatoryLine, ...]:
    """Return the lines of a planned volume, their countries as codes; raise RollHasChanged."""
    within = Signatory.rank.between(volume.first_rank, volume.last_rank)
    # One more than planned is enough to know that somebody has come in between.
    placed = _placed(letter, within, for_official=for_official, most=volume.count + 1)
    read = tuple(line for _rank, line in placed)
    digest = hashlib.sha256()
    for line in read:
        digest.update(_as_printed(line))
    if digest.hexdigest() != volume.sha256:
        raise RollHasChanged
    return read


def _planned(
    number: int, first: int, members: Iterator[tuple[int, SignatoryLine]], before: list[VolumePlan]
) -> VolumePlan:
    digest = hashlib.sha256()
    first_rank, line = next(members)
    rank, last = first_rank, first
    digest.update(_as_printed(line))
    for last, (rank, line) in enumerate(members, start=first + 1):  # noqa: B007 — the last of each is what counts
        digest.update(_as_printed(line))
    continues = bool(before) and before[0].last_rank // SECTION == first_rank // SECTION
    return VolumePlan(number, first, last, first_rank, rank, digest.hexdigest(), continues)


def _placed(
    letter: Letter, *conditions: sa.ColumnElement[bool], for_official: bool, most: int | None = None
) -> Iterator[tuple[int, SignatoryLine]]:
    """Yield who is named on the roll, with their ranks and in their order, a page in memory at a time."""
    seen = [Visibility.PUBLIC, Visibility.ADDRESSEE] if for_official else [Visibility.PUBLIC]
    query = (
        sa.select(*_COLUMNS)
        .where(*on_roll(letter), Signatory.visibility.in_(seen), Signatory.rank.is_not(None), *conditions)
        .order_by(Signatory.rank)
        .limit(most)
        .execution_options(yield_per=_FETCHED)
    )
    for row in db.session.execute(query):
        yield row.rank, _line(row)


def _line(row: Any) -> SignatoryLine:  # noqa: ANN401 — a row of the columns above
    hidden = row.visibility is Visibility.ADDRESSEE
    stated: Any = particulars.opened(row.id, row.sealed_record) if hidden and row.sealed_record else row
    return SignatoryLine(
        row.kind.value,
        stated.name,
        stated.honorific,
        stated.affiliation,
        stated.country,
        row.featured,
        str(HIDDEN) if hidden else "",
    )


def _as_printed(line: SignatoryLine) -> bytes:
    """A line as the digest takes it: its facts, none of which holds the character between them.

    Whether somebody is named to the addressees only counts, in whatever language it is told.
    """
    facts = (line.kind, line.name, line.honorific, line.affiliation, line.country)
    return "\0".join((*facts, "featured" * line.featured, "hidden" * bool(line.note), "\n")).encode()
