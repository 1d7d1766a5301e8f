"""Prints that were made, and the dispatch of each edition to each recipient."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.kit import clock
from app.kit.database import Model, state_type
from app.letters.models import Edition, Recipient
from app.post.models import Mail


class PrintState(StrEnum):
    """Whether a print was asked for, made, or could not be made."""

    ASKED = "asked"
    MADE = "made"
    FAILED = "failed"


class Print(Model):
    """A letter on paper, asked for and then made by the worker; once made it never changes.

    `manuscript` is the digest of what goes to paper (the same words and roll give the same one), `content` the digest
    of the PDF, `size` in bytes, `signatories` how many were counted. `checked_at` is when the letter
    last still said this.
    """

    __tablename__ = "print"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), index=True)
    recipient_id: Mapped[int | None] = mapped_column(sa.ForeignKey("recipient.id"), index=True)
    language: Mapped[str] = mapped_column(sa.String(35))
    bound: Mapped[bool] = mapped_column(default=False)
    state: Mapped[PrintState] = mapped_column(state_type(PrintState, "state"), default=PrintState.ASKED)
    manuscript: Mapped[str] = mapped_column(sa.String(64), unique=True)
    content: Mapped[str | None] = mapped_column(sa.String(64))
    size: Mapped[int] = mapped_column(default=0)
    signatories: Mapped[int] = mapped_column(default=0)
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    checked_at: Mapped[datetime] = mapped_column(default=clock.now)
    reason: Mapped[str] = mapped_column(sa.Text, default="")

    edition: Mapped[Edition] = relationship()
    recipient: Mapped[Recipient | None] = relationship()


class Dispatch(Model):
    """One edition, in one print, to one recipient, once; how far it has come is the state of its mail."""

    __tablename__ = "dispatch"
    __table_args__ = (sa.UniqueConstraint("edition_id", "recipient_id", "print_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"))
    recipient_id: Mapped[int] = mapped_column(sa.ForeignKey("recipient.id"), index=True)
    print_id: Mapped[int] = mapped_column(sa.ForeignKey("print.id"))
    mail_id: Mapped[int] = mapped_column(sa.ForeignKey("mail.id"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)

    edition: Mapped[Edition] = relationship()
    recipient: Mapped[Recipient] = relationship()
    print: Mapped[Print] = relationship()
    mail: Mapped[Mail] = relationship()
