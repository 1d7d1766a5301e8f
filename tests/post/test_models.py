"""The life of a mail: which moves there are, and what each leaves behind."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from app.kit import clock as kit_clock
from app.kit.database import db, writing
from app.post.models import WAITS, Mail, MailState, NotFromHere
from tests.conftest import NOON
from tests.post.conftest import mail, message, official, post

LEASE = timedelta(minutes=3)


def row(**changes: object) -> Mail:
    defaults = {"state": MailState.QUEUED, "private": True, "sealed": b"x", "attempts": 0, "doubts": 0, "answer": ""}
    return Mail(**(defaults | changes))


def test_the_waits_add_up_to_three_days() -> None:
    assert timedelta(hours=70) < timedelta(minutes=sum(WAITS)) <= timedelta(hours=72)


def test_each_wait_is_longer_until_a_person_must_look(clock: time_machine.Traveller) -> None:
    one = row()

    for wait in WAITS:
        one.claim(lease=LEASE)
        one.postpone("451 later")
        assert 0.8 * 60 * wait <= (one.due_at - kit_clock.now()).total_seconds() <= 1.2 * 60 * wait
    one.claim(lease=LEASE)
    one.postpone("451 later")

    assert (one.state, one.attempts) == (MailState.FAILED, len(WAITS) + 1)
    assert one.lease_until is None


def test_a_private_mail_is_forgotten_once_accepted() -> None:
    one = row(state=MailState.HANDING, attachments=[{"filename": "a"}])

    one.accept("250 OK for nadia@example.org")

    assert (one.sealed, one.attachments, one.answer) == (None, [], "250")


def test_an_official_mail_is_kept() -> None:
    one = row(state=MailState.HANDING, private=False)

    one.accept("250 OK queued as 4711")

    assert (one.sealed, one.answer) == (b"x", "250 OK queued as 4711")


def test_in_doubt_a_private_mail_goes_once_more_and_is_then_held() -> None:
    one = row(state=MailState.HANDING)

    one.doubt("no answer")
    assert one.state is MailState.QUEUED
    one.state = MailState.HANDING
    one.doubt("no answer")

    assert one.state is MailState.HELD


def test_in_doubt_an_official_mail_is_held_at_once() -> None:
    one = row(state=MailState.HANDING, private=False)

    one.doubt("no answer")

    assert one.state is MailState.HELD


@pytest.mark.parametrize("state", [MailState.HELD, MailState.FAILED])
def test_a_person_may_send_again_what_is_held_or_failed(state: MailState, clock: time_machine.Traveller) -> None:
    one = row(state=state, attempts=15, doubts=2)

    one.retry()

    assert (one.state, one.attempts, one.doubts, one.due_at) == (MailState.QUEUED, 0, 0, NOON)


@pytest.mark.parametrize("state", [MailState.QUEUED, MailState.CLAIMED, MailState.HANDING, MailState.ACCEPTED])
def test_nobody_sends_again_what_is_on_its_way_or_there(state: MailState) -> None:
    with pytest.raises(NotFromHere):
        row(state=state).retry()


@pytest.mark.parametrize(
    "values",
    [
        {"sealed": None},
        {"state": "claimed"},
        {"state": "sent"},
        {"state": "claimed", "sealed": None, "lease_until": NOON},
        {"lease_until": NOON},
        {"attempts": -1},
        {"domain": "example.org"},
    ],
)
def test_the_table_refuses_what_cannot_be(waiting: Flask, values: dict[str, object]) -> None:
    number = post(message())

    with pytest.raises((sa.exc.IntegrityError, sa.exc.StatementError)), writing() as session:
        session.execute(sa.update(Mail).where(Mail.id == number).values(**values))

    assert mail(number).state is MailState.QUEUED


def test_the_table_keeps_what_an_official_got(waiting: Flask) -> None:
    number = post(official())

    with pytest.raises(sa.exc.IntegrityError), writing() as session:
        session.execute(sa.update(Mail).where(Mail.id == number).values(sealed=None, state="accepted"))

    assert db.session.get_one(Mail, number).sealed
