"""Sending a letter to its recipients."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click
from flask.cli import with_appcontext

from app.delivery import actions, mail, prints, queries
from app.delivery.commands.choosing import reachable, warn
from app.delivery.commands.shapes import shape_option
from app.delivery.models import Print, Shape
from app.kit import clock
from app.kit.commandline import CommandGroup, progress
from app.kit.database import db, writing
from app.kit.languages import day
from app.letters import queries as letter_queries
from app.letters.models import Letter, LetterState, Recipient
from app.post import envelopes, wire
from app.post.models import MailState

delivery = CommandGroup("delivery", help="Send letters to their recipients.")


@delivery.command()
@click.argument("slug")
@click.option("--to", "keys", multiple=True, help="The key of a recipient; may be repeated. Else all of them.")
@click.option("--dry-run", type=click.Path(file_okay=False, path_type=Path), help="Write the mails here instead.")
@shape_option(Shape.BOUND, told="With the attachments, behind cover sheets.")
@shape_option(Shape.LIGHTER, told="The same as --bound, with lighter pictures.")
@with_appcontext
def send(slug: str, keys: tuple[str, ...], dry_run: Path | None, shape: Shape) -> None:
    """Send the letter to its recipients, each once for a given edition and print."""
    letter = letter_queries.require(db.session, slug)
    if letter.state is LetterState.DRAFT:
        raise actions.NotPublished
    recipients = reachable(letter, keys)
    addressed = _print_each(letter, recipients, shape)
    warn(letter)
    if dry_run is not None:
        _write_each(letter, addressed, dry_run)
        return
    for line in _dispatch_each(addressed):
        click.echo(line)


def _dispatch_each(addressed: Sequence[Print]) -> list[str]:
    numbers = [made.id for made in addressed]
    with writing() as session:
        return [_dispatch(session.get_one(Print, number)) for number in numbers]


def _dispatch(made: Print) -> str:
    earlier = queries.last_dispatch(db.session, made.recipient) if made.recipient else None
    sent, new = actions.dispatch(db.session, made)
    if not new:
        done = "sent" if sent.mail.state is MailState.ACCEPTED else "queued"
        return f"{sent.recipient.key} {done} before, on {day(sent.made_at, 'en')}: {sent.mail.state}"
    if earlier:
        return f"{sent.recipient.key} queued again: letter or roll have changed since {day(earlier.made_at, 'en')}"
    return f"{sent.recipient.key} queued"


def _print_each(letter: Letter, recipients: Sequence[Recipient], shape: Shape) -> list[Print]:
    """Return the print of each recipient, in their order."""
    making = progress(prints.make_all(letter, recipients, shape=shape), of=len(recipients), label="Print")
    made = {each.recipient_id: each for each in making}
    return [made[recipient.id] for recipient in recipients]


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
