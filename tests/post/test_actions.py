"""Into the outbox once, with what it tells of, and out of trouble by a person."""

import pytest
from flask import Flask

from app.kit.database import db, writing
from app.post import actions, tasks
from app.post.actions import NoSuchMail
from app.post.message import NoAddress
from app.post.models import Mail, MailState
from tests.post.conftest import mail, message, official, post


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    jobs: list[object] = []
    monkeypatch.setattr(tasks, "wake", jobs.append)
    return jobs


def test_a_message_is_told_once(waiting: Flask, woken: list[object]) -> None:
    first = post(message(), key="confirm:1:1")

    with writing() as session:
        again = actions.enqueue(session, message(subject="Other words"), dedupe_key="confirm:1:1")
        assert again.id == first

    assert db.session.query(Mail).count() == 1
    assert woken == [tasks.send_due]


def test_what_is_undone_was_never_posted(waiting: Flask, woken: list[object]) -> None:
    with pytest.raises(NoAddress), writing() as session:
        [actions.enqueue(session, message(to=to), dedupe_key=to) for to in ("a@example.org", "nobody")]

    assert db.session.query(Mail).count() == 0
    assert woken == []


def test_two_messages_wake_the_sender_once(waiting: Flask, woken: list[object]) -> None:
    with writing() as session:
        for number in range(2):
            actions.enqueue(session, message(), dedupe_key=f"confirm:{number}")

    assert woken == [tasks.send_due]


def test_an_official_is_known_by_domain_alone(waiting: Flask) -> None:
    assert mail(post(official(to="office@MINISTRY.example"))).domain == "ministry.example"


def test_what_is_no_address_is_refused(waiting: Flask) -> None:
    with pytest.raises(NoAddress):
        post(message(to="nobody"))


def test_a_failed_mail_is_queued_again(waiting: Flask, woken: list[object]) -> None:
    number = post(message())
    with writing() as session:
        session.get_one(Mail, number).state = MailState.FAILED

    with writing() as session:
        actions.retry(session, number)

    assert mail(number).state is MailState.QUEUED
    assert woken == [tasks.send_due] * 2


def test_there_is_nothing_to_retry_under_a_number_not_given(waiting: Flask) -> None:
    with pytest.raises(NoSuchMail), writing() as session:
        actions.retry(session, 4711)
