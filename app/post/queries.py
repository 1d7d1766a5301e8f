"""Reading the outbox: for the desk and the command line."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.kit.database import db
from app.kit.sealing import UnreadableError
from app.post import envelopes
from app.post.models import Mail, MailState, Pause

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from app.post.message import Message

PAGE = 50
WAITING = (MailState.QUEUED, MailState.CLAIMED, MailState.HANDING)


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the outbox; `message` is None where it was forgotten or its key is gone (`readable` is False)."""

    id: int
    state: MailState
    kind: str
    private: bool
    made_at: datetime
    due_at: datetime
    attempts: int
    answer: str
    message_id: str
    message: Message | None
    readable: bool

    @property
    def to(self) -> str:
        return self.message.to if self.message else ""

    @property
    def subject(self) -> str:
        return self.message.subject if self.message else ""

    @property
    def retriable(self) -> bool:
        return self.state in {MailState.HELD, MailState.FAILED} and not self.forgotten

    @property
    def forgotten(self) -> bool:
        return self.readable and self.message is None


@dataclass(frozen=True, slots=True)
class Page:
    """Entries, the newest first; `before` leads to the next page, None on the last."""

    entries: tuple[Entry, ...]
    before: int | None


def outbox(*, before: int | None = None, state: MailState | None = None, size: int = PAGE) -> Page:
    """Return a page of the outbox, the newest first, of what was made before the mail of a number."""
    query = sa.select(Mail).order_by(Mail.id.desc()).limit(size + 1)
    if before is not None:
        query = query.where(Mail.id < before)
    if state is not None:
        query = query.where(Mail.state == state)
    mails = db.session.scalars(query).all()
    entries = tuple(_entry(mail) for mail in mails[:size])
    return Page(entries, entries[-1].id if len(mails) > size else None)


def every(*, state: MailState | None = None) -> Iterator[Entry]:
    """Walk through the whole outbox, the newest first."""
    page = outbox(state=state)
    yield from page.entries
    while page.before is not None:
        page = outbox(before=page.before, state=state)
        yield from page.entries


def entry(mail_id: int) -> Entry | None:
    """Return one mail, None where there is none of this number."""
    mail = db.session.get(Mail, mail_id)
    return _entry(mail) if mail else None


def counts() -> dict[MailState, int]:
    """Return how many mails are in each state, none left out."""
    rows = db.session.execute(sa.select(Mail.state, sa.func.count()).group_by(Mail.state))
    return dict.fromkeys(MailState, 0) | dict(iter(rows))


def pause() -> Pause | None:
    """Return the notice that no mail is sent for now, None where there is none."""
    return db.session.scalar(sa.select(Pause))


def _entry(mail: Mail) -> Entry:
    try:
        message, readable = envelopes.open_(mail), True
    except UnreadableError:
        message, readable = None, False
    return Entry(
        id=mail.id,
        state=mail.state,
        kind=mail.kind,
        private=mail.private,
        made_at=mail.made_at,
        due_at=mail.due_at,
        attempts=mail.attempts,
        answer=mail.answer,
        message_id=mail.message_id,
        message=message,
        readable=readable,
    )
