"""What the press does for each kind of letter; only ever called inside its own processes."""

from collections.abc import Iterator
from functools import singledispatch

from weasyprint.urls import FatalURLFetchingError

from app.paper.binding import bind
from app.paper.letter.addressing import set_addressed
from app.paper.letter.enclosing import enclose
from app.paper.letter.letter import rehearse, set_letter
from app.paper.press.jobs import AddressedJob, LetterJob
from app.paper.refusals import PressFailed

__all__ = ["rehearse", "results"]


def results(job: object) -> Iterator[bytes]:
    """Yield what a job asks for; raise PressFailed."""
    try:
        yield from _prints(job)
    except FatalURLFetchingError as refusal:
        raise PressFailed(str(refusal)) from refusal


@singledispatch
def _prints(job: object) -> Iterator[bytes]:
    raise TypeError(f"The press knows no {type(job).__name__}.")


@_prints.register
def _(job: LetterJob) -> Iterator[bytes]:
    yield _shaped(set_letter(job.manuscript, paper=job.paper, counted=_counted(job)), job)


@_prints.register
def _(job: AddressedJob) -> Iterator[bytes]:
    prints = set_addressed(job.manuscript, job.addressees, paper=job.paper, counted=_counted(job))
    yield from (_shaped(printed, job) for printed in prints)


def _counted(job: LetterJob | AddressedJob) -> bool:
    """Whether the letter's pages are all that there are."""
    return job.shape not in ("bound", "lighter")


def _shaped(printed: bytes, job: LetterJob | AddressedJob) -> bytes:
    match job.shape:
        case "letter":
            return printed
        case "enclosing":
            return enclose(printed, job.manuscript)
        case _:
            return bind(printed, job.manuscript, paper=job.paper, lighter=job.shape == "lighter")
