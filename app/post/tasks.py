"""The post's jobs: send what is due, forget what did not leave in time."""

from __future__ import annotations

from app.kit.database import empty_log, writing
from app.kit.queue import job, wake
from app.post import forgetting, sender


@job
def send_due() -> None:
    """Hand over every mail that is due to the mail server."""
    sender.send_due()


@job
def forget_unsent() -> None:
    """Forget what private mails say that did not leave in time."""
    with writing() as session:
        forgetting.forget_unsent(session)
    empty_log()


def wake_sender() -> None:
    """Have the worker look at the outbox soon."""
    wake(send_due)
