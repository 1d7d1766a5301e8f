"""Asking for prints, recording them once made, and sending them to recipients, each once."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.delivery import mail, queries
from app.delivery.models import Dispatch, Print, PrintState
from app.kit import clock
from app.kit.languages import gettext_later as _
from app.kit.refusals import Refusal
from app.letters.models import Letter, LetterState, Recipient, Text
from app.post import actions as post


class NotPublished(Refusal):
    """A draft is not sent to anyone."""

    sentence = _("The letter is a draft: publish it before it is sent.")


class NoAddress(Refusal):
    """A recipient who has no e-mail address."""

    sentence = _("This recipient has no e-mail address: print the letter and post it, or add the address.")


class NotMade(Refusal):
    """A print that is not there yet cannot be sent."""

    sentence = _("The print is not made yet: wait a moment and try again.")


class Overtaken(Refusal):
    """A print that was shown, and is no longer what would go out."""

    sentence = _("The letter or its recipients have changed since this preview. Nothing was sent: prepare it again.")


def must_be_published(letter: Letter) -> None:
    """Refuse a draft."""
    if letter.state is LetterState.DRAFT:
        raise NotPublished


def ask(
    session: Session, *, text: Text, fingerprint: str, recipient: Recipient | None = None, bound: bool = False
) -> Print:
    """Ask the worker for a print, or return the one that there is; one that failed is tried again."""
    wanted = queries.by_fingerprint(session, fingerprint)
    if wanted is None:
        wanted = _new(session, text=text, fingerprint=fingerprint, recipient=recipient, bound=bound)
    if wanted.state is PrintState.FAILED:
        wanted.state, wanted.reason = PrintState.ASKED, ""
    session.flush()
    return wanted


def record(session: Session, wanted: Print, *, content: str, size: int, signatories: int) -> Print:
    """Keep what the press has made: the digest of the file, its size in bytes, and how many were counted."""
    wanted.state, wanted.reason = PrintState.MADE, ""
    wanted.content, wanted.size, wanted.signatories = content, size, signatories
    wanted.made_at = wanted.checked_at = clock.now()
    session.flush()
    return wanted


def note_failure(session: Session, wanted: Print, *, reason: str) -> None:
    """Keep why a print could not be made."""
    wanted.state, wanted.reason = PrintState.FAILED, reason
    session.flush()


def forget_overtaken(session: Session, number: int) -> None:
    """Forget a print that is still only asked for: its letter has changed meanwhile, and another was made instead."""
    wanted = session.get(Print, number)
    if wanted is not None and wanted.state is PrintState.ASKED:
        session.delete(wanted)
        session.flush()


def dispatch(session: Session, made: Print) -> tuple[Dispatch, bool]:
    """Send an addressed print to its recipient; return the dispatch and whether it is new.

    Raises NotPublished, NotMade or NoAddress. Sending the same print again sends nothing.
    """
    recipient, edition = made.recipient, made.edition
    must_be_published(edition.letter)
    if made.state is not PrintState.MADE:
        raise NotMade
    if recipient is None or not recipient.email:
        raise NoAddress
    known = queries.dispatch_of(session, made, recipient)
    if known is not None:
        return known, False
    message = mail.letter_to_official(edition.letter, recipient=recipient, made=made)
    queued = post.enqueue(session, message, dedupe_key=dedupe_key(made))
    sent = Dispatch(edition_id=edition.id, recipient_id=recipient.id, print_id=made.id, mail_id=queued.id)
    session.add(sent)
    session.flush()
    return sent, True


def dispatch_shown(session: Session, letter: Letter, made: Print) -> tuple[Dispatch, bool]:
    """Send what a preview showed of a letter, as `dispatch` does; raise Overtaken where it stands no longer."""
    if made.edition_id != letter.edition.id or made.recipient is None or made.recipient.retired:
        raise Overtaken
    return dispatch(session, made)


def dedupe_key(made: Print) -> str:
    """Return what makes a dispatch the same one: edition, recipient, print."""
    return f"deliver:{made.edition_id}:{made.recipient_id}:{made.id}"


def _new(session: Session, *, text: Text, fingerprint: str, recipient: Recipient | None, bound: bool) -> Print:
    """Add a print; where another process has asked for the same meanwhile, return that one."""
    wanted = Print(
        edition_id=text.edition_id,
        recipient_id=recipient.id if recipient else None,
        language=text.language,
        bound=bound,
        manuscript=fingerprint,
    )
    try:
        with session.begin_nested():
            session.add(wanted)
    except IntegrityError:
        return session.scalars(sa.select(Print).where(Print.manuscript == fingerprint)).one()
    return wanted
