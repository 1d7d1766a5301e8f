"""Loading and exporting whole letters, their signatories included."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import click
from flask import current_app
from flask.cli import with_appcontext

from app.kit import queue
from app.kit.database import after_commit, db, writing
from app.letters import actions, bundle, prose, queries, shelf
from app.letters.bundle import Bundle, OrganisationEntry, RecipientRow
from app.letters.commands import letters
from app.paper import glyphs, window
from app.paper.manuscript import Addressee
from app.signing import bundled
from app.signing import queries as roll


@letters.command()
@click.argument("paths", metavar="PATH...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--publish", is_flag=True, help="Open the letter to readers and signatories.")
@click.option("--check", is_flag=True, help="Read and report every fault and warning; change nothing.")
@with_appcontext
def load(paths: tuple[Path, ...], *, publish: bool, check: bool) -> None:
    """Read the bundle in each PATH; a changed text makes a new edition, an unchanged one none."""
    found = bundle.survey(paths, current_app.config["LANGUAGES"])
    if check or not found.faults:
        _warn(found.bundles)
    found.refuse()
    if check:
        click.echo("No faults found. Nothing was changed.")
    else:
        load_bundles(found.bundles.values(), publish=publish)


def load_bundles(bundles: Iterable[Bundle], *, publish: bool) -> None:
    """Load bundles, all or none, and say which edition of which text stands now."""
    lines: list[str] = []
    with writing() as session:
        after_commit(queue.wake_all)
        for each in bundles:
            loaded = actions.load(session, each, publish=publish)
            bundled.load_signatories(session, loaded, each.signatories)
            lines += loaded.lines()
    click.echo("\n".join(lines))


@letters.command()
@click.argument("slug")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="A new folder to write to.")
@with_appcontext
def export(slug: str, out: Path) -> None:
    """Write a letter as a bundle that `letters load` reads back."""
    letter = queries.require(db.session, slug)
    bundle.write(shelf.bundle_of(letter, bundled.public_rows(db.session, letter)), out)
    unnamed = roll.totals(letter).unnamed
    if unnamed:
        whom = "1 signatory who is" if unnamed == 1 else f"{unnamed} signatories who are"
        click.echo(f"Left out: {whom} not public.", err=True)
    click.echo("E-mail addresses of signatories are not exported.", err=True)


def _warn(bundles: Mapping[Path, Bundle]) -> None:
    """Say what is doubtful but keeps nobody from reading: notes that lead nowhere, what no font or window can show."""
    for folder, each in bundles.items():
        numbers = {attachment.number for attachment in each.attachments}
        for file, source in _sources(each):
            for fault in prose.faults(source, numbers):
                where = f"{folder}/{file}, line {fault.line} of the text"
                click.echo(f"Warning: {where}: {fault.sentence}", err=True)
        for file, words in _words(each).items():
            if lost := glyphs.missing(*words):
                click.echo(f"Warning: {folder}/{file}: {glyphs.sentence(lost)}", err=True)
        if long := [row.key for row in each.recipients if _is_long(row)]:
            click.echo(f"Warning: {folder}/recipients.csv: {window.sentence(long)}", err=True)


def _is_long(row: RecipientRow) -> bool:
    """Tell whether the window of an envelope cannot show all of an address."""
    address = tuple(row.address.splitlines())
    whom = Addressee(row.name, row.honorific, row.office, row.institution, address, row.country)
    return window.lines_of(whom) > window.MOST_LINES


def _sources(each: Bundle) -> Iterator[tuple[str, str]]:
    """Return each text of a bundle under the name of its file."""
    for language, wording in each.wordings.items():
        ending = "" if language == each.language else f".{language}"
        yield f"letter{ending}.md", wording.body
        yield f"report{ending}.md", wording.report


def _words(each: Bundle) -> dict[str, list[str]]:
    """Return all that is printed of a bundle, by file."""
    words = {
        "recipients.csv": [
            f"{row.honorific} {row.name} {row.office} {row.institution} {row.address} {row.salutation}"
            for row in each.recipients
        ],
        "signatories.csv": [f"{row.honorific} {row.name} {row.affiliation}" for row in each.signatories],
        "attachments.csv": [row.title for row in each.attachments],
    }
    for language, wording in each.wordings.items():
        ending = "" if language == each.language else f".{language}"
        words[f"letter{ending}.md"] = [wording.title, wording.lead, wording.body, wording.closing]
        words[f"report{ending}.md"] = [wording.report]
    publisher = [each.place, *_lines_of(each.organisation)] if each.organisation else [each.place]
    words["letter.md"] += publisher
    return words


def _lines_of(publisher: OrganisationEntry) -> list[str]:
    entries = (*publisher.offices, *publisher.contacts)
    return [publisher.name, *(line for entry in entries for line in entry.values())]
