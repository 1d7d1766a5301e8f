"""A letter, its frozen editions in their languages, its attachments and its recipients."""

from __future__ import annotations

import hashlib
import json
from datetime import date, datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.campaigns.models import Campaign, Organisation
from app.kit import clock
from app.kit.database import Model, state_type

PARTS = ("title", "lead", "body", "closing", "report")


class LetterState(StrEnum):
    """Whether a letter is being prepared, can be signed, or is over."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class Letter(Model):
    """The thing addressed: it is read and signed in its current edition."""

    __tablename__ = "letter"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(100), unique=True)
    language: Mapped[str] = mapped_column(sa.String(35))
    state: Mapped[LetterState] = mapped_column(state_type(LetterState, "state"), default=LetterState.DRAFT)
    organisation_id: Mapped[int | None] = mapped_column(sa.ForeignKey("organisation.id"), index=True)
    campaign_id: Mapped[int | None] = mapped_column(sa.ForeignKey("campaign.id"), index=True)
    date: Mapped[date | None]
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    tags: Mapped[list[Any]] = mapped_column(default=list)
    goal: Mapped[int | None]
    opens_at: Mapped[datetime | None]
    closes_at: Mapped[datetime | None]

    organisation: Mapped[Organisation | None] = relationship()
    campaign: Mapped[Campaign | None] = relationship()
    editions: Mapped[list[Edition]] = relationship(back_populates="letter", order_by="Edition.number")
    attachments: Mapped[list[Attachment]] = relationship(order_by="Attachment.number", cascade="all, delete-orphan")
    recipients: Mapped[list[Recipient]] = relationship(order_by="Recipient.position")

    @property
    def edition(self) -> Edition:
        """The current edition: the one that people read and sign now."""
        return self.editions[-1]

    @property
    def addressees(self) -> list[Recipient]:
        """The recipients that the letter is addressed to today, in their order."""
        return [recipient for recipient in self.recipients if not recipient.retired]

    def is_public(self) -> bool:
        """Tell whether readers may see the letter: a draft is for its organisers alone."""
        return self.state is not LetterState.DRAFT and not self._opens_later()

    def takes_signatures(self) -> bool:
        """Tell whether the letter can be signed at this moment."""
        over = self.closes_at is not None and clock.now() >= self.closes_at
        return self.state is LetterState.OPEN and not self._opens_later() and not over

    def _opens_later(self) -> bool:
        return self.opens_at is not None and clock.now() < self.opens_at


class Edition(Model):
    """One frozen, numbered wording of a letter, in one or more languages."""

    __tablename__ = "edition"
    __table_args__ = (sa.UniqueConstraint("letter_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(sa.ForeignKey("letter.id"))
    number: Mapped[int]
    made_on: Mapped[date] = mapped_column(default=clock.today)

    letter: Mapped[Letter] = relationship(back_populates="editions")
    texts: Mapped[list[Text]] = relationship(back_populates="edition", order_by="Text.id")

    def text_in(self, *languages: str) -> Text:
        """Return the wording in the first of these languages that there is, else in the letter's own."""
        by_language = {text.language: text for text in self.texts}
        wanted = (*languages, self.letter.language)
        return next(by_language[language] for language in wanted if language in by_language)


class Text(Model):
    """The wording of an edition in one language, in Markdown; it never changes."""

    __tablename__ = "text"
    __table_args__ = (sa.UniqueConstraint("edition_id", "language"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    edition_id: Mapped[int] = mapped_column(sa.ForeignKey("edition.id"))
    language: Mapped[str] = mapped_column(sa.String(35))
    title: Mapped[str] = mapped_column(sa.Text)
    lead: Mapped[str] = mapped_column(sa.Text, default="")
    body: Mapped[str] = mapped_column(sa.Text)
    closing: Mapped[str] = mapped_column(sa.Text, default="")
    report: Mapped[str] = mapped_column(sa.Text, default="")
    sha256: Mapped[str] = mapped_column(sa.String(64))

    edition: Mapped[Edition] = relationship(back_populates="texts")

    @property
    def named_language(self) -> str | None:
        """The language to be named in an address that leads to this text: none for the letter's own."""
        return None if self.language == self.edition.letter.language else self.language

    def content(self) -> bytes:
        """Return the exact bytes that people sign, see `canonical`."""
        return canonical({part: getattr(self, part) for part in PARTS})


class Attachment(Model):
    """A numbered exhibit, cited in the text as [Attachment 4]; `content` is the digest of its file, `size` in bytes."""

    __tablename__ = "attachment"
    __table_args__ = (sa.UniqueConstraint("letter_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(sa.ForeignKey("letter.id"))
    number: Mapped[int]
    title: Mapped[str] = mapped_column(sa.Text)
    filename: Mapped[str] = mapped_column(sa.String(200))
    content: Mapped[str] = mapped_column(sa.String(64))
    media_type: Mapped[str] = mapped_column(sa.String(50))
    size: Mapped[int]
    date: Mapped[date | None]
    language: Mapped[str] = mapped_column(sa.String(35), default="")


class Recipient(Model):
    """To whom the letter is addressed. One no longer addressed is retired, not deleted: mail may have gone out."""

    __tablename__ = "recipient"
    __table_args__ = (sa.UniqueConstraint("letter_id", "key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    letter_id: Mapped[int] = mapped_column(sa.ForeignKey("letter.id"))
    key: Mapped[str] = mapped_column(sa.String(100))
    position: Mapped[int]
    honorific: Mapped[str] = mapped_column(sa.String(200), default="")
    name: Mapped[str] = mapped_column(sa.String(200))
    office: Mapped[str] = mapped_column(sa.String(300), default="")
    institution: Mapped[str] = mapped_column(sa.String(300), default="")
    address: Mapped[str] = mapped_column(sa.Text, default="")
    country: Mapped[str] = mapped_column(sa.String(2), default="")
    language: Mapped[str] = mapped_column(sa.String(35), default="")
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    salutation: Mapped[str] = mapped_column(sa.String(300), default="")
    retired: Mapped[bool] = mapped_column(default=False)


def canonical(parts: dict[str, str]) -> bytes:
    """Return the exact bytes of a wording: JSON with sorted keys, no spaces, UTF-8, as in the ledger's leaves."""
    return json.dumps(parts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def digest(parts: dict[str, str]) -> str:
    """Return the SHA-256 of a wording in hex."""
    return hashlib.sha256(canonical(parts)).hexdigest()
