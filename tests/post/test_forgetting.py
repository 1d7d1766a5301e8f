"""A private mail that never leaves is forgotten after three days; one to an official is not."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask, current_app
from flask.testing import FlaskCliRunner

from app.kit import clock as kit_clock
from app.kit import queue
from app.kit.database import writing
from app.post import actions, queries, tasks
from app.post.forgetting import KEPT_FOR
from app.post.models import TOO_LATE, Forgotten, Mail, MailState
from tests.post.conftest import deliver, mail, message, official, post


def be(number: int, state: MailState) -> None:
    lease = kit_clock.now() if state in {MailState.CLAIMED, MailState.HANDING} else None
    with writing() as session:
        session.execute(sa.update(Mail).where(Mail.id == number).values(state=state, lease_until=lease))


@pytest.mark.parametrize("state", [MailState.HELD, MailState.FAILED])
def test_what_is_stuck_is_forgotten_after_three_days(
    waiting: Flask, clock: time_machine.Traveller, state: MailState
) -> None:
    number = post(message())
    be(number, state)

    clock.shift(KEPT_FOR - timedelta(seconds=1))
    tasks.forget_unsent()
    assert mail(number).sealed
    clock.shift(1)
    tasks.forget_unsent()

    assert (mail(number).state, mail(number).sealed, mail(number).attachments) == (state, None, [])


def test_what_waits_for_three_days_has_failed(waiting: Flask, clock: time_machine.Traveller) -> None:
    number = post(message())
    clock.shift(KEPT_FOR)

    tasks.forget_unsent()

    assert (mail(number).state, mail(number).sealed, mail(number).answer) == (MailState.FAILED, None, TOO_LATE)


@pytest.mark.parametrize("state", [MailState.CLAIMED, MailState.HANDING])
def test_what_is_on_its_way_is_let_go_it(waiting: Flask, clock: time_machine.Traveller, state: MailState) -> None:
    number = post(message())
    clock.shift(KEPT_FOR)
    be(number, state)

    tasks.forget_unsent()

    assert mail(number).sealed


def test_what_an_official_was_to_get_is_kept(waiting: Flask, clock: time_machine.Traveller) -> None:
    number = post(official())
    be(number, MailState.FAILED)
    clock.shift(KEPT_FOR)

    tasks.forget_unsent()

    assert mail(number).sealed
    assert mail(number).attachments


def test_what_was_forgotten_is_shown_as_such_and_never_sent_again(
    sending: Flask, clock: time_machine.Traveller
) -> None:
    number = post(message())
    clock.shift(KEPT_FOR)
    tasks.forget_unsent()
    runner = FlaskCliRunner(current_app._get_current_object())

    with pytest.raises(Forgotten), writing() as session:
        actions.retry(session, number)
    deliver()

    entry = queries.entry(number)
    assert entry is not None
    assert (entry.state, entry.retriable, entry.forgotten) == (MailState.FAILED, False, True)
    for command in ("show", "retry"):
        assert str(Forgotten.sentence) in runner.invoke(args=["post", command, str(number)]).output


def test_forgetting_is_swept() -> None:
    assert tasks.forget_unsent in queue._jobs.values()
