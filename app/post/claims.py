"""Claims: which sender has which mail, for how long, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.kit import clock
from app.post.models import Mail, MailState

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

BATCH = 20
LEASE = timedelta(minutes=3)
ANSWER_TIMEOUTS = 3  # how many times the server's own time limit a hand-over can take: body, dot, answer
# Officials' servers take many mails of one sender at once for a flood.
OFFICIALS_A_MINUTE = 6
MINUTE = timedelta(minutes=1)
CLAIMING = 0x6D61696C  # the number of our lock; any would do
STOPPED = "The sender stopped before the mail server answered."


@dataclass(slots=True)
class Claim:
    """A mail that this sender has until `lease_until`, which no other sender's claim of it shares."""

    id: int
    lease_until: datetime


def claim(session: Session) -> list[Claim]:
    """Take what is due, the oldest first, at most a batch; officials' domains only as often as is polite."""
    _one_at_a_time(session)
    while mails := _due(session):
        taken = [_claim(mail) for mail in mails if _has_its_turn(session, mail)]
        session.flush()
        if taken:
            return taken
    return []


def hand(session: Session, claim: Claim, *, timeout: float) -> bool:
    """Note that a mail is about to go over; False when its lease has passed and it is no longer ours."""
    mail = _owned(session, claim, MailState.CLAIMED)
    if mail is None:
        return False
    mail.hand(lease=LEASE + timedelta(seconds=ANSWER_TIMEOUTS * timeout))
    session.flush()
    claim.lease_until = mail.lease_until or claim.lease_until
    return True


def settle(session: Session, claim: Claim, outcome: Callable[[Mail], None]) -> None:
    """Note what became of a mail, if it is still ours."""
    mail = _owned(session, claim, MailState.CLAIMED, MailState.HANDING)
    if mail is not None:
        outcome(mail)
        session.flush()


def recover(session: Session) -> None:
    """Take back what a sender that is gone had: what was only claimed is safe to repeat, the rest is in doubt."""
    for mail in session.scalars(_locked(sa.select(Mail).where(Mail.lease_until < clock.now()))):
        if mail.state is MailState.HANDING:
            mail.doubt(STOPPED)
        else:
            mail.release()
    session.flush()


def _due(session: Session) -> list[Mail]:
    waiting = sa.select(Mail).where(Mail.state == MailState.QUEUED, Mail.due_at <= clock.now())
    return list(session.scalars(_locked(waiting.order_by(Mail.due_at, Mail.id).limit(BATCH))))


def _locked(query: sa.Select[Mail]) -> sa.Select[Mail]:
    """Pass over what another transaction holds (PostgreSQL; SQLite has one writer at a time, see `writing`)."""
    return query.with_for_update(skip_locked=True)


def _claim(mail: Mail) -> Claim:
    mail.claim(lease=LEASE)
    return Claim(mail.id, mail.lease_until or clock.now())


def _has_its_turn(session: Session, mail: Mail) -> bool:
    """Tell whether a mail may go now; one whose domain has had its share is put off until that has room."""
    if mail.domain is None:
        return True
    recent = sa.select(Mail.tried_at).where(Mail.domain == mail.domain, Mail.tried_at > clock.now() - MINUTE)
    tried = [at for at in session.scalars(recent.order_by(Mail.tried_at.desc()).limit(OFFICIALS_A_MINUTE)) if at]
    if len(tried) < OFFICIALS_A_MINUTE:
        return True
    mail.due_at = tried[-1] + MINUTE
    return False


def _one_at_a_time(session: Session) -> None:
    """Let senders claim after each other, so that two of them cannot both count the same room (PostgreSQL)."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(CLAIMING)))


def _owned(session: Session, claim: Claim, *states: MailState) -> Mail | None:
    ours = sa.select(Mail).where(Mail.id == claim.id, Mail.lease_until == claim.lease_until, Mail.state.in_(states))
    return session.scalar(ours.with_for_update())
