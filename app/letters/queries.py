"""Finding letters."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session, contains_eager, joinedload, load_only

from app.kit import clock
from app.kit.languages import gettext_later as _
from app.kit.refusals import Refusal
from app.letters.models import Attachment, Edition, Letter, LetterState, Text


class NoSuchLetter(Refusal):
    """There is no letter of this slug, or none that the one who asks may see."""

    sentence = _("There is no letter at this address.")
    status = 404


def require(session: Session, slug: str) -> Letter:
    """Return a letter, whoever may see it; raise NoSuchLetter."""
    letter = by_slug(session, slug)
    if letter is None:
        raise NoSuchLetter(f"There is no letter “{slug}”.")
    return letter


def by_slug(session: Session, slug: str) -> Letter | None:
    """Return a letter with who publishes it, whoever may see it."""
    together = (joinedload(Letter.organisation), joinedload(Letter.campaign))
    return session.scalar(sa.select(Letter).where(Letter.slug == slug).options(*together))


def public_letter(session: Session, slug: str) -> Letter:
    """Return a letter that readers may see; raise NoSuchLetter for drafts and those not open yet."""
    letter = by_slug(session, slug)
    if letter is None or not letter.is_public():
        raise NoSuchLetter
    return letter


def public_letters(session: Session) -> list[Letter]:
    """Return the letters that readers may see, the newest first."""
    opened = sa.or_(Letter.opens_at.is_(None), Letter.opens_at <= clock.now())
    wanted = sa.select(Letter).where(Letter.state != LetterState.DRAFT, opened)
    return list(session.scalars(wanted.order_by(Letter.date.desc().nulls_last(), Letter.id.desc())))


def text_of(session: Session, slug: str, *, number: int, language: str) -> Text | None:
    """Return one wording of a public letter by its edition's number and language; raise NoSuchLetter."""
    letter = public_letter(session, slug)
    wanted = sa.select(Text).join(Edition).where(Edition.letter_id == letter.id, Edition.number == number)
    return session.scalar(wanted.where(Text.language == language))


def earlier_texts(session: Session, text: Text) -> list[Text]:
    """Return what stood in the place of a wording before, the newest first: its digest and day, not its words.

    An edition that was not written in its language is there in the letter's own.
    """
    edition = text.edition
    if edition.number == 1:
        return []
    wanted = (
        sa.select(Text)
        .join(Text.edition)
        .where(
            Edition.letter_id == edition.letter_id,
            Edition.number < edition.number,
            Text.language.in_({text.language, edition.letter.language}),
        )
        .order_by(Edition.number.desc(), Text.language == text.language)
        .options(contains_eager(Text.edition), load_only(Text.language, Text.sha256))
    )
    return list({found.edition.number: found for found in session.scalars(wanted)}.values())


def attachment_of(session: Session, slug: str, *, number: int) -> Attachment | None:
    """Return an exhibit of a public letter by its number; raise NoSuchLetter."""
    letter = public_letter(session, slug)
    wanted = sa.select(Attachment).where(Attachment.letter_id == letter.id, Attachment.number == number)
    return session.scalar(wanted)
