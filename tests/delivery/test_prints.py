from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskCliRunner

from app.delivery import actions, manuscripts, prints, queries
from app.delivery.actions import Order
from app.delivery.models import Print, PrintState, Shape
from app.kit import files
from app.kit.database import db, writing
from app.letters.models import Letter, Recipient, Text
from app.paper import press
from app.paper.manuscript import Manuscript
from app.paper.refusals import PressFailed
from app.signing.models import Signatory, State


def text_of(letter: Letter) -> Text:
    return letter.edition.text_in("en")


def test_a_print_is_made_once_and_served_again(letter: Letter, minister: Recipient) -> None:
    first = prints.make(letter, text=text_of(letter), recipient=minister)
    content = first.content

    again = prints.make(letter, text=text_of(letter), recipient=minister)

    assert again.id == first.id
    assert again.state is PrintState.MADE
    assert files.fetch(content).startswith(b"%PDF-")


def test_a_failed_print_keeps_the_reason_and_is_tried_again(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: object, **_options: object) -> bytes:
        raise PressFailed("The text is too long.")

    with monkeypatch.context() as broken:
        broken.setattr(press, "print_letter", fail)
        with pytest.raises(PressFailed):
            prints.make(letter, text=text_of(letter))
        failed = db.session.query(Print).one()
        assert (failed.state, failed.reason) == (PrintState.FAILED, "The text is too long.")

    made = prints.make(letter, text=text_of(letter))

    assert (made.id, made.state, made.reason) == (failed.id, PrintState.MADE, "")


def test_what_was_asked_for_is_made_by_the_worker(letter: Letter, minister: Recipient, runner: FlaskCliRunner) -> None:
    manuscript = manuscripts.manuscript_of(letter, text=text_of(letter), recipient=minister)
    fingerprint = manuscripts.fingerprint(manuscript, Shape.LETTER)
    with writing() as session:
        asked = actions.ask(session, Order(text_of(letter), fingerprint, minister))
        number = asked.id

    prints.make_asked()

    assert db.session.get_one(Print, number).state is PrintState.MADE


def test_a_print_asked_for_before_the_letter_changed_is_replaced_by_one_that_holds(letter: Letter) -> None:
    with writing() as session:
        number = actions.ask(session, Order(text_of(letter), "0" * 64)).id

    prints.make_asked()

    assert db.session.get(Print, number) is None
    assert queries.public_print(db.session, letter, language="en").state is PrintState.MADE


def test_public_prints_follow_the_roll_after_ten_minutes(letter: Letter, clock: time_machine.Traveller) -> None:
    prints.refresh_public()
    before = queries.public_print(db.session, letter, language="en").id
    with writing():
        letter.place = "Elsewhere"

    prints.refresh_public()
    assert queries.public_print(db.session, letter, language="en").id == before
    clock.shift(timedelta(minutes=11))
    prints.refresh_public()

    assert queries.public_print(db.session, letter, language="en").id != before


def test_a_public_print_that_failed_is_left_until_the_letter_changes(
    letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []

    def fail(manuscript: Manuscript, **_options: object) -> bytes:
        tried.append(manuscript.place)
        raise PressFailed("The text is too long.")

    monkeypatch.setattr(press, "print_letter", fail)
    prints.refresh_public()
    prints.refresh_public()
    assert tried == ["Oxmoor", "Oxmoor"]  # once in each of two languages

    with writing():
        letter.place = "Elsewhere"
    prints.refresh_public()

    assert tried[2:] == ["Elsewhere", "Elsewhere"]


def test_a_print_that_nobody_was_sent_is_deleted_once_a_name_in_it_is_withdrawn(
    letter: Letter, minister: Recipient, clock: time_machine.Traveller
) -> None:
    made = prints.make(letter, text=text_of(letter), recipient=minister)
    number, content = made.id, str(made.content)
    with writing() as session:
        session.query(Signatory).filter_by(name="Runa Castell").one().state = State.WITHDRAWN
    clock.shift(timedelta(minutes=11))

    prints.forget_overtaken()

    assert db.session.get(Print, number) is None
    with pytest.raises(files.FileLost):
        files.fetch(content)


def test_a_print_that_was_sent_is_kept_as_it_was(
    letter: Letter, minister: Recipient, clock: time_machine.Traveller
) -> None:
    made = prints.make(letter, text=text_of(letter), recipient=minister)
    with writing() as session:
        actions.dispatch(session, made)
        letter.place = "Elsewhere"
    number, content = made.id, str(made.content)
    clock.shift(timedelta(minutes=11))

    prints.forget_overtaken()

    assert db.session.get_one(Print, number).content == content
    assert files.fetch(content)


def test_a_print_that_still_holds_is_kept(letter: Letter, minister: Recipient, clock: time_machine.Traveller) -> None:
    number = prints.make(letter, text=text_of(letter), recipient=minister).id
    clock.shift(timedelta(minutes=11))

    prints.forget_overtaken()

    assert db.session.get(Print, number) is not None


def test_a_lost_file_of_one_letter_does_not_stop_the_press_for_others(letter: Letter, minister: Recipient) -> None:
    text = text_of(letter)
    with writing() as session:
        lost = actions.ask(session, Order(text, "1" * 64, shape=Shape.BOUND)).id
        fine = actions.ask(session, Order(text, "2" * 64, minister)).id
    files.forget(letter.attachments[0].content)

    prints.make_asked()

    failed = db.session.get_one(Print, lost)
    assert (failed.state, failed.reason) == (PrintState.FAILED, str(files.FileLost.sentence))
    assert db.session.get(Print, fine) is None  # its letter says something else by now, and that print was made
    assert db.session.query(Print).filter_by(recipient_id=minister.id, state=PrintState.MADE).count() == 1
