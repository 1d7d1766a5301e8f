from datetime import timedelta

import pytest
import time_machine

from app.delivery import actions, queries, rollkeeping, rolls
from app.delivery.models import Print, PrintState
from app.kit import files
from app.kit.database import db, writing
from app.letters.models import Letter, Recipient
from app.paper import press
from app.paper.refusals import PressFailed
from app.signing.models import Signatory, State
from tests import presses


def withdraw(name: str) -> None:
    with writing() as session:
        session.query(Signatory).filter_by(name=name).one().state = State.WITHDRAWN


def test_what_was_asked_for_is_printed(letter: Letter, minister: Recipient) -> None:
    rolls.ask(letter, text=letter.edition.text_in("en"), recipient=minister)

    rollkeeping.make_asked()

    assert db.session.query(Print).one().state is PrintState.MADE


def test_a_roll_asked_for_before_somebody_left_is_replaced_by_one_that_holds(letter: Letter) -> None:
    rolls.ask(letter, text=letter.edition.text_in("en"))
    asked = db.session.query(Print).one().id
    withdraw("Runa Castell")

    rollkeeping.make_asked()

    made = db.session.query(Print).one()
    assert (made.id != asked, made.state) == (True, PrintState.MADE)


def test_a_roll_that_cannot_be_printed_says_why(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "carry_out", presses.failing(PressFailed("The roll is too wide.")))
    rolls.ask(letter, text=letter.edition.text_in("en"))

    rollkeeping.make_asked()

    failed = db.session.query(Print).one()
    assert (failed.state, failed.reason) == (PrintState.FAILED, "The roll is too wide.")


def test_what_was_cancelled_is_not_printed(letter: Letter) -> None:
    rolls.ask(letter, text=letter.edition.text_in("en"))
    with writing() as session:
        actions.cancel(session, session.query(Print).one())

    rollkeeping.make_asked()
    rollkeeping.refresh_public()

    assert db.session.query(Print).one().state is PrintState.CANCELLED


def test_public_rolls_follow_those_who_sign_after_an_hour(letter: Letter, clock: time_machine.Traveller) -> None:
    rollkeeping.refresh_public()
    first = queries.public_roll(db.session, letter, language="en")
    number, content = first.id, str(first.volumes[0].content)
    withdraw("Runa Castell")

    rollkeeping.refresh_public()
    assert queries.public_roll(db.session, letter, language="en").id == number
    clock.shift(timedelta(minutes=61))
    rollkeeping.refresh_public()

    assert queries.public_roll(db.session, letter, language="en").id != number
    assert db.session.get(Print, number) is None
    with pytest.raises(files.FileLost):
        files.fetch(content)


def test_a_letter_that_closes_gets_its_last_roll_at_once(letter: Letter, clock: time_machine.Traveller) -> None:
    rollkeeping.refresh_public()
    number = queries.public_roll(db.session, letter, language="en").id
    withdraw("Runa Castell")
    clock.shift(timedelta(minutes=2))
    with writing():
        letter.closes_at = rollkeeping.clock.now() - timedelta(minutes=1)

    rollkeeping.refresh_public()

    assert queries.public_roll(db.session, letter, language="en").id != number


def test_a_roll_that_names_who_has_left_is_deleted_after_a_day(
    letter: Letter, minister: Recipient, clock: time_machine.Traveller
) -> None:
    text = letter.edition.text_in("en")
    rolls.make(letter, text=text, recipient=minister)
    rolls.make(letter, text=letter.edition.text_in("fr"))
    clock.shift(timedelta(hours=25))
    rollkeeping.forget_overtaken()
    assert db.session.query(Print).count() == 2

    withdraw("Runa Castell")
    withdraw("Walkers’ Union")
    clock.shift(timedelta(hours=25))
    rollkeeping.forget_overtaken()

    assert db.session.query(Print).count() == 0
