"""Asking for prints, recording them once made, and sending them to recipients, each once."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import fields
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.delivery import mail, queries
from app.delivery.models import Dispatch, Print, PrintState, Timestamp, Volume
from app.delivery.orders import Order
from app.delivery.pressroom import Finished
from app.kit import clock
from app.kit.languages import gettext_later as _
from app.kit.refusals import Refusal
from app.letters.models import Letter, LetterState
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


class NoLongerAddressed(Refusal):
    """A recipient to whom the letter went once, and who stands on its list no more."""

    sentence = _("The letter is no longer addressed to this recipient, so no print is made for them.")


class Overtaken(Refusal):
    """A print that was shown, and is no longer what would go out."""

    sentence = _("The letter or its recipients have changed since this preview. Nothing was sent: prepare it again.")


# Between tries of what may be otherwise in a while: a store that is full, a press that is busy, a silent server.
WAITS = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1))
MOST_TRIES = 5
TRIED_AGAIN = _("It will be tried again by itself.")
IN_VAIN = _("It was tried again in vain.")
DAILY = timedelta(days=1)  # a timestamp is asked for until it is granted
AT_WORK = timedelta(minutes=20)  # for which whoever makes a print has it to themselves, as long as one job may last


def must_be_published(letter: Letter) -> None:
    """Refuse a draft."""
    if letter.state is LetterState.DRAFT:
        raise NotPublished


def ask(session: Session, order: Order) -> Print:
    """Ask the worker for a print, or return the one that there is; one that failed or was cancelled is tried again."""
    wanted = _print(session, order)
    if wanted.state is not PrintState.MADE:
        wanted.state, wanted.reason = PrintState.ASKED, ""
        wanted.tries, wanted.again_at = 0, None
    wanted.checked_at, wanted.overtaken_at = clock.now(), None
    session.flush()
    return wanted


def begin(session: Session, order: Order) -> Print:
    """Enter a print that is being made here and now; meanwhile the worker leaves it alone."""
    wanted = _print(session, order)
    if wanted.state is not PrintState.MADE:
        wanted.state, wanted.again_at, wanted.reason = PrintState.ASKED, clock.now() + AT_WORK, ""
    session.flush()
    return wanted


def record(session: Session, order: Order, finished: Finished) -> Print:
    """Keep what the press has made. Where somebody else was faster, theirs is the print; a cancelled one stays so."""
    made = _print(session, order)
    if made.state in {PrintState.ASKED, PrintState.FAILED}:
        _fill(made, finished)
        made.state, made.reason, made.tries = PrintState.MADE, "", 0
        made.made_at = made.checked_at = clock.now()
        made.overtaken_at = None
        made.again_at = clock.now() + WAITS[0] if made.timestamp is Timestamp.PENDING else None
        session.flush()
    return made


def note_failure(session: Session, order: Order, *, reason: str, passing: bool = False) -> list[str]:
    """Keep why a print could not be made; what is passing is tried again by itself, some times.

    Returns the digests of its files that may not be needed any more.
    """
    orphans = _fail(_print(session, order), reason, passing=passing)
    session.flush()
    return orphans


def settle(
    session: Session, number: int, *, known: Container[str] = (), reason: str = "", passing: bool = False
) -> list[str]:
    """Close an order that is still open and not among those known to have been seen to.

    It failed for this reason or, as the letter had changed, another print was made. Returns the digests of its files
    that may not be needed any more.
    """
    wanted = session.get(Print, number)
    if wanted is None or wanted.state is not PrintState.ASKED or wanted.manuscript in known:
        return []
    if not reason:
        return delete(session, number)
    orphans = _fail(wanted, reason, passing=passing)
    session.flush()
    return orphans


def cancel(session: Session, wanted: Print) -> list[str]:
    """Let a print that was asked for not be made, even if that has begun.

    Returns the digests of its files that may not be needed any more.
    """
    if wanted.state is not PrintState.ASKED:
        return []
    wanted.state, wanted.again_at, wanted.reason = PrintState.CANCELLED, None, ""
    orphans = _give_up(wanted)
    session.flush()
    return orphans


def look_again(
    session: Session, made: Print, *, holds: bool, may_stay: bool = False, looked_at: datetime | None = None
) -> list[str]:
    """Note that a print still says what its letter says, or that it is older; delete one that went to nobody.

    That is unless it may stay. `looked_at` is when the letter was read, now unless that took a while.

    Returns the digests of its files that may not be needed any more.
    """
    if holds:
        made.checked_at, made.overtaken_at = looked_at or clock.now(), None
        return []
    if may_stay or queries.was_sent(session, made):
        made.overtaken_at = clock.now()
        return []
    return delete(session, made.id)


def set_back(session: Session, number: int, lost: str) -> bool:
    """Have a print made anew, or a volume of it, of which a file is lost; tell whether it is: one that was sent stays.

    The same manuscript is the same print, so whatever led to it leads to the new one.
    """
    made = session.get(Print, number)
    if made is None or queries.was_sent(session, made):
        return made is None
    held: tuple[Print | Volume, ...] = (made, *made.volumes)
    for each in held:
        if lost in {each.content, each.kept}:
            each.content = each.kept = each.unsealed = None
    made.state, made.reason, made.tries, made.again_at = PrintState.ASKED, "", 0, None
    made.timestamp = Timestamp.NONE
    session.flush()
    return True


def delete(session: Session, number: int) -> list[str]:
    """Delete a print that went to nobody; return the digests of its files that may not be needed any more."""
    made = session.get_one(Print, number)
    orphans = queries.files_of(made)
    session.delete(made)
    session.flush()
    return orphans


def stamp(session: Session, number: int, finished: Finished | None) -> list[str]:
    """Put the stamped print in place of the one that is not, or leave it for good as it is where there is none.

    One that was sent meanwhile stays as it was sent. Returns the digests of files that may not be needed any more.
    """
    made = session.get(Print, number)
    if made is None:
        return []
    made.again_at = None
    if finished is None or queries.was_sent(session, made):
        return list(finished.files) if finished else []
    replaced = queries.files_of(made)
    _fill(made, finished)
    session.flush()
    return replaced


def stamp_later(session: Session, number: int) -> None:
    """Have the timestamp server asked again later: soon at first, then daily."""
    made = session.get(Print, number)
    if made is not None:
        made.again_at = clock.now() + (WAITS[made.tries] if made.tries < len(WAITS) else DAILY)
        made.tries += 1
        session.flush()


def dispatch(session: Session, made: Print) -> tuple[Dispatch, bool]:
    """Send an addressed print to its recipient; return the dispatch and whether it is new.

    Raises NotPublished, NotMade or NoAddress. Sending the same print again sends nothing.
    """
    recipient, edition = made.recipient, made.edition
    must_be_published(edition.letter)
    if made.state is not PrintState.MADE or made.content is None:
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


def _fill(made: Print, finished: Finished) -> None:
    for field in fields(finished):
        setattr(made, field.name, getattr(finished, field.name))


def _fail(wanted: Print, reason: str, *, passing: bool) -> list[str]:
    if wanted.state in {PrintState.MADE, PrintState.CANCELLED}:
        return []
    wanted.tries += 1
    if passing and wanted.tries < MOST_TRIES:
        wanted.state, wanted.again_at = PrintState.ASKED, clock.now() + WAITS[min(wanted.tries, len(WAITS)) - 1]
        wanted.reason = f"{reason} {TRIED_AGAIN}"
        return []
    wanted.state, wanted.again_at = PrintState.FAILED, None
    wanted.reason = f"{reason} {IN_VAIN}" if passing else reason
    return _give_up(wanted)


def _give_up(wanted: Print) -> list[str]:
    """Drop what is there of a print that will not be made: nobody would look whether all whom it names stay.

    Returns the digests of its files that may not be needed any more.
    """
    orphans = queries.files_of(wanted)
    wanted.volumes, wanted.checked_at = [], clock.now()
    return orphans


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
        made_by_id=order.made_by.id if order.made_by else None,
        manuscript=order.fingerprint,
    )
    try:
        with session.begin_nested():
            session.add(wanted)
    except IntegrityError:
        return session.scalars(sa.select(Print).where(Print.manuscript == order.fingerprint)).one()
    return wanted
