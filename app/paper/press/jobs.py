"""What the press can be asked for: plain values that cross to its process, each with what it may use there."""

from dataclasses import dataclass
from typing import ClassVar, Literal, TypeAlias

from app.paper.manuscript import Addressee, Manuscript, PaperSize
from app.paper.roll.volume import Volume

# What the forge is told before a job, so that it makes ready what the job needs and nothing else.
LETTERS, ROLLS = b"L", b"R"
Shape: TypeAlias = Literal["letter", "bound", "lighter", "enclosing"]


@dataclass(frozen=True, slots=True)
class Limits:
    """What one job may use: bytes of memory, seconds of processor (in all, and for each result), seconds by the clock.

    A letter of 17 pages takes 3 seconds and 250 MB. A letter that is a bomb costs the seconds of one, however many are
    to receive it.
    """

    address_space: int = 2_000_000_000
    cpu_seconds: int = 60
    seconds: int = 120
    cpu_seconds_each: int = 60


@dataclass(frozen=True, slots=True)
class LetterJob:
    """One letter: alone, `bound` with its attachments, `lighter` with their pictures smaller, or `enclosing` them."""

    trade: ClassVar[bytes] = LETTERS
    manuscript: Manuscript
    shape: Shape = "letter"
    paper: PaperSize = "A4"
    limits: Limits = Limits()


@dataclass(frozen=True, slots=True)
class AddressedJob:
    """One letter to many addressees, a print each, in their order and all of one shape."""

    trade: ClassVar[bytes] = LETTERS
    manuscript: Manuscript
    addressees: tuple[Addressee, ...]
    shape: Shape = "letter"
    paper: PaperSize = "A4"
    limits: Limits = Limits(cpu_seconds=600, seconds=1200)


@dataclass(frozen=True, slots=True)
class VolumeJob:
    """One volume of a roll. Ten thousand names take 3 seconds on a quick machine; addresses are not memory in use."""

    trade: ClassVar[bytes] = ROLLS
    volume: Volume
    limits: Limits = Limits(address_space=2_500_000_000, cpu_seconds=300, seconds=600, cpu_seconds_each=300)


Job: TypeAlias = LetterJob | AddressedJob | VolumeJob
