"""The outbox: every mail from the moment it is decided until a server has taken it or a person must look."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.kit import clock
from app.kit.database import Model, state_type
from app.kit.refusals import Refusal


class MailState(StrEnum):
    """The life of a mail. A crash while claimed is safe to repeat; while handing it is in doubt."""

    QUEUED = "queued"
    CLAIMED = "claimed"
    HANDING = "handing"
    ACCEPTED = "accepted"
    HELD = "held"
    FAILED = "failed"


MOVES = {
    MailState.QUEUED: {MailState.CLAIMED, MailState.FAILED},
    MailState.CLAIMED: {MailState.HANDING, MailState.QUEUED, MailState.FAILED},
    MailState.HANDING: {MailState.ACCEPTED, MailState.QUEUED, MailState.FAILED, MailState.HELD},
    MailState.ACCEPTED: set(),
    MailState.HELD: {MailState.QUEUED},
    MailState.FAILED: {MailState.QUEUED},
}


class NotFromHere(Refusal):
    """A move between states that is not allowed."""

    sentence = "This mail cannot be sent again from the state it is in."


class Mail(Model):
    """One message to one address.

    `sealed` holds address, subject and bodies; a private mail forgets them once a server has accepted it.
    `dedupe_key` is unique: the same thing is told once. `attachments` are mappings of filename, media_type, content
    (the digest of a file). `doubts` counts the crashes during the hand-over.
    """

    __tablename__ = "mail"
    __table_args__ = (sa.Index("ix_mail_due", "state", "due_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(sa.String(200), unique=True)
    message_id: Mapped[str] = mapped_column(sa.String(200), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    private: Mapped[bool] = mapped_column(default=True)
    state: Mapped[MailState] = mapped_column(state_type(MailState, "state"), default=MailState.QUEUED)
    sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    attachments: Mapped[list[Any]] = mapped_column(default=list)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    doubts: Mapped[int] = mapped_column(default=0)
    answer: Mapped[str] = mapped_column(sa.Text, default="")

    def move(self, state: MailState) -> None:
        """Go to another state, or raise NotFromHere."""
        if state not in MOVES[self.state]:
            raise NotFromHere
        self.state = state
