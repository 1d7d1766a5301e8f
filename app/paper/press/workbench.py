"""What the press does for each kind of job; only ever called inside its own processes."""

from collections.abc import Iterator
from functools import singledispatch

from app.paper.binding import bind
from app.paper.letter.addressing import set_addressed
from app.paper.letter.enclosing import enclose
from app.paper.letter.letter import set_letter
from app.paper.press.jobs import AddressedJob, LetterJob, VolumeJob
from app.paper.roll.roll import set_volume


@singledispatch
def results(job: object) -> Iterator[bytes]:
    """Yield what a job asks for; raise PressFailed."""
    raise TypeError(f"The press knows no {type(job).__name__}.")


@results.register
def _(job: LetterJob) -> Iterator[bytes]:
    yield _shaped(set_letter(job.manuscript, paper=job.paper), job)


@results.register
def _(job: AddressedJob) -> Iterator[bytes]:
    prints = set_addressed(job.manuscript, job.addressees, paper=job.paper)
    yield from (_shaped(printed, job) for printed in prints)


@results.register
def _(job: VolumeJob) -> Iterator[bytes]:
    yield set_volume(job.volume)


def _shaped(printed: bytes, job: LetterJob | AddressedJob) -> bytes:
    match job.shape:
        case "letter":
            return printed
        case "enclosing":
            return enclose(printed, job.manuscript)
        case _:
            return bind(printed, job.manuscript, paper=job.paper, lighter=job.shape == "lighter")
