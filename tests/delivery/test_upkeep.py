from collections.abc import Generator
from datetime import timedelta

import pytest
import time_machine
from flask.testing import FlaskCliRunner

from app.delivery import actions, manuscripts, prints, queries, upkeep
from app.delivery.models import Print, PrintState, Shape
from app.delivery.orders import Order
from app.kit import files
from app.kit.database import db, writing
from app.letters.models import Letter, Recipient, Text
from app.paper import press
from app.paper.refusals import PressBusy, PressFailed
from app.signing.models import Signatory, State
from tests import factories, presses


def text_of(letter: Letter) -> Text:
    return letter.edition.text_in("en")


def test_what_was_asked_for_is_made_by_the_worker(letter: Letter, minister: Recipient, runner: FlaskCliRunner) -> None:
    manuscript = manuscripts.manuscript_of(letter, text=text_of(letter), recipient=minister)
    fingerprint = manuscripts.fingerprint(manuscript, Shape.LETTER)
    with writing() as session:
        asked = actions.ask(session, Order(text_of(letter), fingerprint, minister))
        number = asked.id

    upkeep.make_asked()

    assert db.session.get_one(Print, number).state is PrintState.MADE


def test_a_print_asked_for_before_the_letter_changed_is_replaced_by_one_that_holds(letter: Letter) -> None:
    with writing() as session:
        number = actions.ask(session, Order(text_of(letter), "0" * 64)).id

    upkeep.make_asked()

    assert db.session.get(Print, number) is None
    assert queries.public_print(db.session, letter, language="en").state is PrintState.MADE


def test_public_prints_follow_the_roll_after_ten_minutes(letter: Letter, clock: time_machine.Traveller) -> None:
    upkeep.refresh_public()
    before = queries.public_print(db.session, letter, language="en").id
    with writing():
        letter.place = "Elsewhere"

    upkeep.refresh_public()
    assert queries.public_print(db.session, letter, language="en").id == before
    clock.shift(timedelta(minutes=11))
    upkeep.refresh_public()

    assert queries.public_print(db.session, letter, language="en").id != before


def test_a_public_print_that_failed_is_left_until_the_letter_changes_and_an_hour_has_gone(
    letter: Letter, monkeypatch: pytest.MonkeyPatch, clock: time_machine.Traveller
) -> None:
    """Each new name makes another print: a bomb must not go off with every signature."""
    refusing = presses.failing(PressFailed("The text is too long."))
    monkeypatch.setattr(press, "carry_out", refusing)
    upkeep.refresh_public()
    upkeep.refresh_public()
    assert len(refusing.tried) == 2  # once in each of two languages

    with writing():
        letter.place = "Elsewhere"
    upkeep.refresh_public()
    assert len(refusing.tried) == 2
    clock.shift(timedelta(minutes=61))
    upkeep.refresh_public()

    assert [job.manuscript.place for job in refusing.tried[2:]] == ["Elsewhere", "Elsewhere"]


def test_a_print_that_nobody_was_sent_is_deleted_once_a_name_in_it_is_withdrawn(
    letter: Letter, minister: Recipient, clock: time_machine.Traveller
) -> None:
    made = prints.make(letter, text=text_of(letter), recipient=minister)
    number, content = made.id, str(made.content)
    with writing() as session:
        session.query(Signatory).filter_by(name="Runa Castell").one().state = State.WITHDRAWN
    clock.shift(timedelta(minutes=11))

    upkeep.forget_overtaken()

    assert db.session.get(Print, number) is None
    with pytest.raises(files.FileLost):
        files.fetch(content)


def test_a_print_that_an_organiser_asked_for_stays_as_older_until_somebody_in_it_leaves(
    letter: Letter, minister: Recipient, clock: time_machine.Traveller
) -> None:
    number = prints.make(letter, text=text_of(letter), recipient=minister).id
    with writing() as session:
        session.get_one(Print, number).made_by = factories.organiser(session)
        session.get_one(Letter, letter.id).place = "Elsewhere"
    clock.shift(timedelta(minutes=11))

    upkeep.forget_overtaken()

    assert db.session.get_one(Print, number).overtaken_at is not None
    with writing() as session:
        session.query(Signatory).filter_by(name="Runa Castell").one().state = State.WITHDRAWN
    clock.shift(timedelta(minutes=11))

    upkeep.forget_overtaken()

    assert db.session.get(Print, number) is None


def test_who_asked_for_what_the_letter_has_left_behind_is_kept_for_each(letter: Letter, minister: Recipient) -> None:
    """They are made in one go, and each is still its own organiser's."""
    mayor = letter.addressees[1]
    with writing() as session:
        by = {minister.id: factories.organiser(session), mayor.id: factories.organiser(session, email="b@example.org")}
        for digit, recipient in enumerate((minister, mayor)):
            order = Order(text_of(letter), str(digit) * 64, recipient, made_by=by[recipient.id])
            actions.ask(session, order)

    upkeep.make_asked()

    assert {each.recipient_id: each.made_by for each in db.session.query(Print)} == by


def test_a_print_for_the_post_that_nobody_asked_for_at_the_desk_stays_as_long_as_its_names(
    letter: Letter, minister: Recipient, clock: time_machine.Traveller
) -> None:
    """Its paper may lie on a table, and the QR code on it must lead somewhere; that for everyone has a successor."""
    text = text_of(letter)
    addressed, for_all = prints.make(letter, text=text, recipient=minister).id, prints.make(letter, text=text).id
    with writing() as session:
        session.get_one(Letter, letter.id).place = "Elsewhere"
    clock.shift(timedelta(minutes=11))

    upkeep.forget_overtaken()

    assert db.session.get_one(Print, addressed).overtaken_at is not None
    assert db.session.get(Print, for_all) is None


def test_a_print_that_was_sent_is_kept_as_it_was(
    letter: Letter, minister: Recipient, clock: time_machine.Traveller
) -> None:
    made = prints.make(letter, text=text_of(letter), recipient=minister)
    with writing() as session:
        actions.dispatch(session, made)
        letter.place = "Elsewhere"
    number, content = made.id, str(made.content)
    clock.shift(timedelta(minutes=11))

    upkeep.forget_overtaken()

    assert db.session.get_one(Print, number).content == content
    assert files.fetch(content)


def test_a_print_that_still_holds_is_kept(letter: Letter, minister: Recipient, clock: time_machine.Traveller) -> None:
    number = prints.make(letter, text=text_of(letter), recipient=minister).id
    clock.shift(timedelta(minutes=11))

    upkeep.forget_overtaken()

    assert db.session.get(Print, number) is not None


def test_a_lost_file_of_one_letter_does_not_stop_the_press_for_others(letter: Letter, minister: Recipient) -> None:
    text = text_of(letter)
    with writing() as session:
        lost = actions.ask(session, Order(text, "1" * 64, shape=Shape.BOUND)).id
        fine = actions.ask(session, Order(text, "2" * 64, minister)).id
    files.forget(letter.attachments[0].content)

    upkeep.make_asked()

    failed = db.session.get_one(Print, lost)
    assert (failed.state, failed.reason) == (PrintState.FAILED, str(files.FileLost.sentence))
    assert db.session.get(Print, fine) is None  # its letter says something else by now, and that print was made
    assert db.session.query(Print).filter_by(recipient_id=minister.id, state=PrintState.MADE).count() == 1


def test_what_was_asked_for_one_letter_is_made_in_one_job(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[press.Job] = []

    def counted(job: press.Job) -> Generator[bytes, None, None]:
        served.append(job)
        return presses.quick(job)

    monkeypatch.setattr(press, "carry_out", counted)
    for recipient in letter.addressees:
        prints.ask(letter, text=text_of(letter), recipient=recipient)

    upkeep.make_asked()

    assert len(served) == 1
    assert [each.state for each in db.session.query(Print)] == [PrintState.MADE] * 2


def test_what_is_passing_is_tried_again_after_a_while_but_not_for_ever(
    letter: Letter, monkeypatch: pytest.MonkeyPatch, clock: time_machine.Traveller
) -> None:
    busy = presses.failing(PressBusy("The press is busy."))
    monkeypatch.setattr(press, "carry_out", busy)
    prints.ask(letter, text=text_of(letter))
    tried_after = []

    for minute in range(400):
        before = len(busy.tried)
        upkeep.make_asked()
        tried_after += [minute] * (len(busy.tried) - before)
        clock.shift(timedelta(minutes=1))

    left = db.session.query(Print).one()
    assert tried_after == [0, 1, 11, 71, 131]
    assert (left.state, left.reason) == (PrintState.FAILED, "The press is busy. It was tried again in vain.")


def test_what_was_cancelled_is_not_made(letter: Letter) -> None:
    prints.ask(letter, text=text_of(letter))
    with writing() as session:
        actions.cancel(session, session.query(Print).one())

    upkeep.make_asked()

    assert db.session.query(Print).one().state is PrintState.CANCELLED


def test_who_asked_is_kept(letter: Letter) -> None:
    with writing() as session:
        ada = factories.organiser(session)
    prints.ask(letter, text=text_of(letter), made_by=ada)

    upkeep.make_asked()

    assert db.session.query(Print).one().made_by == ada


def test_a_print_that_was_sent_is_marked_as_older_and_as_current_when_it_says_the_same_again(
    letter: Letter, minister: Recipient, clock: time_machine.Traveller
) -> None:
    made = prints.make(letter, text=text_of(letter), recipient=minister)
    number = made.id
    with writing() as session:
        actions.dispatch(session, session.get_one(Print, number))
        letter.place = "Elsewhere"
    clock.shift(timedelta(minutes=11))

    upkeep.forget_overtaken()

    assert db.session.get_one(Print, number).overtaken_at is not None
    with writing():
        letter.place = "Oxmoor"
    assert prints.make(letter, text=text_of(letter), recipient=minister).overtaken_at is None
