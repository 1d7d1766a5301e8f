"""Loading and exporting whole letters, their signatories included."""

from __future__ import annotations

from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.kit import queue
from app.kit.database import after_commit, db, writing
from app.letters import actions, bundle, prose, queries, shelf
from app.letters.bundle import Bundle
from app.letters.commands import letters
from app.signing import bundled


@letters.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--publish", is_flag=True, help="Open the letter to readers and signatories.")
@with_appcontext
def load(paths: tuple[Path, ...], *, publish: bool) -> None:
    """Read the bundle in each PATH; a changed text makes a new edition, an unchanged one none."""
    bundles = bundle.read_all(paths, current_app.config["LANGUAGES"])
    lines: list[str] = []
    with writing() as session:
        after_commit(queue.wake_all)
        for each in bundles:
            loaded = actions.load(session, each, publish=publish)
            bundled.load_signatories(session, loaded, each.signatories)
            lines += loaded.lines()
    for each in bundles:
        _warn(each)
    click.echo("\n".join(lines))


@letters.command()
@click.argument("slug")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A new folder to write to.")
@with_appcontext
def export(slug: str, out: Path) -> None:
    """Write a letter as a bundle that `letters load` reads back."""
    letter = queries.require(db.session, slug)
    bundle.write(shelf.bundle_of(letter, bundled.public_rows(db.session, letter)), out)


def _warn(each: Bundle) -> None:
    """Say what is doubtful in a text but keeps nobody from reading it: notes and references that lead nowhere."""
    numbers = {attachment.number for attachment in each.attachments}
    for language, wording in each.wordings.items():
        ending = "" if language == each.language else f".{language}"
        for part, source in (("letter", wording.body), ("report", wording.report)):
            for fault in prose.faults(source, numbers):
                where = f"{each.slug}/{part}{ending}.md"
                click.echo(f"Warning: {where}, line {fault.line} of the text: {fault.sentence}", err=True)
