from datetime import timedelta
from functools import partial

import pytest
import time_machine

from app.delivery import actions, prints, queries, rolls, volumes
from app.delivery.models import Print, PrintState, Shape, Timestamp
from app.delivery.volumes import FinishedVolume
from app.kit.database import db, writing
from app.letters.models import Letter


def finished(digit: str, timestamp: Timestamp = Timestamp.GRANTED) -> FinishedVolume:
    return FinishedVolume(digit * 64, digit * 64, digit * 64, size=10, pages=2, timestamp=timestamp)


def test_a_roll_is_printed_once_all_its_volumes_are_there(letter: Letter) -> None:
    wanted = rolls.planned(letter, text=letter.edition.text_in("en"))
    with writing() as session:
        number = volumes.begin(session, wanted.order, wanted.plan).id
        close = partial(volumes.close, session, number, signatories=3, reference="a" * 20, seal="b" * 64)
        before = close(planned_at=wanted.planned_at).state
        first = volumes.record(session, wanted.order.fingerprint, 1, finished("1", Timestamp.PENDING))
        second = volumes.record(session, wanted.order.fingerprint, 1, finished("2"))
        close(planned_at=wanted.planned_at)

    made = db.session.get_one(Print, number)
    assert (before, first, second) == (PrintState.ASKED, True, False)
    assert made.checked_at == wanted.planned_at
    assert (made.state, made.size, made.pages, made.timestamp) == (PrintState.MADE, 10, 2, Timestamp.PENDING)


def test_what_is_given_up_tells_of_its_files(letter: Letter) -> None:
    wanted = rolls.planned(letter, text=letter.edition.text_in("en"))
    with writing() as session:
        volumes.begin(session, wanted.order, wanted.plan)
        volumes.record(session, wanted.order.fingerprint, 1, finished("1"))

        assert volumes.drop(session, wanted.order.fingerprint) == ["1" * 64, "1" * 64]
        assert volumes.drop(session, wanted.order.fingerprint) == []


def test_a_roll_is_printed_by_one_at_a_time(letter: Letter, clock: time_machine.Traveller) -> None:
    wanted = rolls.planned(letter, text=letter.edition.text_in("en"))
    with writing() as session:
        volumes.begin(session, wanted.order, wanted.plan)

    with pytest.raises(volumes.BeingPrinted), writing() as session:
        volumes.begin(session, wanted.order, wanted.plan)
    clock.shift(volumes.HELD + timedelta(seconds=1))  # whoever had it has died
    with writing() as session:
        assert volumes.begin(session, wanted.order, wanted.plan).state is PrintState.ASKED


def test_nothing_is_recorded_for_or_made_of_a_roll_that_was_cancelled_and_asked_for_anew(letter: Letter) -> None:
    wanted = rolls.planned(letter, text=letter.edition.text_in("en"))
    with writing() as session:
        begun = volumes.begin(session, wanted.order, wanted.plan)
        volumes.record(session, wanted.order.fingerprint, 1, finished("1"))
        assert actions.cancel(session, begun) == ["1" * 64, "1" * 64]
        cancelled = volumes.record(session, wanted.order.fingerprint, 1, finished("2"))
        actions.ask(session, wanted.order)
        anew = volumes.record(session, wanted.order.fingerprint, 1, finished("3"))
        left = volumes.close(
            session, begun.id, signatories=3, reference="a", seal="b", planned_at=wanted.planned_at
        ).state

    assert (cancelled, anew, left) == (False, False, PrintState.ASKED)
    assert queries.volume_with_content(db.session, "1" * 64) is None


def test_a_wish_becomes_what_was_planned_or_gives_way_to_what_is_there(letter: Letter) -> None:
    text = letter.edition.text_in("en")
    wish = prints.ask(letter, text=text, shape=Shape.ROLL).id
    with writing() as session:
        assert volumes.adopt(session, wish, "c" * 64) == []
    adopted = db.session.get_one(Print, wish).manuscript

    second = prints.ask(letter, text=text, shape=Shape.ROLL).id
    with writing() as session:
        volumes.adopt(session, second, "c" * 64)

    assert adopted == "c" * 64
    assert [each.id for each in db.session.query(Print)] == [wish]
