"""A press that sets every letter in a moment: a page whose text is what the press was asked for."""

from collections.abc import Generator
from dataclasses import replace
from io import BytesIO

import pikepdf

from app.paper.press.jobs import AddressedJob, Job, LetterJob, VolumeJob
from app.paper.refusals import PressFailed


def quick(job: Job, **_options: object) -> Generator[bytes, None, None]:
    """Do any job with letters; the same letter gives the same bytes, and another one others."""
    match job:
        case LetterJob():
            yield page(repr((job.manuscript, job.shape, job.paper)))
        case AddressedJob():
            for each in job.addressees:
                yield page(repr((replace(job.manuscript, addressee=each), job.shape, job.paper)))
        case VolumeJob():
            yield page(repr(job.volume))


def failing(failure: PressFailed, *, after: int = 0) -> object:
    """A press that fails every job once it has set so many of its letters; `tried` lists the jobs."""

    def fail(job: Job, **_options: object) -> Generator[bytes, None, None]:
        fail.tried.append(job)  # type: ignore[attr-defined]
        for place, printed in enumerate(quick(job)):
            if place < after:
                yield printed
        raise failure

    fail.tried = []  # type: ignore[attr-defined]
    return fail


def page(text: str) -> bytes:
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        pdf.docinfo["/Title"] = text
        written = BytesIO()
        pdf.save(written, deterministic_id=True)
    return written.getvalue()
