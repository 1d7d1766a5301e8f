import hashlib
from collections.abc import Generator, Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from flask import Flask

from app.delivery import actions, kept, orders, pressroom, prints, seals, upkeep
from app.delivery.models import Print, Shape, Timestamp
from app.kit import clock as time
from app.kit import files
from app.kit.database import db, writing
from app.letters.models import Letter, Recipient
from app.paper import press
from app.paper.press.jobs import LetterJob
from app.paper.seal import verdict
from app.paper.seal.timestamps import TimestampRefused, TimestampServer
from tests import presses
from tests import seals as tested

Refusing = list[bool]


@pytest.fixture
def silent() -> Refusing:
    """Whether the timestamp server refuses, one entry a question; it grants what is not listed."""
    return []


@pytest.fixture
def server(app: Flask, silent: Refusing) -> Iterator[TimestampServer]:
    """A timestamp server, set as this site's."""

    def answer(question: bytes) -> tuple[int, bytes]:
        return (503, b"") if silent and silent.pop(0) else tested.granted(question)

    with tested.timestamps(answer) as there:
        app.extensions["seals"] = replace(app.extensions["seals"], timestamps=there)
        yield there


def made_of(letter: Letter, recipient: Recipient | None = None) -> Print:
    return prints.make(letter, text=letter.edition.text_in("en"), recipient=recipient)


def judged(made: Print) -> verdict.Verdict:
    return verdict.examine(files.fetch(str(made.content)), known=seals.of_site().known)


def test_what_is_kept_is_sealed_and_what_it_was_before_is_known(letter: Letter) -> None:
    made = made_of(letter)

    (again,) = presses.quick(LetterJob(kept.manuscript_of(made)))
    assert judged(made).holds
    assert hashlib.sha256(again).hexdigest() == made.unsealed
    assert files.fetch(made.content).startswith(again)
    assert (made.seal, made.timestamp) == (seals.of_site().identity.certificate.fingerprint, Timestamp.NONE)


def test_the_colophon_says_who_seals_and_where_to_check(letter: Letter) -> None:
    made = made_of(letter)

    colophon = kept.manuscript_of(made).colophon

    assert colophon.seal == seals.of_site().identity.certificate.fingerprint
    assert colophon.verify_address == f"http://localhost/verify?print={made.reference}"
    assert colophon.timestamp_by == ""


def test_all_addressees_have_the_same_reference_and_each_shape_its_own(letter: Letter) -> None:
    text = letter.edition.text_in("en")

    addressed = [prints.make(letter, text=text, recipient=each).reference for each in letter.addressees]
    bound = prints.make(letter, text=text, recipient=letter.addressees[0], shape=Shape.BOUND).reference

    assert len(set(addressed)) == 1
    assert bound not in addressed


def test_a_timestamp_is_part_of_the_seal_and_named_in_the_colophon(letter: Letter, server: TimestampServer) -> None:
    made = made_of(letter)

    assert made.timestamp is Timestamp.GRANTED
    assert judged(made).stamped_at is not None
    assert kept.manuscript_of(made).colophon.timestamp_by == server.host


def test_where_no_timestamp_is_to_be_had_the_letter_says_so_and_waits_for_one(
    letter: Letter, server: TimestampServer, silent: Refusing, clock: time_machine.Traveller
) -> None:
    silent.append(True)

    made = made_of(letter)

    assert made.timestamp is Timestamp.PENDING
    assert judged(made).holds
    assert judged(made).stamped_at is None
    assert kept.manuscript_of(made).colophon.timestamp_by == ""
    assert made.again_at == time.now() + timedelta(minutes=1)


def test_a_server_that_falls_silent_half_way_costs_no_timestamp_that_was_granted(
    letter: Letter, server: TimestampServer, silent: Refusing
) -> None:
    silent.extend([False, True])
    text = letter.edition.text_in("en")
    commission = orders.commission(letter, text=text, recipients=letter.addressees)

    made = list(prints.carry_out(commission))

    assert [each.timestamp for each in made] == [Timestamp.GRANTED, Timestamp.PENDING]
    assert [each.recipient for each in made] == letter.addressees


def test_a_late_timestamp_takes_the_place_of_none(
    letter: Letter, minister: Recipient, server: TimestampServer, silent: Refusing, clock: time_machine.Traveller
) -> None:
    silent.append(True)
    made = made_of(letter, minister)
    number, before, kept_before = made.id, str(made.content), str(made.kept)

    upkeep.stamp_late()
    assert db.session.get_one(Print, number).content == before  # not yet a minute
    clock.shift(timedelta(minutes=1))
    upkeep.stamp_late()

    after = db.session.get_one(Print, number)
    assert (after.timestamp, after.again_at) == (Timestamp.GRANTED, None)
    assert judged(after).stamped_at is not None
    assert kept.manuscript_of(after).colophon.timestamp_by == server.host
    for digest in (before, kept_before):
        with pytest.raises(files.FileLost):
            files.fetch(digest)


def test_a_server_that_stays_silent_is_asked_less_and_less_often(
    letter: Letter, server: TimestampServer, silent: Refusing, clock: time_machine.Traveller
) -> None:
    silent.extend([True] * 6)
    number = made_of(letter).id
    waits = []

    for _round in range(5):
        wait = db.session.get_one(Print, number).again_at - time.now()
        waits.append(wait / timedelta(minutes=1))
        clock.shift(wait)
        upkeep.stamp_late()

    assert waits == [1, 1, 10, 60, 24 * 60]


def test_what_was_sent_stays_without_a_timestamp(
    letter: Letter, minister: Recipient, server: TimestampServer, silent: Refusing, clock: time_machine.Traveller
) -> None:
    silent.append(True)
    made = made_of(letter, minister)
    number, content = made.id, made.content
    with writing() as session:
        actions.dispatch(session, session.get_one(Print, number))
    clock.shift(timedelta(days=1))

    upkeep.stamp_late()

    after = db.session.get_one(Print, number)
    assert (after.content, after.timestamp) == (content, Timestamp.PENDING)


def test_what_the_letter_no_longer_says_is_not_stamped(
    letter: Letter, server: TimestampServer, silent: Refusing, clock: time_machine.Traveller
) -> None:
    silent.append(True)
    number = made_of(letter).id
    with writing():
        letter.place = "Elsewhere"
    clock.shift(timedelta(days=1))

    upkeep.stamp_late()

    after = db.session.get_one(Print, number)
    assert (after.timestamp, after.again_at) == (Timestamp.PENDING, None)


def test_nothing_is_read_from_the_database_while_the_press_works(
    letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes minutes: an open transaction would keep PostgreSQL from tidying up and SQLite from emptying its log."""
    reading: list[bool] = []

    def watched(job: press.Job) -> Generator[bytes, None, None]:
        for pdf in presses.quick(job):
            reading.append(db.session.in_transaction())
            yield pdf

    monkeypatch.setattr(press, "carry_out", watched)
    commission = orders.commission(letter, text=letter.edition.text_in("en"), recipients=letter.addressees)

    for made in prints.carry_out(commission):
        assert made.recipient.name  # whoever gets them may read

    assert reading == [False, False]


def test_a_stamped_job_refuses_rather_than_to_go_without(
    letter: Letter, server: TimestampServer, silent: Refusing
) -> None:
    silent.append(True)
    commission = orders.commission(letter, text=letter.edition.text_in("en"))

    with pytest.raises(TimestampRefused):
        list(pressroom.stamped(commission, server))
