"""Faults of a bundle: gathered while reading, and told all at once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

from app.kit.refusals import Refusal

MOST_TOLD = 50  # of each file


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """What is wrong where: a file of the bundle, a line from 1 (0: all of it), a field by its name there."""

    file: str
    line: int
    field: str
    sentence: str

    def __str__(self) -> str:
        where = ":".join(str(part) for part in (self.file, self.line, self.field) if part)
        return f"{where}: {self.sentence}"


class BundleRefused(Refusal):
    """A bundle with faults; as text, one fault a line, and of each file no more than a person will read."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(_told(self.faults)))


def _told(faults: Iterable[Fault]) -> Iterator[str]:
    """Yield a line for each fault of sorted ones, and for those of a file that are too many one together."""
    for file, found in groupby(faults, key=attrgetter("file")):
        lines = list(map(str, found))
        yield from lines[:MOST_TOLD]
        if len(lines) > MOST_TOLD:
            yield f"{file}: and {len(lines) - MOST_TOLD:,} more"


@dataclass(slots=True)
class Faults:
    """Gathers what is wrong, so that a whole bundle is judged in one go."""

    found: list[Fault] = field(default_factory=list)

    def add(self, file: str, line: int, name: str, sentence: str) -> None:
        self.found.append(Fault(file, line, name, sentence))

    def refuse(self) -> None:
        """Raise BundleRefused if there is anything to tell."""
        if self.found:
            raise BundleRefused(self.found)
