"""Printing a letter and sending it to its recipients."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.config import ROOT
from app.delivery import actions, mail, manuscripts, prints, queries
from app.delivery.models import Print, Shape
from app.kit import clock, files
from app.kit.commandline import CommandGroup, progress
from app.kit.database import db, writing
from app.kit.languages import day
from app.kit.refusals import Refusal
from app.letters import queries as letter_queries
from app.letters.commands import letters
from app.letters.models import Letter, LetterState, Recipient, Text
from app.paper import glyphs, press
from app.post import envelopes, wire

delivery = CommandGroup("delivery", help="Send letters to their recipients.")


class NoSuchRecipient(Refusal):
    """The letter is not addressed to anyone by this key."""


class NoSuchLanguage(Refusal):
    """The letter has no wording in this language."""


@letters.command("print")
@click.argument("slug")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="The PDF to write.")
@click.option("--to", "key", help="The key of the recipient whom the print is addressed to.")
@click.option("--language", help="The language of the text; else the recipient's, else the letter's own.")
@click.option("--bound", is_flag=True, help="Append the attachments behind cover sheets.")
@with_appcontext
def print_letter(slug: str, out: Path, key: str | None, language: str | None, *, bound: bool) -> None:
    """Write the letter's PDF."""
    letter = letter_queries.require(db.session, slug)
    recipient = _recipients(letter, (key,))[0] if key else None
    text = _text(letter, recipient, language)
    made = prints.make(letter, text=text, recipient=recipient, shape=Shape.BOUND if bound else Shape.LETTER)
    _warn(letter, [(text, recipient)])
    out.write_bytes(files.fetch(str(made.content)))
    click.echo(f"{out}: {made.size:,} bytes, {made.signatories} signatories, sha256 {made.content}")


@letters.command()
@click.argument("slug")
@click.option("--out", type=click.Path(dir_okay=False, path_type=Path), help="Else build/SLUG.pdf.")
@with_appcontext
def proof(slug: str, out: Path | None) -> None:
    """Write a proof of the letter: for its first recipient, bound, and kept nowhere else."""
    letter = letter_queries.require(db.session, slug)
    recipient = next(iter(letter.addressees), None)
    text = _text(letter, recipient)
    manuscript = manuscripts.manuscript_of(letter, text=text, recipient=recipient, shape=Shape.BOUND)
    path = out or ROOT / "build" / f"{slug}.pdf"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(press.print_letter(manuscript, shape="bound"))
    _warn(letter, [(text, recipient)])
    click.echo(path)


@delivery.command()
@click.argument("slug")
@click.option("--to", "keys", multiple=True, help="The key of a recipient; may be repeated. Else all of them.")
@click.option("--dry-run", type=click.Path(file_okay=False, path_type=Path), help="Write the mails here instead.")
@with_appcontext
def send(slug: str, keys: tuple[str, ...], dry_run: Path | None) -> None:
    """Send the letter to its recipients, each once for a given edition and print."""
    letter = letter_queries.require(db.session, slug)
    if letter.state is LetterState.DRAFT:
        raise actions.NotPublished
    recipients = _reachable(letter, keys)
    addressed = _print_each(letter, recipients)
    _warn(letter, [(_text(letter, each), each) for each in recipients])
    if dry_run is not None:
        _write_each(letter, addressed, dry_run)
        return
    for line in _dispatch_each(addressed):
        click.echo(line)


def _warn(letter: Letter, addressed: Sequence[tuple[Text, Recipient | None]]) -> None:
    """Say in a line what prints as boxes: each wording is looked through once, and what is each recipient's own."""
    wordings = {text.id: (text, recipient) for text, recipient in addressed}
    own = ((each.honorific, each.name, each.office, each.institution, each.address) for _, each in addressed if each)
    lost = set(glyphs.missing(*chain.from_iterable(own)))
    for text, recipient in wordings.values():
        lost.update(glyphs.missing_in(manuscripts.manuscript_of(letter, text=text, recipient=recipient)))
    if lost:
        click.echo(f"Warning: {letter.slug}: {glyphs.sentence(sorted(lost))}", err=True)


def _dispatch_each(addressed: Sequence[Print]) -> list[str]:
    numbers = [made.id for made in addressed]
    with writing() as session:
        return [_dispatch(session.get_one(Print, number)) for number in numbers]


def _dispatch(made: Print) -> str:
    earlier = queries.last_dispatch(db.session, made.recipient) if made.recipient else None
    sent, new = actions.dispatch(db.session, made)
    if not new:
        return f"{sent.recipient.key} sent before, on {day(sent.made_at, 'en')}: {sent.mail.state}"
    if earlier:
        return f"{sent.recipient.key} queued again: letter or roll have changed since {day(earlier.made_at, 'en')}"
    return f"{sent.recipient.key} queued"


def _print_each(letter: Letter, recipients: Sequence[Recipient]) -> list[Print]:
    return [
        prints.make(letter, text=_text(letter, each), recipient=each) for each in progress(recipients, label="Print")
    ]


def _write_each(letter: Letter, addressed: Sequence[Print], folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for made in addressed:
        recipient = made.recipient
        if recipient is None:
            continue
        message = mail.letter_to_official(letter, recipient=recipient, made=made)
        path = folder / f"{recipient.key}.eml"
        message_id = envelopes.message_id(actions.dedupe_key(made))
        path.write_bytes(wire.as_bytes(message, message_id=message_id, made_at=clock.now()))
        click.echo(f"{recipient.key} {path}")


def _recipients(letter: Letter, keys: Sequence[str]) -> list[Recipient]:
    known = {recipient.key: recipient for recipient in letter.addressees}
    for key in keys:
        if key not in known:
            message = f"“{letter.slug}” has no recipient “{key}”; it has {', '.join(known) or 'none'}."
            raise NoSuchRecipient(message)
    return [known[key] for key in keys] if keys else list(known.values())


def _reachable(letter: Letter, keys: Sequence[str]) -> list[Recipient]:
    """Return whom mail can reach; one who is asked for by name must be reachable, others are told of."""
    chosen = _recipients(letter, keys)
    for recipient in chosen:
        if not recipient.email and keys:
            raise actions.NoAddress(f"{recipient.key} has no e-mail address.")
        if not recipient.email:
            click.echo(f"{recipient.key} has no e-mail address and is left out.", err=True)
    return [recipient for recipient in chosen if recipient.email]


def _text(letter: Letter, recipient: Recipient | None, language: str | None = None) -> Text:
    if language is not None and language not in {text.language for text in letter.edition.texts}:
        raise NoSuchLanguage(f"“{letter.slug}” has no text in “{language}”.")
    return letter.edition.text_in(language or (recipient.language if recipient else letter.language))
