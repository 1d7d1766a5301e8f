from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.kit.database import writing
from app.letters.models import Letter
from app.signing import rolls
from app.signing.models import Kind, State, Visibility
from app.signing.particulars import Particulars
from tests import factories


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context(), writing() as session:
        yield session


@pytest.fixture
def letter(session: Session) -> Letter:
    return factories.letter(session)


def sign(session: Session, letter: Letter, position: int, name: str = "", **columns: object) -> None:
    visibility = columns.pop("visibility", Visibility.PUBLIC)
    made = factories.signatory(
        session, letter, stated=Particulars(name=name or f"Ines {position}"), visibility=visibility, **columns
    )
    made.place(position)
    session.flush()


def test_a_roll_is_divided_into_full_volumes(session: Session, letter: Letter) -> None:
    for position in range(5):
        sign(session, letter, position)
    sign(session, letter, 9, "League of Witnesses", kind=Kind.ORGANISATION)

    plan = rolls.plan(letter, for_official=False, most=2)

    assert [(volume.number, volume.first, volume.last, volume.count) for volume in plan.volumes] == [
        (1, 1, 2, 2),
        (2, 3, 4, 2),
        (3, 5, 6, 2),
    ]
    assert [volume.continues for volume in plan.volumes] == [False, True, True]
    assert plan.named == 6


def test_a_volume_is_read_as_it_was_planned(session: Session, letter: Letter) -> None:
    for position in range(3):
        sign(session, letter, position)

    plan = rolls.plan(letter, for_official=False, most=2)

    assert [line.name for line in rolls.lines(letter, plan.volumes[0], for_official=False)] == ["Ines 0", "Ines 1"]
    assert [line.name for line in rolls.lines(letter, plan.volumes[1], for_official=False)] == ["Ines 2"]


def test_a_roll_that_has_changed_is_refused(session: Session, letter: Letter) -> None:
    for position in (1, 2, 4):
        sign(session, letter, position)
    (volume,) = rolls.plan(letter, for_official=False).volumes
    sign(session, letter, 3)

    with pytest.raises(rolls.RollHasChanged):
        rolls.lines(letter, volume, for_official=False)


def test_officials_see_who_is_named_to_them_alone(session: Session, letter: Letter) -> None:
    sign(session, letter, 1)
    sign(session, letter, 2, "Amina Vala", visibility=Visibility.ADDRESSEE)
    sign(session, letter, 3, visibility=Visibility.ANONYMOUS)
    sign(session, letter, 4, state=State.PENDING)

    (volume,) = rolls.plan(letter, for_official=True).volumes
    named = rolls.lines(letter, volume, for_official=True)

    assert [line.name for line in named] == ["Ines 1", "Amina Vala"]
    assert [bool(line.note) for line in named] == [False, True]
    assert rolls.plan(letter, for_official=False).named == 1


def test_the_digest_tells_one_roll_from_another(session: Session, letter: Letter) -> None:
    sign(session, letter, 1)
    before = rolls.plan(letter, for_official=False)
    sign(session, letter, 2)

    assert rolls.plan(letter, for_official=False).digest() != before.digest()


def test_a_roll_without_names_has_no_volume(letter: Letter) -> None:
    assert rolls.plan(letter, for_official=True) == rolls.RollPlan((), 0)
