"""The outbox on the command line."""

from __future__ import annotations

import unicodedata

import click

from app.kit import files
from app.kit.commandline import CommandGroup
from app.kit.database import writing
from app.post import actions, queries, wire
from app.post.actions import NoSuchMail
from app.post.models import Forgotten, MailState
from app.post.queries import Entry

post = CommandGroup("post", help="The outbox: mail that waits, was sent, or needs a person.")

COLUMNS = "{:>7}  {:<8}  {:<14}  {:<16}  {:>8}  {:<32}  {}"
FORGOTTEN = "–"
UNREADABLE = "(its key is missing)"
STEERING = {"Cc", "Zl", "Zp"}  # Unicode categories


@post.command("list")
@click.option("--state", type=click.Choice([state.value for state in MailState]), help="Only mail in this state.")
def list_(*, state: str | None) -> None:
    """List the outbox, the newest mail first."""
    _notice()
    click.echo(COLUMNS.format("id", "state", "kind", "made (UTC)", "attempts", "to", "subject"))
    for entry in queries.every(state=MailState(state) if state else None):
        made = f"{entry.made_at:%Y-%m-%d %H:%M}"
        click.echo(
            COLUMNS.format(
                entry.id, entry.state, entry.kind, made, entry.attempts, _or_why(entry, entry.to), entry.subject
            ).rstrip()
        )


@post.command()
@click.argument("mail_id", metavar="ID", type=int)
@click.option("--eml", is_flag=True, help="Print the mail as it goes to the server.")
def show(mail_id: int, *, eml: bool) -> None:
    """Show one mail whole."""
    entry = queries.entry(mail_id)
    if entry is None:
        raise NoSuchMail
    if eml:
        click.echo(_as_sent(entry), nl=False)
        return
    _show_life(entry)
    _show_content(entry)


@post.command()
@click.argument("mail_id", metavar="ID", type=int)
def retry(mail_id: int) -> None:
    """Send a mail again that is held or has failed."""
    with writing() as session:
        actions.retry(session, mail_id)
    click.echo(f"Mail {mail_id} is queued again.")


def _notice() -> None:
    notice = queries.pause()
    if notice is not None:
        click.echo(f"Mail is paused since {notice.since:%Y-%m-%d %H:%M} UTC. {notice.reason}", err=True)


def _or_why(entry: Entry, value: str) -> str:
    return value or (FORGOTTEN if entry.readable else UNREADABLE)


def _as_sent(entry: Entry) -> bytes:
    if entry.message is None:
        raise click.ClickException(_why_not(entry))
    return wire.as_bytes(entry.message, message_id=entry.message_id, made_at=entry.made_at)


def _why_not(entry: Entry) -> str:
    if entry.forgotten and entry.state is not MailState.ACCEPTED:
        return str(Forgotten.sentence)
    if entry.readable:
        return "What this mail said was forgotten when the mail server accepted it."
    return "This mail was sealed with a key that is not here."


def _show_life(entry: Entry) -> None:
    click.echo(f"Mail:        {entry.id} ({entry.kind})")
    click.echo(f"State:       {entry.state}, attempts: {entry.attempts}")
    click.echo(f"Made:        {entry.made_at:%Y-%m-%d %H:%M} UTC")
    if entry.state is MailState.QUEUED:
        click.echo(f"Due:         {entry.due_at:%Y-%m-%d %H:%M} UTC")
    if entry.answer:
        click.echo(f"Answer:      {entry.answer}")


def _show_content(entry: Entry) -> None:
    message = entry.message
    if message is None:
        click.echo(_why_not(entry))
        return
    click.echo(f"To:          {message.to}")
    if message.reply_to:
        click.echo(f"Reply-To:    {message.reply_to}")
    click.echo(f"Subject:     {message.subject}")
    for enclosure in message.enclosures:
        size = len(files.fetch(enclosure.content))
        click.echo(f"Attachment:  {enclosure.filename} ({enclosure.media_type}, {size:,} bytes)")
    click.echo(f"\n{_plain(message.text)}")


def _plain(text: str) -> str:
    """Return a text without what would steer a terminal: no controls (Cc), no line or paragraph separators."""
    return "".join(char for char in text if char in "\n\t" or unicodedata.category(char) not in STEERING)
