from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
import time_machine
from flask import Flask

from app.delivery import actions, prints, queries, rollkeeping, rolls, volumes
from app.delivery.models import Print, PrintState, Shape, Timestamp
from app.kit import files
from app.kit.database import db, writing
from app.letters.models import Letter, Recipient
from app.paper import press
from app.paper.refusals import PressFailed
from app.signing import rolls as signing_rolls
from app.signing.models import Signatory, State, Visibility
from tests import factories, presses, seals


def withdraw(name: str) -> None:
    with writing() as session:
        session.query(Signatory).filter_by(name=name).one().state = State.WITHDRAWN


def test_what_was_asked_for_is_printed(letter: Letter, minister: Recipient) -> None:
    prints.ask(letter, text=letter.edition.text_in("en"), recipient=minister, shape=Shape.ROLL)

    rollkeeping.make_asked()

    assert db.session.query(Print).one().state is PrintState.MADE


def test_a_roll_that_was_asked_for_is_planned_when_it_is_printed(letter: Letter) -> None:
    text = letter.edition.text_in("en")
    numbers = {prints.ask(letter, text=text, shape=Shape.ROLL).id for _time in range(2)}
    withdraw("Runa Castell")

    rollkeeping.make_asked()

    made = db.session.query(Print).one()
    assert (numbers, made.state) == ({made.id}, PrintState.MADE)
    assert made.manuscript == rolls.planned(letter, text=text).order.fingerprint


def test_a_wish_for_what_is_printed_already_is_granted_by_it(letter: Letter) -> None:
    text = letter.edition.text_in("en")
    there = rolls.make(letter, text=text).id
    prints.ask(letter, text=text, shape=Shape.ROLL)

    rollkeeping.make_asked()

    assert [each.id for each in db.session.query(Print)] == [there]


def test_a_wish_for_a_roll_that_names_nobody_says_why(letter: Letter) -> None:
    prints.ask(letter, text=letter.edition.text_in("en"), shape=Shape.ROLL)
    withdraw("Runa Castell")
    withdraw("Walkers’ Union")

    rollkeeping.make_asked()

    failed = db.session.query(Print).one()
    assert (failed.state, failed.reason) == (PrintState.FAILED, "Nobody is named on this roll yet.")


def test_a_roll_that_cannot_be_printed_says_why(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(press, "carry_out", presses.failing(PressFailed("The roll is too wide.")))
    prints.ask(letter, text=letter.edition.text_in("en"), shape=Shape.ROLL)

    rollkeeping.make_asked()

    failed = db.session.query(Print).one()
    assert (failed.state, failed.reason) == (PrintState.FAILED, "The roll is too wide.")


def test_what_was_cancelled_is_not_printed(letter: Letter) -> None:
    prints.ask(letter, text=letter.edition.text_in("en"), shape=Shape.ROLL)
    with writing() as session:
        actions.cancel(session, session.query(Print).one())

    rollkeeping.make_asked()

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


def test_a_public_roll_that_failed_is_not_planned_again_for_an_hour(
    letter: Letter, monkeypatch: pytest.MonkeyPatch, clock: time_machine.Traveller
) -> None:
    refusing = presses.failing(PressFailed("The roll is too wide."))
    monkeypatch.setattr(press, "carry_out", refusing)
    plan = signing_rolls.plan
    planned_at: list[int] = []
    minute = 0

    def counted(*args: Any, **options: Any) -> signing_rolls.RollPlan:
        planned_at.append(minute)
        return plan(*args, **options)

    monkeypatch.setattr(signing_rolls, "plan", counted)
    for minute in range(125):
        if minute == 30:
            withdraw("Runa Castell")
        rollkeeping.refresh_public()
        clock.shift(timedelta(minutes=1))

    assert planned_at == [0, 60, 120]
    assert len(refusing.tried) == 2  # the third would say what the second said


def test_a_public_roll_that_is_at_work_elsewhere_is_let_be(letter: Letter) -> None:
    wanted = rolls.planned(letter, text=letter.edition.text_in("en"))
    with writing() as session:
        volumes.begin(session, wanted.order, wanted.plan)

    rollkeeping.refresh_public()
    rollkeeping.make_asked()

    assert db.session.query(Print).one().state is PrintState.ASKED


def test_a_roll_that_an_organiser_asked_for_stays_as_older_until_somebody_in_it_leaves(
    letter: Letter, clock: time_machine.Traveller
) -> None:
    with writing() as session:
        ada = factories.organiser(session)
    prints.ask(letter, text=letter.edition.text_in("fr"), shape=Shape.ROLL, made_by=ada)
    rollkeeping.make_asked()
    number = db.session.query(Print).one().id
    with writing() as session:  # counted in it, but not named
        session.query(Signatory).filter(Signatory.visibility != Visibility.PUBLIC).one().state = State.WITHDRAWN
    older = []
    for _hour in range(2):
        clock.shift(timedelta(minutes=61))
        rollkeeping.forget_overtaken()
        older.append(db.session.get_one(Print, number).overtaken_at is not None)
    withdraw("Runa Castell")
    clock.shift(timedelta(minutes=61))

    rollkeeping.forget_overtaken()

    assert older == [True, True]
    assert db.session.get(Print, number) is None


def test_a_roll_of_several_volumes_is_looked_at_once_a_day(
    letter: Letter, monkeypatch: pytest.MonkeyPatch, clock: time_machine.Traveller
) -> None:
    monkeypatch.setattr(signing_rolls, "plan", partial(signing_rolls.plan, most=1))
    rolls.make(letter, text=letter.edition.text_in("fr"))
    withdraw("Runa Castell")
    left = []
    for _time in range(2):
        clock.shift(timedelta(hours=23))
        rollkeeping.forget_overtaken()
        left.append(db.session.query(Print).count())

    assert left == [1, 0]


def test_a_roll_that_names_who_has_left_is_deleted_after_an_hour(
    letter: Letter, minister: Recipient, clock: time_machine.Traveller
) -> None:
    text = letter.edition.text_in("en")
    rolls.make(letter, text=text, recipient=minister)
    rolls.make(letter, text=letter.edition.text_in("fr"))
    clock.shift(timedelta(minutes=61))
    rollkeeping.forget_overtaken()
    assert db.session.query(Print).count() == 2

    withdraw("Runa Castell")
    withdraw("Walkers’ Union")
    clock.shift(timedelta(minutes=61))
    rollkeeping.forget_overtaken()

    assert db.session.query(Print).count() == 0


def test_a_volume_without_a_timestamp_gets_it_late(app: Flask, letter: Letter, clock: time_machine.Traveller) -> None:
    refusing = [True, True]

    def answer(question: bytes) -> tuple[int, bytes]:
        return (503, b"") if refusing and refusing.pop() else seals.granted(question)

    with seals.timestamps(answer) as server:
        app.extensions["seals"] = replace(app.extensions["seals"], timestamps=server)
        made = rolls.make(letter, text=letter.edition.text_in("en"))
        number, before = made.id, str(made.volumes[0].content)
        stamps = [made.timestamp]
        for _minute in range(2):
            clock.shift(timedelta(minutes=1))
            rollkeeping.stamp_late()
            stamps.append(db.session.get_one(Print, number).timestamp)

    after = db.session.get_one(Print, number)
    assert stamps == [Timestamp.PENDING, Timestamp.PENDING, Timestamp.GRANTED]
    assert (after.again_at, after.volumes[0].timestamp) == (None, Timestamp.GRANTED)
    assert files.fetch(str(after.volumes[0].content)) != before
    with pytest.raises(files.FileLost):
        files.fetch(before)


def test_without_a_server_a_roll_waits_for_no_timestamp(letter: Letter, clock: time_machine.Traveller) -> None:
    number = rolls.make(letter, text=letter.edition.text_in("en")).id
    with writing() as session:
        made = session.get_one(Print, number)
        made.timestamp, made.again_at = Timestamp.PENDING, rollkeeping.clock.now()

    rollkeeping.stamp_late()

    assert db.session.get_one(Print, number).again_at is None
