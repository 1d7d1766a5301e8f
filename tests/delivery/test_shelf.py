from datetime import timedelta

import pytest

from app.delivery import actions, shelf
from app.delivery.models import PrintState, Shape
from app.delivery.shelf import Age, Shelved, Stage
from app.kit import clock
from app.kit.database import db, writing
from app.letters.models import Letter, Recipient
from app.signing import queries as signing
from tests import factories


def shelved(letter: Letter, **columns: object) -> Shelved:
    """The only print of a letter, as the desk shows it."""
    with writing() as session:
        factories.printed(session, letter, **{"signatories": signing.totals(letter).count, **columns})
    [found] = shelf.page(db.session, letter).prints
    return found


def test_a_print_that_says_what_the_letter_says_is_current(letter: Letter) -> None:
    made = shelved(letter)

    assert (made.age, made.is_older, made.stage) == (Age.CURRENT, False, Stage.MADE)


@pytest.mark.parametrize(
    ("shape", "hours", "age"),
    [
        (Shape.LETTER, 0.9, Age.CURRENT),
        (Shape.LETTER, 1.1, Age.UNKNOWN),
        (Shape.ROLL, 47, Age.CURRENT),
        (Shape.ROLL, 49, Age.UNKNOWN),
    ],
)
def test_what_nobody_has_compared_with_the_letter_for_long_is_not_called_current(
    letter: Letter, shape: Shape, hours: float, age: Age
) -> None:
    assert shelved(letter, shape=shape, checked_at=clock.now() - timedelta(hours=hours)).age is age


def test_a_print_is_older_as_soon_as_somebody_signs(letter: Letter) -> None:
    shelved(letter)
    with writing() as session:
        factories.signatory(session, letter)

    [made] = shelf.page(db.session, letter).prints

    assert (made.age, made.signed_since) == (Age.OLDER, 1)


def test_a_print_is_older_than_a_newer_edition(letter: Letter) -> None:
    shelved(letter)
    with writing() as session:
        factories.edition(session, letter)

    [made] = shelf.page(db.session, letter).prints

    assert made.has_newer_edition
    assert made.is_older


def test_a_print_for_who_is_no_longer_addressed_is_older(letter: Letter, minister: Recipient) -> None:
    with writing():
        minister.retired = True

    assert shelved(letter, recipient_id=minister.id).is_older


def test_a_print_that_was_seen_to_be_overtaken_is_older(letter: Letter) -> None:
    assert shelved(letter, overtaken_at=clock.now()).is_older


@pytest.mark.parametrize(
    ("columns", "stage"),
    [
        ({"state": PrintState.ASKED}, Stage.WAITING),
        ({"state": PrintState.ASKED, "again_at": clock.now() + timedelta(days=1)}, Stage.BEGUN),
        ({"state": PrintState.ASKED, "again_at": clock.now() - timedelta(days=1)}, Stage.WAITING),
        ({"state": PrintState.ASKED, "reason": "The press was busy."}, Stage.DELAYED),
        ({"state": PrintState.FAILED, "reason": "The text is too long."}, Stage.FAILED),
        ({"state": PrintState.CANCELLED}, Stage.CANCELLED),
    ],
)
def test_how_far_a_print_has_come(letter: Letter, columns: dict[str, object], stage: Stage) -> None:
    wanted = shelved(letter, content=None, **columns)

    assert wanted.stage is stage
    assert not wanted.is_older


@pytest.mark.parametrize(("tries", "helps"), [(1, False), (actions.MOST_TRIES, True)])
def test_a_person_can_help_only_where_the_worker_gave_up(letter: Letter, tries: int, helps: bool) -> None:
    assert shelved(letter, state=PrintState.FAILED, content=None, tries=tries).may_be_tried_again is helps


def test_a_roll_tells_how_many_of_its_volumes_are_made(letter: Letter) -> None:
    with writing() as session:
        factories.roll(session, letter, volumes=11, made=3)

    [roll] = shelf.page(db.session, letter).prints

    assert (roll.volumes_made, len(roll.print.volumes), roll.size, roll.pages) == (3, 11, 21_900_000, 546)


def test_dispatches_stand_with_the_print_that_was_sent(letter: Letter, minister: Recipient) -> None:
    with writing() as session:
        sent = factories.printed(session, letter, recipient_id=minister.id)
        factories.printed(session, letter, recipient_id=minister.id)
        actions.dispatch(session, sent)

    newest, older = shelf.page(db.session, letter).prints

    assert (newest.dispatches, [each.recipient.key for each in older.dispatches]) == ((), ["minister"])


def test_prints_come_by_pages_the_newest_first(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "PAGE", 2)
    with writing() as session:
        other = factories.letter(session)
        factories.printed(session, other)
        numbers = [factories.printed(session, letter).id for _number in range(3)]
        factories.printed(session, letter, state=PrintState.ASKED, content=None)

    first = shelf.page(db.session, letter)
    second = shelf.page(db.session, letter, before=first.earlier)

    assert [each.print.id for each in second.prints] == numbers[1::-1]
    assert (first.waiting, second.waiting, second.earlier) == (1, 1, None)


def test_one_print_is_found_in_its_own_letter_only(letter: Letter) -> None:
    with writing() as session:
        mine, others = factories.printed(session, letter).id, factories.printed(session, factories.letter(session)).id

    found = shelf.one(db.session, letter, mine)

    assert found is not None
    assert found.print.id == mine
    assert shelf.one(db.session, letter, others) is None


def test_what_a_print_will_weigh_is_known_from_the_last_one_and_from_the_attachments(letter: Letter) -> None:
    attached = sum(each.size for each in letter.attachments)
    assert shelf.sizes(db.session, letter) == {Shape.BOUND: attached, Shape.ENCLOSING: attached}

    with writing() as session:
        factories.printed(session, letter, size=100_000)
        factories.printed(session, letter, size=200_000)
        factories.printed(session, letter, shape=Shape.BOUND, size=5_000_000)
        factories.roll(session, letter, volumes=2, made=2)

    assert shelf.sizes(db.session, letter) == {
        Shape.LETTER: 200_000,
        Shape.BOUND: 5_000_000,
        Shape.ENCLOSING: attached + 200_000,
        Shape.ROLL: 14_600_000,
    }
