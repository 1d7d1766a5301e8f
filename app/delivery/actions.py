"""Asking for prints, recording them once made, and sending them to recipients, each once."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.delivery import mail, queries
from app.delivery.models import Dispatch, Print, PrintState, Shape
from app.kit import clock
from app.kit.languages import gettext_later as _
from app.kit.refusals import Refusal
from app.letters.models import Letter, LetterState, Recipient, Text
from app.paper.manuscript import PaperSize
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


@dataclass(frozen=True, slots=True)
class Order:
    """What a print is to say: a text, to a recipient or to everyone; `fingerprint` tells it from every other."""

    text: Text
    fingerprint: str
    recipient: Recipient | None = None
    shape: Shape = Shape.LETTER
    paper: PaperSize = "A4"


def must_be_published(letter: Letter) -> None:
    """Refuse a draft."""
    if letter.state is LetterState.DRAFT:
        raise NotPublished


def ask(session: Session, order: Order) -> Print:
    """Ask the worker for a print, or return the one that there is; one that failed is tried again."""
    wanted = _print(session, order)
    if wanted.state is PrintState.FAILED:
        wanted.state, wanted.reason = PrintState.ASKED, ""
    wanted.checked_at = clock.now()
    session.flush()
    return wanted


def record(session: Session, order: Order, *, content: str, size: int, signatories: int) -> Print:
    """Keep what the press has made: the digest of the file, its size in bytes, and how many were counted.

    Where somebody else was faster, theirs is the print.
    """
    made = _print(session, order)
    if made.state is not PrintState.MADE:
        made.state, made.reason = PrintState.MADE, ""
        made.content, made.size, made.signatories = content, size, signatories
        made.made_at = made.checked_at = clock.now()
        session.flush()
    return made


def note_failure(session: Session, order: Order, *, reason: str) -> None:
    """Keep why a print could not be made."""
    _fail(_print(session, order), reason)
    session.flush()


def settle(session: Session, number: int, *, reason: str = "") -> None:
    """Close an order that is still open: it failed for this reason, or another print was made as the letter changed."""
    wanted = session.get(Print, number)
    if wanted is None or wanted.state is not PrintState.ASKED:
        return
    if reason:
        _fail(wanted, reason)
    else:
        session.delete(wanted)
    session.flush()


def look_again(session: Session, made: Print, *, holds: bool) -> str | None:
    """Note that a print still says what its letter says, or else delete it.

    Returns the digest of a file that no print needs any more.
    """
    if holds:
        made.checked_at = clock.now()
        return None
    orphan = None if queries.is_kept_elsewhere(session, made) else made.content
    session.delete(made)
    session.flush()
    return orphan


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
    try:
        with session.begin_nested():
            session.add(sent)
    except IntegrityError:  # somebody else has sent it at the same moment
        theirs = sa.select(Dispatch).where(Dispatch.print_id == made.id, Dispatch.recipient_id == recipient.id)
        return session.scalars(theirs).one(), False
    return sent, True


def dispatch_shown(session: Session, letter: Letter, made: Print) -> tuple[Dispatch, bool]:
    """Send what a preview showed of a letter, as `dispatch` does; raise Overtaken where it stands no longer."""
    if made.edition_id != letter.edition.id or made.recipient is None or made.recipient.retired:
        raise Overtaken
    return dispatch(session, made)


def dedupe_key(made: Print) -> str:
    """Return what makes a dispatch the same one: edition, recipient, print."""
    return f"deliver:{made.edition_id}:{made.recipient_id}:{made.id}"


def _fail(wanted: Print, reason: str) -> None:
    if wanted.state is not PrintState.MADE:
        wanted.state, wanted.reason = PrintState.FAILED, reason


def _print(session: Session, order: Order) -> Print:
    """Return the print of an order, added when there is none; where another process adds it meanwhile, that one."""
    known = queries.by_fingerprint(session, order.fingerprint)
    if known is not None:
        return known
    wanted = Print(
        edition_id=order.text.edition_id,
        recipient_id=order.recipient.id if order.recipient else None,
        language=order.text.language,
        shape=order.shape,
        paper=order.paper,
        manuscript=order.fingerprint,
    )
    try:
        with session.begin_nested():
            session.add(wanted)
    except IntegrityError:
        return session.scalars(sa.select(Print).where(Print.manuscript == order.fingerprint)).one()
    return wanted
