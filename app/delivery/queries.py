"""Finding prints and dispatches."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.delivery.models import Dispatch, Print, PrintState, Shape, Timestamp, Volume
from app.kit import clock
from app.kit.languages import gettext_later as _
from app.kit.refusals import Refusal
from app.letters.models import Edition, Letter, Recipient


class NoSuchPrint(Refusal):
    """A number under which this letter has no print."""

    sentence = _("This print is not there: the letter may have changed while it was being made.")
    status = 404


class NoSuchDispatch(Refusal):
    """A number under which nothing of this letter was sent."""

    sentence = _("Nothing of this letter was sent under this number.")
    status = 404


def by_fingerprint(session: Session, fingerprint: str) -> Print | None:
    """Return the print of a manuscript, in whatever state."""
    return session.scalar(sa.select(Print).where(Print.manuscript == fingerprint))


def public_print(session: Session, letter: Letter, *, language: str) -> Print | None:
    """Return the newest print for everyone of the current edition in a language, None until one is made."""
    return _newest_public(session, letter, language, PrintState.MADE)


def public_failure(session: Session, letter: Letter, *, language: str) -> Print | None:
    """Return the newest print for everyone that could not be made, None where none failed."""
    return _newest_public(session, letter, language, PrintState.FAILED)


def is_made(session: Session, fingerprint: str) -> bool:
    """Tell whether a manuscript is printed."""
    known = by_fingerprint(session, fingerprint)
    return known is not None and known.state is PrintState.MADE


def asked(session: Session) -> Sequence[Print]:
    """Return the prints that wait to be made and may be tried now, the oldest first."""
    wanted = sa.select(Print).where(Print.state == PrintState.ASKED, _is_due(), Print.shape != Shape.ROLL)
    return session.scalars(wanted.order_by(Print.id)).all()


def asked_rolls(session: Session) -> Sequence[Print]:
    """Return the rolls that wait to be printed and may be tried now, the oldest first."""
    wanted = sa.select(Print).where(Print.state == PrintState.ASKED, _is_due(), Print.shape == Shape.ROLL)
    return session.scalars(wanted.order_by(Print.id)).all()


def public_roll(session: Session, letter: Letter, *, language: str) -> Print | None:
    """Return the newest printed roll of the current edition with the public names, None until one is made."""
    return _newest_public(session, letter, language, PrintState.MADE, shape=Shape.ROLL)


def older_public_rolls(session: Session, newest: Print) -> Sequence[Print]:
    """Return the other printed rolls of a letter with the public names in a language."""
    letter = sa.select(Edition.id).where(Edition.letter_id == newest.edition.letter_id)
    wanted = sa.select(Print).where(
        Print.edition_id.in_(letter),
        Print.language == newest.language,
        Print.shape == Shape.ROLL,
        Print.recipient_id.is_(None),
        Print.state == PrintState.MADE,
        Print.id < newest.id,
    )
    return session.scalars(wanted).all()


def files_of(made: Print) -> list[str]:
    """Return the digests of all files of a print."""
    held: tuple[Print | Volume, ...] = (made, *made.volumes)
    return [digest for each in held for digest in (each.content, each.kept) if digest]


def public_roll_tried(session: Session, letter: Letter, *, language: str) -> Print | None:
    """Return the last roll of the current edition with the public names that waits, failed or was cancelled, if any."""
    return _newest_public(session, letter, language, *set(PrintState) - {PrintState.MADE}, shape=Shape.ROLL)


def unchecked_rolls(session: Session, *, checked_before: datetime) -> Sequence[Print]:
    """Return the printed rolls that have not been looked at since a time."""
    wanted = sa.select(Print).where(
        Print.state == PrintState.MADE,
        Print.shape == Shape.ROLL,
        sa.func.coalesce(Print.overtaken_at, Print.checked_at) < checked_before,
    )
    return session.scalars(wanted.order_by(Print.id)).all()


def still_asked(session: Session, number: int) -> bool:
    """Tell whether nobody has made or cancelled a print meanwhile."""
    wanted = session.get(Print, number, populate_existing=True)
    return wanted is not None and wanted.state is PrintState.ASKED


def unchecked(session: Session, *, checked_before: datetime) -> Sequence[Print]:
    """Return the prints that have not been looked at since a time, but for older ones that were sent: these stay."""
    sent = sa.select(Dispatch.print_id)
    wanted = sa.select(Print).where(
        Print.state == PrintState.MADE,
        Print.shape != Shape.ROLL,
        Print.overtaken_at.is_(None) | Print.id.not_in(sent),
        sa.func.coalesce(Print.overtaken_at, Print.checked_at) < checked_before,
    )
    return session.scalars(wanted.order_by(Print.id)).all()


def unstamped(session: Session) -> Sequence[Print]:
    """Return the prints for which it is time to ask the timestamp server again: of those that went to nobody."""
    wanted = sa.select(Print).where(
        Print.timestamp == Timestamp.PENDING,
        Print.shape != Shape.ROLL,
        Print.again_at <= clock.now(),
        Print.id.not_in(sa.select(Dispatch.print_id)),
    )
    return session.scalars(wanted.order_by(Print.id)).all()


def unstamped_rolls(session: Session) -> Sequence[Print]:
    """Return the printed rolls for which it is time to ask the timestamp server again."""
    wanted = sa.select(Print).where(
        Print.timestamp == Timestamp.PENDING,
        Print.state == PrintState.MADE,
        Print.shape == Shape.ROLL,
        Print.again_at <= clock.now(),
    )
    return session.scalars(wanted.order_by(Print.id)).all()


def was_sent(session: Session, made: Print) -> bool:
    """Tell whether a print went to anybody."""
    return session.scalar(sa.select(Dispatch.id).where(Dispatch.print_id == made.id).limit(1)) is not None


def needless(session: Session, digests: Iterable[str]) -> list[str]:
    """Return those of some files of prints that belong to no print any more."""
    return [digest for digest in digests if not _is_needed(session, digest)]


def kept_prints(session: Session, letter: Letter) -> Sequence[Print]:
    """Return the prints of a letter that are made, the oldest first."""
    wanted = sa.select(Print).join(Edition).where(Edition.letter_id == letter.id, Print.state == PrintState.MADE)
    return session.scalars(wanted.order_by(Print.id)).all()


def dispatches_of(session: Session, letter: Letter) -> Sequence[Dispatch]:
    """Return all dispatches of a letter with their mails, the newest first."""
    wanted = sa.select(Dispatch).join(Edition).where(Edition.letter_id == letter.id).order_by(Dispatch.id.desc())
    together = (joinedload(Dispatch.mail), joinedload(Dispatch.recipient), joinedload(Dispatch.print))
    return session.scalars(wanted.options(*together)).all()


def dispatch_of(session: Session, made: Print, recipient: Recipient) -> Dispatch | None:
    """Return the dispatch of a print to a recipient, None where it was not sent."""
    wanted = sa.select(Dispatch).where(Dispatch.print_id == made.id, Dispatch.recipient_id == recipient.id)
    return session.scalar(wanted.options(joinedload(Dispatch.mail)))


def last_dispatch(session: Session, recipient: Recipient) -> Dispatch | None:
    """Return what went to a recipient last, in whatever print, None where nothing has."""
    wanted = sa.select(Dispatch).where(Dispatch.recipient_id == recipient.id).order_by(Dispatch.id.desc())
    return session.scalar(wanted.limit(1))


def print_of(session: Session, letter: Letter, number: int) -> Print:
    """Return a print of a letter by its number; raise NoSuchPrint."""
    found = session.get(Print, number)
    if found is None or found.edition.letter_id != letter.id:
        raise NoSuchPrint
    return found


def dispatch_called(session: Session, letter: Letter, number: int) -> Dispatch:
    """Return a dispatch of a letter by its number; raise NoSuchDispatch."""
    found = session.get(Dispatch, number)
    if found is None or found.edition.letter_id != letter.id:
        raise NoSuchDispatch
    return found


def with_content(session: Session, digest: str) -> Print | None:
    """Return a finished print whose PDF has this digest."""
    return session.scalar(sa.select(Print).where(Print.content == digest, Print.state == PrintState.MADE).limit(1))


def volume_with_content(session: Session, digest: str) -> tuple[Print, int] | None:
    """Return the printed roll of which a volume has this digest, and that volume's number."""
    wanted = sa.select(Print, Volume.number).join(Volume, Volume.print_id == Print.id)
    wanted = wanted.where(Volume.content == digest, Print.state == PrintState.MADE)
    found = session.execute(wanted.limit(1)).one_or_none()
    return (found[0], found[1]) if found else None


def made_with_reference(session: Session, reference: str) -> Sequence[Print]:
    """Return the finished prints whose QR code says this."""
    wanted = sa.select(Print).where(Print.reference == reference, Print.state == PrintState.MADE)
    return session.scalars(wanted.order_by(Print.id)).all()


def _is_due() -> sa.ColumnElement[bool]:
    return Print.again_at.is_(None) | (Print.again_at <= clock.now())


def _is_needed(session: Session, digest: str) -> bool:
    in_prints = sa.select(Print.id).where((Print.content == digest) | (Print.kept == digest))
    in_volumes = sa.select(Volume.id).where((Volume.content == digest) | (Volume.kept == digest))
    return any(session.scalar(each.limit(1)) is not None for each in (in_prints, in_volumes))


def _newest_public(
    session: Session, letter: Letter, language: str, *states: PrintState, shape: Shape = Shape.LETTER
) -> Print | None:
    wanted = sa.select(Print).where(
        Print.edition_id == letter.edition.id,
        Print.language == language,
        Print.recipient_id.is_(None),
        Print.shape == shape,
        Print.state.in_(states),
    )
    return session.scalar(wanted.order_by(Print.checked_at.desc(), Print.id.desc()).limit(1))
