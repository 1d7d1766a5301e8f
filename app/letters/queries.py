"""Finding letters."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from app.kit import clock
from app.kit.refusals import Refusal
from app.letters.models import Attachment, Edition, Letter, LetterState, Text


class NoSuchLetter(Refusal):
    """There is no letter of this slug."""

    status = 404


def require(session: Session, slug: str) -> Letter:
    """Return a letter, whoever may see it; raise NoSuchLetter."""
    letter = by_slug(session, slug)
    if letter is None:
        raise NoSuchLetter(f"There is no letter “{slug}”.")
    return letter


def by_slug(session: Session, slug: str) -> Letter | None:
    """Return a letter, whoever may see it."""
    return session.scalar(sa.select(Letter).where(Letter.slug == slug).options(joinedload(Letter.organisation)))


def public_by_slug(session: Session, slug: str) -> Letter | None:
    """Return a letter that readers may see, None for drafts and those not open yet."""
    letter = by_slug(session, slug)
    return letter if letter is not None and letter.is_public() else None


def public_letters(session: Session) -> list[Letter]:
    """Return the letters that readers may see, the newest first."""
    opened = sa.or_(Letter.opens_at.is_(None), Letter.opens_at <= clock.now())
    wanted = sa.select(Letter).where(Letter.state != LetterState.DRAFT, opened)
    return list(session.scalars(wanted.order_by(Letter.date.desc().nulls_last(), Letter.id.desc())))


def text_of(session: Session, slug: str, *, number: int, language: str) -> Text | None:
    """Return one wording of a public letter by its edition's number and language."""
    letter = public_by_slug(session, slug)
    if letter is None:
        return None
    wanted = sa.select(Text).join(Edition).where(Edition.letter_id == letter.id, Edition.number == number)
    return session.scalar(wanted.where(Text.language == language))


def attachment_of(session: Session, slug: str, *, number: int) -> Attachment | None:
    """Return an exhibit of a public letter by its number."""
    letter = public_by_slug(session, slug)
    if letter is None:
        return None
    wanted = sa.select(Attachment).where(Attachment.letter_id == letter.id, Attachment.number == number)
    return session.scalar(wanted)
