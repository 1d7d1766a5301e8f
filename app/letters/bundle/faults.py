"""Faults of a bundle: gathered while reading, and told all at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.kit.refusals import Refusal


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
    """A bundle with faults; as text, one fault a line."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(map(str, self.faults)))


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
