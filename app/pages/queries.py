"""The letters that readers may see, as a list shows them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload, selectinload
from sqlalchemy.sql.base import ExecutableOption

from app.campaigns.models import Campaign
from app.letters.models import Edition, Letter, LetterState, Text
from app.signing.models import Signatory, State

MOST = 200  # a list that people read; older letters keep their own addresses


@dataclass(frozen=True, slots=True)
class Listed:
    """A letter in a list, in the language that its reader knows, if there is one."""

    slug: str
    language: str
    title: str
    lead: str
    date: dt.date | None
    campaign: Campaign | None
    organisation: str
    addressees: tuple[str, ...]
    signatories: int
    takes_signatures: bool


def listed(session: Session, language: str, *, campaign: Campaign | None = None) -> list[Listed]:
    """Return the letters that readers may see, those that can be signed first, then the newest."""
    query = (
        sa.select(Letter)
        .where(Letter.state != LetterState.DRAFT)
        .options(
            joinedload(Letter.campaign), joinedload(Letter.organisation), selectinload(Letter.recipients), _words()
        )
        .order_by(Letter.date.desc(), Letter.id.desc())
        .limit(MOST)
    )
    if campaign:
        query = query.where(Letter.campaign_id == campaign.id)
    letters = [letter for letter in session.scalars(query).unique() if letter.is_public()]
    counts = _counts(session, [letter.id for letter in letters])
    entries = [_entry(letter, language, counts.get(letter.id, 0)) for letter in letters]
    return sorted(entries, key=lambda entry: not entry.takes_signatures)


def campaign_called(session: Session, slug: str) -> Campaign | None:
    """Return the campaign of that address, None where there is none."""
    return session.scalar(sa.select(Campaign).where(Campaign.slug == slug))


def _words() -> ExecutableOption:
    """Load the titles and leads; bodies and reports are long, and no list shows them."""
    return selectinload(Letter.editions).selectinload(Edition.texts).load_only(Text.language, Text.title, Text.lead)


def _counts(session: Session, letters: Sequence[int]) -> dict[int, int]:
    """Count who has signed each letter in its words of now."""
    of_letter = aliased(Edition)
    newest = sa.select(sa.func.max(of_letter.number)).where(of_letter.letter_id == Signatory.letter_id)
    query = (
        sa.select(Signatory.letter_id, sa.func.count())
        .join(Text, Text.id == Signatory.text_id)
        .join(Edition, Edition.id == Text.edition_id)
        .where(
            Signatory.letter_id.in_(letters),
            Signatory.state == State.CONFIRMED,
            Edition.number == newest.scalar_subquery(),
        )
        .group_by(Signatory.letter_id)
    )
    return {letter: count for letter, count in session.execute(query)}  # noqa: C416 - rows are no pairs to dict()


def _entry(letter: Letter, language: str, signatories: int) -> Listed:
    text = letter.edition.text_in(language)
    return Listed(
        slug=letter.slug,
        language=text.language,
        title=text.title,
        lead=text.lead,
        date=letter.date,
        campaign=letter.campaign,
        organisation=letter.organisation.name if letter.organisation else "",
        addressees=tuple(dict.fromkeys(recipient.institution or recipient.name for recipient in letter.addressees)),
        signatories=signatories,
        takes_signatures=letter.takes_signatures(),
    )
