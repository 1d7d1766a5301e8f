"""`flask verify`: checks a print and says what came of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.delivery import checking
from app.delivery.checking import Finding, Known
from app.kit.commandline import SingleCommand
from app.kit.languages import day
from app.kit.refusals import Refusal
from app.paper.seal.verdict import LARGEST


class DoesNotHold(Refusal):
    """A file that is no print of this site as it was sealed."""


@click.command(cls=SingleCommand)
@click.argument("file", type=click.Path(exists=True, dir_okay=False, readable=True, path_type=Path))
@with_appcontext
def verify(file: Path) -> None:
    """Check a print: its seal, and what this site knows of it."""
    with file.open("rb") as opened:
        finding = checking.check(opened.read(LARGEST + 1))
    if not finding.verdict.holds:
        raise DoesNotHold(finding.sentence)
    for line in _summary(finding):
        click.echo(line)


def _summary(finding: Finding) -> Iterator[str]:
    verdict = finding.verdict
    yield str(finding.sentence)
    yield f"Certificate: {verdict.fingerprint}"
    yield f"SHA-256 of the file: {verdict.digest}"
    if verdict.stamped_at:
        yield f"Sealed no later than {verdict.stamped_at:%Y-%m-%d %H:%M:%S} UTC, says {verdict.authority}."
    else:
        yield "No independent timestamp."
    yield from _register(finding.known) if finding.known else ["This site no longer keeps this file."]


def _register(known: Known) -> Iterator[str]:
    part = f", volume {known.volume} of {known.volumes}" if known.volume else ""
    pages = "1 page" if known.pages == 1 else f"{known.pages:,} pages"
    yield (
        f"“{known.title}” ({known.language}), edition {known.edition}{part}, printed on {day(known.made_on, 'en')},"
        f" {known.signatories:,} signatories then, {pages}."
    )
    if known.changed_since:
        yield f"The letter has changed since: it is in edition {known.newest}."
