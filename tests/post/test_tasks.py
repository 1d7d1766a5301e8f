"""The job that sends: woken, and swept."""

from flask import Flask

from app.kit import queue
from app.post import tasks
from app.post.models import MailState
from tests.mailbox import Mailbox
from tests.post.conftest import mail, message, post


def test_the_worker_sends_what_is_due(sending: Flask, smtp: Mailbox) -> None:
    number = post(message())

    queue.run_all()

    assert mail(number).state is MailState.ACCEPTED
    assert len(smtp.letters) == 1


def test_what_is_posted_wakes_the_sender(sending: Flask) -> None:
    huey = sending.extensions["queue"].huey
    huey.flush()

    post(message())

    assert [task.name for task in huey.pending()] == ["app.post.tasks.send_due"]
    assert tasks.send_due in queue._jobs.values()
