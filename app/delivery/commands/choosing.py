"""Which recipients and which text a command means, and what of it no font can print."""

from __future__ import annotations

from collections.abc import Sequence

import click

from app.delivery import actions, manuscripts, unshown
from app.kit.refusals import Refusal
from app.letters.models import Letter, Recipient, Text
from app.paper import window


class NoSuchRecipient(Refusal):
    """The letter is not addressed to anyone by this key."""


class NoSuchLanguage(Refusal):
    """The letter has no wording in this language."""


def recipients_by(letter: Letter, keys: Sequence[str]) -> list[Recipient]:
    """Return the recipients of these keys, without any all of them; raise NoSuchRecipient."""
    known = {recipient.key: recipient for recipient in letter.addressees}
    for key in keys:
        if key not in known:
            message = f"“{letter.slug}” has no recipient “{key}”; it has {', '.join(known) or 'none'}."
            raise NoSuchRecipient(message)
    return [known[key] for key in keys] if keys else list(known.values())


def reachable(letter: Letter, keys: Sequence[str]) -> list[Recipient]:
    """Return whom mail can reach; one who is asked for by name must be reachable, others are told of."""
    chosen = recipients_by(letter, keys)
    for recipient in chosen:
        if not recipient.email and keys:
            raise actions.NoAddress(f"{recipient.key} has no e-mail address.")
        if not recipient.email:
            click.echo(f"{recipient.key} has no e-mail address and is left out.", err=True)
    return [recipient for recipient in chosen if recipient.email]


def text_for(letter: Letter, recipient: Recipient | None, language: str | None = None) -> Text:
    """Return the wording of a language, else of the recipient's, else of the letter's own; raise NoSuchLanguage."""
    if language is not None and language not in {text.language for text in letter.edition.texts}:
        raise NoSuchLanguage(f"“{letter.slug}” has no text in “{language}”.")
    return letter.edition.text_in(language or (recipient.language if recipient else letter.language))


def warn(letter: Letter) -> None:
    """Say in a line each which characters no font can print, and which addresses the window does not show."""
    if sentence := unshown.warning(letter):
        click.echo(f"Warning: {letter.slug}: {sentence}", err=True)
    if long := [recipient.key for recipient in letter.addressees if _is_long(letter, recipient)]:
        click.echo(f"Warning: {letter.slug}: {window.sentence(long)}", err=True)


def _is_long(letter: Letter, recipient: Recipient) -> bool:
    language = text_for(letter, recipient).language
    whom = manuscripts.addressee_of(recipient, language, manuscripts.letterhead_of(letter))
    return whom is not None and window.lines_of(whom) > window.MOST_LINES
