"""The outbox: every mail from the moment it is decided until a server has taken it or a person must look."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from app.kit import clock
from app.kit.database import Model, state_type
from app.kit.languages import gettext_later as _
from app.kit.refusals import Refusal
from app.post import replies

# How long to wait after each temporary failure, in minutes: 71 hours together, after which a person must look.
WAITS = (1, 5, 15, 60, 120, 240, *(480,) * 8)
SPREAD = 20  # per cent, either way, so that what failed together does not come back together
LONGEST_ANSWER = 500
TOO_LATE = "This mail could not be sent within 72 hours."


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

    sentence = _("Only a mail that is held or has failed can be sent again.")


class Forgotten(Refusal):
    """A private mail that did not leave in time: there is nothing left to send."""

    sentence = _("What this mail said was private and was forgotten after 72 hours. It cannot be sent again.")
    status = 410


class Mail(Model):
    """One message to one address.

    `sealed` holds address, subject, bodies and what else its headers need; a private mail forgets them once a server
    has accepted it, or 72 hours after it was made. `dedupe_key` is unique: the same thing is told once. `attachments`
    are mappings of filename, media_type, content (the digest of a file). `domain` is the official's mail domain, for
    going easy on it.
    `lease_until` says how long the sender that took the mail may keep it, and so also which sender that is.
    `attempts` and `doubts` count the failures and the crashes during the hand-over since it was last queued by hand.
    `answer` is what the server last said, or why it could not be asked; for a private mail only its codes.
    """

    __tablename__ = "mail"
    __table_args__ = (
        sa.Index("ix_mail_due", "state", "due_at"),
        sa.Index("ix_mail_domain_tried_at", "domain", "tried_at"),
        sa.CheckConstraint("sealed IS NOT NULL OR (private AND state IN ('accepted', 'held', 'failed'))", name="kept"),
        sa.CheckConstraint("(domain IS NULL) = private", name="domain"),
        sa.CheckConstraint("(lease_until IS NOT NULL) = (state IN ('claimed', 'handing'))", name="lease"),
        sa.CheckConstraint("attempts >= 0 AND doubts >= 0", name="counts"),
        {"sqlite_autoincrement": True},  # the number of a mail that was discarded never means another one
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dedupe_key: Mapped[str] = mapped_column(sa.String(200), unique=True)
    message_id: Mapped[str] = mapped_column(sa.String(320), unique=True)
    kind: Mapped[str] = mapped_column(sa.String(40))
    private: Mapped[bool] = mapped_column(default=True)
    domain: Mapped[str | None] = mapped_column(sa.String(255))
    state: Mapped[MailState] = mapped_column(state_type(MailState, "state"), default=MailState.QUEUED)
    sealed: Mapped[bytes | None] = mapped_column(sa.LargeBinary)
    attachments: Mapped[list[Any]] = mapped_column(default=list)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    due_at: Mapped[datetime] = mapped_column(default=clock.now)
    tried_at: Mapped[datetime | None]
    lease_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    doubts: Mapped[int] = mapped_column(default=0)
    answer: Mapped[str] = mapped_column(sa.Text, default="")

    def move(self, state: MailState) -> None:
        """Go to another state, or raise NotFromHere."""
        if state not in MOVES[self.state]:
            raise NotFromHere
        self.state = state
        if state not in {MailState.CLAIMED, MailState.HANDING}:
            self.lease_until = None

    def claim(self, *, lease: timedelta) -> None:
        """Belong to one sender for a while."""
        self.move(MailState.CLAIMED)
        self.tried_at = clock.now()
        self.lease_until = self.tried_at + lease

    def hand(self, *, lease: timedelta) -> None:
        """Be on the way over: from here on a crash leaves it open whether the server has it."""
        self.move(MailState.HANDING)
        self.lease_until = clock.now() + lease

    def release(self) -> None:
        """Wait again as if it had not been claimed."""
        self.move(MailState.QUEUED)

    def accept(self, answer: str) -> None:
        """A server has taken it; what is private is forgotten."""
        self.move(MailState.ACCEPTED)
        self._note(answer)
        if self.private:
            self.forget()

    def forget(self) -> None:
        """Keep nothing of what a private mail says; one that still waits cannot be sent any more."""
        self.sealed = None
        self.attachments = []
        if self.state is MailState.QUEUED:
            self.move(MailState.FAILED)
            self.answer = TOO_LATE

    def postpone(self, answer: str) -> None:
        """Try again later, a little later each time, until three days have gone by."""
        if self.attempts == len(WAITS):
            self.fail(answer)
            return
        wait = WAITS[self.attempts] * 60 * (100 - SPREAD + secrets.randbelow(2 * SPREAD + 1)) / 100
        self.move(MailState.QUEUED)
        self._note(answer)
        self.due_at = clock.now() + timedelta(seconds=wait)

    def fail(self, answer: str) -> None:
        """A person must look: trying again as it is would not help."""
        self.move(MailState.FAILED)
        self._note(answer)

    def doubt(self, answer: str) -> None:
        """Nobody knows whether the server has it: what is private goes once more, the rest waits for a person."""
        self.doubts += 1
        self.move(MailState.QUEUED if self.private and self.doubts == 1 else MailState.HELD)
        self._note(answer)

    def retry(self) -> None:
        """Be sent again because a person said so, or raise NotFromHere or Forgotten."""
        if self.state not in {MailState.HELD, MailState.FAILED}:
            raise NotFromHere
        if self.sealed is None:
            raise Forgotten
        self.move(MailState.QUEUED)
        self.attempts = self.doubts = 0
        self.due_at = clock.now()

    def _note(self, answer: str) -> None:
        self.attempts += 1
        self.answer = (replies.codes(answer) if self.private else answer)[:LONGEST_ANSWER]


class Pause(Model):
    """The one notice that no mail is sent for now, and why; the next try after `until` ends or renews it.

    `settings` is a keyed digest of the mail server's settings: with others, nothing has been tried yet.
    """

    __tablename__ = "mail_pause"
    __table_args__ = (sa.CheckConstraint("id = 1", name="one"),)

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    reason: Mapped[str] = mapped_column(sa.Text)
    since: Mapped[datetime]
    until: Mapped[datetime]
    settings: Mapped[bytes] = mapped_column(sa.LargeBinary(32))
