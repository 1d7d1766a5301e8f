"""Letters are found by those who may see them."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.kit import clock
from app.kit.database import db
from app.letters import queries
from app.letters.models import Attachment, Letter, LetterState
from tests import factories


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context():
        yield db.session


def test_require_refuses_a_slug_that_is_unknown(session: Session) -> None:
    letter = factories.letter(session, slug="ferry", state=LetterState.DRAFT)

    assert queries.require(session, "ferry") is letter
    with pytest.raises(queries.NoSuchLetter, match="There is no letter “bridge”"):
        queries.require(session, "bridge")


def test_drafts_and_letters_that_open_later_are_not_public(session: Session) -> None:
    tomorrow = clock.now() + timedelta(days=1)
    factories.letter(session, slug="draft", state=LetterState.DRAFT)
    factories.letter(session, slug="later", opens_at=tomorrow)
    factories.letter(session, slug="closed", state=LetterState.CLOSED)

    for slug in ("draft", "later", "none"):
        with pytest.raises(queries.NoSuchLetter):
            queries.public_letter(session, slug)
    assert queries.public_letter(session, "closed").slug == "closed"
    assert [letter.slug for letter in queries.public_letters(session)] == ["closed"]


def test_public_letters_stand_newest_first_and_undated_ones_last(session: Session) -> None:
    for slug, day in (
        ("undated", None),
        ("old", date(2025, 1, 1)),
        ("new", date(2026, 1, 1)),
        ("twin", date(2026, 1, 1)),
    ):
        factories.letter(session, slug=slug, date=day)

    assert [letter.slug for letter in queries.public_letters(session)] == ["twin", "new", "old", "undated"]


def test_text_of_gives_any_edition_of_a_public_letter(session: Session) -> None:
    letter = factories.letter(session, slug="ferry", languages=("en",))
    factories.edition(session, letter, languages=("en",), title="Second")

    def title(number: int, language: str = "en", slug: str = "ferry") -> str | None:
        text = queries.text_of(session, slug, number=number, language=language)
        return text.title if text else None

    assert title(1) == "Let the river be measured (en)"
    assert title(2) == "Second"
    assert title(3) is title(1, "fr") is None
    with pytest.raises(queries.NoSuchLetter):
        title(1, slug="bridge")


def test_attachment_of_gives_exhibits_of_public_letters_alone(session: Session) -> None:
    public, draft = (
        factories.letter(session, slug="ferry"),
        factories.letter(session, slug="x", state=LetterState.DRAFT),
    )
    for letter in (public, draft):
        session.add(exhibit(letter))
    session.flush()

    assert queries.attachment_of(session, "ferry", number=1) is not None
    assert queries.attachment_of(session, "ferry", number=2) is None
    with pytest.raises(queries.NoSuchLetter):
        queries.attachment_of(session, "x", number=1)


def exhibit(letter: Letter) -> Attachment:
    columns = {"title": "A map", "filename": "map.png", "media_type": "image/png", "content": "0" * 64, "size": 1}
    return Attachment(letter_id=letter.id, number=1, **columns)
