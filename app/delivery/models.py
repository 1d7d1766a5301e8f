"""Prints that were made, and the dispatch of each edition to each recipient."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.accounts.models import Organiser
from app.kit import clock
from app.kit.database import Model, state_type
from app.letters.models import Edition, Recipient
from app.paper.manuscript import PaperSize
from app.post.models import Mail


class PrintState(StrEnum):
    """Whether a print was asked for, made, could not be made, or is not wanted any more."""

    ASKED = "asked"
    MADE = "made"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Shape(StrEnum):
    """What a print holds: the letter alone, or its attachments too.

    Bound in behind cover sheets, the same with pictures made lighter, enclosed as files; or the whole roll in volumes.
    """

    LETTER = "letter"
    BOUND = "bound"
    LIGHTER = "lighter"
    ENCLOSING = "enclosing"
    ROLL = "roll"

    @property
    def holds_attachments(self) -> bool:
        return self in {Shape.BOUND, Shape.LIGHTER, Shape.ENCLOSING}


class Timestamp(StrEnum):
    """Whether somebody else vouches for when a print was sealed: nobody was asked, nobody answered yet, or they do."""

    NONE = "none"
    PENDING = "pending"
    GRANTED = "granted"


class Print(Model):
    """A letter on paper, asked for and then made by the worker; once it was sent it never changes.

    `manuscript` is the digest of what goes to paper (the same words and roll give the same one), `content` that of the
    sealed PDF, `unsealed` that of the same before its seal, `kept` that of the sealed-up manuscript in the store, from
    which the same `typesetter` makes it again. `reference` is what its QR code says: the same for all addressees.
    `size` is in bytes, `signatories` how far the roll had come, `made_by` None for the site. `checked_at` is when
    the letter last still said this, `overtaken_at` when it was last seen to say something else; of a print that
    failed or was cancelled, `checked_at` is when it was given up. Before `again_at` the worker leaves the print alone.
    A roll has no content of its own but volumes, none of them once it failed or was cancelled.
    """

    __tablename__ = "print"

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"), index=True)
    recipient_id: Mapped[int | None] = mapped_column(sa.ForeignKey("recipient.id"), index=True)
    language: Mapped[str] = mapped_column(sa.String(35))
    shape: Mapped[Shape] = mapped_column(state_type(Shape, "shape"), default=Shape.LETTER)
    paper: Mapped[PaperSize] = mapped_column(sa.String(10), default="A4")
    state: Mapped[PrintState] = mapped_column(state_type(PrintState, "state"), default=PrintState.ASKED)
    manuscript: Mapped[str] = mapped_column(sa.String(64), unique=True)
    reference: Mapped[str] = mapped_column(sa.String(20), default="", index=True)
    content: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    unsealed: Mapped[str | None] = mapped_column(sa.String(64))
    kept: Mapped[str | None] = mapped_column(sa.String(64))
    seal: Mapped[str] = mapped_column(sa.String(64), default="")
    typesetter: Mapped[str] = mapped_column(sa.String(16), default="")
    timestamp: Mapped[Timestamp] = mapped_column(state_type(Timestamp, "timestamp"), default=Timestamp.NONE)
    size: Mapped[int] = mapped_column(default=0)
    pages: Mapped[int] = mapped_column(default=0)
    signatories: Mapped[int] = mapped_column(default=0)
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organiser.id", ondelete="SET NULL"))
    made_at: Mapped[datetime] = mapped_column(default=clock.now)
    checked_at: Mapped[datetime] = mapped_column(default=clock.now)
    overtaken_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    tries: Mapped[int] = mapped_column(default=0)
    again_at: Mapped[datetime | None]

    edition: Mapped[Edition] = relationship()
    recipient: Mapped[Recipient | None] = relationship()
    made_by: Mapped[Organiser | None] = relationship()
    volumes: Mapped[list[Volume]] = relationship(cascade="all, delete-orphan", order_by="Volume.number")


class Volume(Model):
    """One volume of a printed roll: the signatories from `first` to `last`. It has content once it is made."""

    __tablename__ = "volume"
    __table_args__ = (sa.UniqueConstraint("print_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    print_id: Mapped[int] = mapped_column(sa.ForeignKey("print.id", ondelete="CASCADE"))
    number: Mapped[int]
    first: Mapped[int]
    last: Mapped[int]
    content: Mapped[str | None] = mapped_column(sa.String(64), index=True)
    unsealed: Mapped[str | None] = mapped_column(sa.String(64))
    kept: Mapped[str | None] = mapped_column(sa.String(64))
    timestamp: Mapped[Timestamp] = mapped_column(state_type(Timestamp, "timestamp"), default=Timestamp.NONE)
    size: Mapped[int] = mapped_column(default=0)
    pages: Mapped[int] = mapped_column(default=0)


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
