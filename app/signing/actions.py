"""Signing a letter, confirming it, changing it and withdrawing it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.kit import clock, tokens
from app.kit.languages import gettext_later as _
from app.kit.refusals import Refusal
from app.post import actions as post
from app.signing import mail, mailboxes, particulars
from app.signing.models import (
    BUNDLE_END,
    Assurance,
    Kind,
    NotFromHere,
    Signatory,
    SigningToken,
    State,
    Visibility,
)

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.accounts.models import Organiser
    from app.letters.models import Letter, Text
    from app.signing.particulars import Particulars

CONFIRM = "confirm"
SIGNATURE = "signature"
CONFIRM_WITHIN = timedelta(hours=72)
SENT_AGAIN_LIVES = timedelta(days=30)
DAY = timedelta(days=1)
BATCH = 500  # rows deleted at a time: SQLite takes no more than 32,766 values in a statement
MAILS_A_DAY = 3  # to one signatory: enough for a mail that was lost, too few to harass a stranger with


class NotTaken(Refusal):
    """The letter takes no signatures: it is closed, or not open yet."""

    sentence = _("This letter is closed. It takes no more signatures.")
    status = 410


class LinkUnknown(Refusal):
    """A link that was never made, was cut short, or is long gone."""

    sentence = _("This link is not known here. Please check that all of it was copied; if it is old, it has expired.")
    status = 404


class LinkExpired(Refusal):
    """A link that was good once."""

    sentence = _("This link has expired. Nothing was signed; you can sign again on the letter’s page.")
    status = 410


class AlreadyConfirmed(Refusal):
    """A confirmation that was made before."""

    sentence = _("This link was used already: your signature is confirmed. To see or change it, use your own link.")
    status = 410


class AlreadyWithdrawn(Refusal):
    """A signature that was taken back."""

    sentence = _("This signature was withdrawn. Your name and address are no longer kept with it.")
    status = 410


class NoReason(Refusal):
    """A strike without a reason: nobody could answer for it later."""

    sentence = _("Say why this signature is struck.")
    status = 422


def must_take_signatures(letter: Letter) -> None:
    """Refuse a letter that cannot be signed now."""
    if not letter.takes_signatures():
        raise NotTaken


def sign(
    session: Session,
    letter: Letter,
    *,
    text: Text,
    kind: Kind,
    stated: Particulars,
    visibility: Visibility,
    email: str,
    updates: bool,
) -> None:
    """Take a signature and mail its address, which is normalised, a link to confirm it.

    Who signs again before confirming replaces what was stated; who has confirmed is mailed a link to the signature,
    or, where the letter has other words since, one to confirm these. To whoever sent the form nothing tells the one
    from the other.
    """
    must_take_signatures(letter)
    signatory = _entered(session, letter, text=text, kind=kind, index=mailboxes.index(letter.id, email))
    if signatory.state is State.PENDING:
        signatory.text, signatory.language, signatory.kind = text, text.language, kind
        signatory.signed_on, signatory.updates = clock.today(), updates
        particulars.write(signatory, stated, visibility)
        mailboxes.remember(signatory, email)
    _mail_link(session, signatory, email=email, text=text)


def confirm(session: Session, token: str) -> tuple[Signatory, str]:
    """Put a signatory on the roll of the text that was read. Returns the signatory and the token of their own link.

    Who signed in time may confirm within the link's 72 hours even if the letter has closed meanwhile.
    """
    signatory, text = to_confirm(session, token)
    if signatory.state is State.PENDING:
        signatory.move(State.CONFIRMED)
        signatory.place(BUNDLE_END + signatory.id)
    else:
        signatory.signed_on = clock.today()
    signatory.text, signatory.language = text, text.language
    if not signatory.updates:
        signatory.email_sealed = None
    _discard_mails(session, SigningToken.signatory_id == signatory.id, SigningToken.purpose == CONFIRM)
    own = _mint(session, signatory, SIGNATURE)
    session.flush()
    return signatory, own


def change(session: Session, token: str, *, stated: Particulars, visibility: Visibility, updates: bool) -> Signatory:
    """Change what a signatory states, and to whom it is shown. Updates can be ended, not begun."""
    signatory = own_signature(session, token)
    particulars.write(signatory, stated, visibility)
    signatory.own_words = True
    signatory.updates = signatory.updates and updates
    if not signatory.updates:
        signatory.email_sealed = None
    session.flush()
    return signatory


def withdraw(session: Session, token: str) -> Signatory:
    """Take a signature back: only the fact stays that somebody signed and withdrew, and the link that says so."""
    signatory = own_signature(session, token)
    signatory.move(State.WITHDRAWN)
    particulars.write(signatory, particulars.NOTHING, Visibility.ANONYMOUS)
    signatory.email_sealed = signatory.email_index = signatory.rank = signatory.signed_on = None
    signatory.language = ""
    signatory.updates = signatory.featured = False
    signatory.struck_from, signatory.reason = None, ""
    _discard_mails(session, SigningToken.signatory_id == signatory.id)
    session.flush()
    return signatory


def strike(session: Session, signatory: Signatory, *, reason: str, by: Organiser) -> None:
    """Take a signatory off the roll at once; raise NoReason or NotFromHere. Nothing is lost, so it can be undone."""
    if not reason:
        raise NoReason
    before = signatory.state
    signatory.move(State.STRUCK)
    signatory.struck_from, signatory.reason = before, reason
    _decided(session, signatory, by)


def restore(session: Session, signatory: Signatory, *, by: Organiser) -> None:
    """Take a strike back: the signatory stands again where it stood, in the same place of the roll."""
    if signatory.state is not State.STRUCK:
        raise NotFromHere
    signatory.move(signatory.struck_from or State.CONFIRMED)
    signatory.struck_from, signatory.reason = None, ""
    _decided(session, signatory, by)


def forget_unconfirmed(session: Session) -> None:
    """Delete who did not confirm in time, every expired link, and the mails that still wait to bring one."""
    alive = sa.select(SigningToken.signatory_id).where(SigningToken.expires_at > clock.now())
    late = sa.select(Signatory.id).where(Signatory.state == State.PENDING, Signatory.id.not_in(alive)).limit(BATCH)
    while gone := session.scalars(late).all():
        _discard_mails(session, SigningToken.signatory_id.in_(gone))
        session.execute(sa.delete(Signatory).where(Signatory.id.in_(gone)))
    expired = sa.select(SigningToken.digest).where(SigningToken.expires_at <= clock.now()).limit(BATCH)
    while digests := session.scalars(expired).all():
        _discard_mails(session, SigningToken.digest.in_(digests))
        session.execute(sa.delete(SigningToken).where(SigningToken.digest.in_(digests)))


def to_confirm(session: Session, token: str) -> tuple[Signatory, Text]:
    """Return the signatory whom a confirmation link is for, and the text; refuse one that cannot confirm any more."""
    held = _held(session, token, CONFIRM)
    signatory = _holder(session, held)
    text = held.text or signatory.text
    if signatory.state is State.WITHDRAWN:
        raise AlreadyWithdrawn
    if signatory.state is not State.PENDING and not (signatory.signed_earlier() and text is not signatory.text):
        raise AlreadyConfirmed
    return signatory, text


def own_signature(session: Session, token: str) -> Signatory:
    """Return the signatory who holds the link to a signature; refuse one that was withdrawn."""
    signatory = _holder(session, _held(session, token, SIGNATURE))
    if signatory.state is State.WITHDRAWN:
        raise AlreadyWithdrawn
    return signatory


def _held(session: Session, token: str, purpose: str) -> SigningToken:
    held = session.get(SigningToken, tokens.digest(purpose, token))
    if held is None:
        raise LinkUnknown
    if held.expires_at is not None and held.expires_at <= clock.now():
        raise LinkExpired
    return held


def _holder(session: Session, held: SigningToken) -> Signatory:
    query = sa.select(Signatory).where(Signatory.id == held.signatory_id).with_for_update()
    return session.scalars(query).one()


def _entered(session: Session, letter: Letter, *, text: Text, kind: Kind, index: bytes) -> Signatory:
    """Return the row of an address on a letter, new or known. The unique constraint decides which."""
    signatory = Signatory(
        letter_id=letter.id,
        text_id=text.id,
        kind=kind,
        state=State.PENDING,
        assurance=Assurance.EMAIL,
        email_index=index,
    )
    try:
        with session.begin_nested():
            session.add(signatory)
    except IntegrityError:
        known = sa.select(Signatory).where(Signatory.letter_id == letter.id, Signatory.email_index == index)
        return session.scalars(known.with_for_update()).one()
    return signatory


def _mail_link(session: Session, signatory: Signatory, *, email: str, text: Text) -> None:
    """Mail the link that this signatory needs now, within the day's budget."""
    confirms = signatory.state is State.PENDING or signatory.signed_earlier()
    purpose, lives, compose = (
        (CONFIRM, CONFIRM_WITHIN, mail.confirmation) if confirms else (SIGNATURE, SENT_AGAIN_LIVES, mail.signed_before)
    )
    if _mailed_today(session, signatory, purpose, lives) >= MAILS_A_DAY:
        return
    token = _mint(session, signatory, purpose, lives=lives, text=text if confirms else None)
    message = compose(email, token=token, language=text.language, lives=lives)
    post.enqueue(session, message, dedupe_key=_key(purpose, signatory.id, tokens.digest(purpose, token)))


def _discard_mails(session: Session, *which: sa.ColumnElement[bool]) -> None:
    """Delete mails that wait to bring some of the links: they hold an address that is to be forgotten."""
    query = sa.select(SigningToken.purpose, SigningToken.signatory_id, SigningToken.digest).where(*which)
    post.discard(session, [_key(*link) for link in session.execute(query)])


def _key(purpose: str, signatory_id: int, digest: bytes) -> str:
    """Return the key of the mail that brings a link."""
    return f"{purpose}:{signatory_id}:{digest.hex()[:16]}"


def _mailed_today(session: Session, signatory: Signatory, purpose: str, lives: timedelta) -> int:
    """Count the links mailed within a day: a mailed link expires, so its expiry tells when it was made."""
    query = sa.select(sa.func.count()).where(
        SigningToken.signatory_id == signatory.id,
        SigningToken.purpose == purpose,
        SigningToken.expires_at > clock.now() + lives - DAY,
    )
    return session.scalars(query).one()


def _mint(
    session: Session, signatory: Signatory, purpose: str, *, lives: timedelta | None = None, text: Text | None = None
) -> str:
    token = tokens.mint()
    session.add(
        SigningToken(
            digest=tokens.digest(purpose, token),
            signatory_id=signatory.id,
            purpose=purpose,
            text_id=text.id if text else None,
            expires_at=clock.now() + lives if lives else None,
        )
    )
    session.flush()
    return token


def _decided(session: Session, signatory: Signatory, by: Organiser) -> None:
    signatory.decided_by_id, signatory.decided_on = by.id, clock.today()
    session.flush()
