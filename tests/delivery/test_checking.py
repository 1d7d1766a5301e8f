import hashlib
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.delivery import checking
from app.delivery.models import Print, PrintState, Shape, Volume
from app.kit.database import db, writing
from app.letters.models import Letter, LetterState
from app.paper.seal.seal import seal
from app.paper.seal.verdict import Flaw
from tests import factories, seals

REFERENCE = "0123456789abcdef0123"
DAY = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def sealed() -> bytes:
    return seal(seals.blank(), seals.site()).content


def kept(session: Session, letter: Letter, content: bytes | None = None, **columns: object) -> Print:
    """A print of the letter, of these bytes."""
    made = Print(
        **{
            "edition_id": letter.edition.id,
            "language": "fr",
            "state": PrintState.MADE,
            "manuscript": hashlib.sha256(repr(columns).encode() + (content or b"")).hexdigest(),
            "content": hashlib.sha256(content).hexdigest() if content else None,
            "reference": REFERENCE,
            "pages": 3,
            "signatories": 23,
            "made_at": DAY,
            **columns,
        }
    )
    session.add(made)
    session.flush()
    return made


def test_a_print_is_told_with_what_was_in_it(app: Flask, sealed: bytes) -> None:
    with app.app_context():
        with writing() as session:
            letter = factories.letter(session, slug="sarn")
            kept(session, letter, sealed, recipient_id=factories.recipient(session, letter).id)

        found = checking.check(sealed)

    assert str(found.sentence) == "The seal holds: every byte of this file is as this site has sealed it."
    assert found.known is not None
    assert found.known.slug == "sarn"
    assert found.known.title == "Let the river be measured (fr)"
    assert (found.known.edition, found.known.changed_since) == (1, False)
    assert (found.known.made_on, found.known.signatories, found.known.pages) == (DAY.date(), 23, 3)
    assert "Brandt" not in repr(found.known)


def test_an_older_print_says_so(app: Flask, sealed: bytes) -> None:
    with app.app_context():
        with writing() as session:
            letter = factories.letter(session)
            kept(session, letter, sealed)
            factories.edition(session, letter, body="Other words.")

        found = checking.check(sealed)

    assert found.known is not None
    assert found.known.changed_since
    assert found.known.newest == 2


def test_a_volume_of_a_roll_is_told_with_its_number(app: Flask, sealed: bytes) -> None:
    with app.app_context():
        with writing() as session:
            made = kept(session, factories.letter(session), shape=Shape.ROLL)
            for number, content in ((1, "ab" * 32), (2, hashlib.sha256(sealed).hexdigest())):
                session.add(
                    Volume(print_id=made.id, number=number, first=1, last=2, content=content, pages=70 + number)
                )

        found = checking.check(sealed)

    assert found.known is not None
    assert (found.known.volume, found.known.volumes, found.known.pages) == (2, 2, 72)


def test_a_print_that_is_no_longer_kept_still_holds(app: Flask, sealed: bytes) -> None:
    with app.app_context():
        found = checking.check(sealed)

    assert found.verdict.holds
    assert found.known is None


def test_a_file_that_was_changed_is_not_looked_up(app: Flask, sealed: bytes) -> None:
    """Even if the register had it: what is kept under its digest and does not hold is no print."""
    changed = sealed + b"\n"
    with app.app_context():
        with writing() as session:
            kept(session, factories.letter(session), changed)

        found = checking.check(changed)

    assert found.verdict.flaw is Flaw.APPENDED
    assert found.known is None
    assert str(found.sentence) == "Something was added to this file after it was sealed."


def test_every_flaw_has_its_sentence() -> None:
    assert set(checking.SENTENCES) == set(Flaw)


def test_what_a_reference_leads_to_is_told_once_for_all_who_got_it(app: Flask) -> None:
    with app.app_context():
        with writing() as session:
            letter = factories.letter(session)
            for key in ("minister", "mayor"):
                kept(session, letter, recipient_id=factories.recipient(session, letter, key).id)
            kept(session, letter, shape=Shape.BOUND, pages=40)
            kept(session, letter, state=PrintState.ASKED, pages=9)

        found = checking.referred_to(REFERENCE)

    assert [(each.recipients, [(known.shape, known.pages) for known in each.known]) for each in found] == [
        (0, [(Shape.BOUND, 40)]),
        (2, [(Shape.LETTER, 3)]),
    ]


def test_prints_of_one_reference_are_told_together_where_they_differ(app: Flask) -> None:
    with app.app_context():
        with writing() as session:
            letter = factories.letter(session)
            for key, pages in (("minister", 3), ("mayor", 4)):
                kept(session, letter, recipient_id=factories.recipient(session, letter, key).id, pages=pages)

        [found] = checking.referred_to(REFERENCE)

    assert found.recipients == 2
    assert [known.pages for known in found.known] == [3, 4]


def test_a_reference_leads_to_no_letter_that_is_not_public(app: Flask, sealed: bytes) -> None:
    """Whoever has the file itself may be told what it is."""
    with app.app_context():
        with writing() as session:
            kept(session, factories.letter(session, state=LetterState.DRAFT), sealed)

        assert checking.referred_to(REFERENCE) == []
        held = checking.check(sealed).known
        db.session.rollback()

    assert held is not None
    assert held.slug == ""


def test_a_reference_to_nothing_is_nothing(app: Flask) -> None:
    with app.app_context():
        assert checking.referred_to("f" * 20) == []
