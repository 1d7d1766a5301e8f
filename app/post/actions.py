"""Writing mail: it goes into the outbox with what it tells of, and the sender wakes once both are committed."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError

from app.kit.database import after_commit
from app.kit.languages import gettext_later as _
from app.kit.refusals import Refusal
from app.post import envelopes, tasks
from app.post.models import Mail, MailState

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session

    from app.post.message import Message


class NoSuchMail(Refusal):
    """A number under which there is no mail."""

    sentence = _("There is no mail with this number.")
    status = 404


def enqueue(session: Session, message: Message, *, dedupe_key: str) -> Mail:
    """Put a message into the outbox and return its row; the row there is when this key was used before.

    The sender wakes after the commit. Raises NoAddress.
    """
    mail = Mail(
        dedupe_key=dedupe_key,
        message_id=envelopes.message_id(dedupe_key),
        kind=message.kind,
        private=message.private,
        domain=None if message.private else envelopes.domain(message),
        sealed=envelopes.close(message, dedupe_key=dedupe_key),
        attachments=[dataclasses.asdict(enclosure) for enclosure in message.enclosures],
    )
    try:
        with session.begin_nested():
            session.add(mail)
    except IntegrityError:
        return session.scalars(sa.select(Mail).where(Mail.dedupe_key == dedupe_key)).one()
    after_commit(tasks.wake_sender)
    return mail


def discard(session: Session, dedupe_keys: Collection[str]) -> None:
    """Delete the mails of these keys that still wait: what they tell of is over. One under way is let go its way."""
    waiting = (MailState.QUEUED, MailState.HELD, MailState.FAILED)
    session.execute(sa.delete(Mail).where(Mail.dedupe_key.in_(dedupe_keys), Mail.state.in_(waiting)))


def retry(session: Session, mail_id: int) -> Mail:
    """Send a mail again that is held or has failed; raise NoSuchMail, NotFromHere or Forgotten."""
    mail = session.get(Mail, mail_id, with_for_update=True)
    if mail is None:
        raise NoSuchMail
    mail.retry()
    session.flush()
    after_commit(tasks.wake_sender)
    return mail
