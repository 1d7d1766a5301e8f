"""The post's one job: send what is due."""

from __future__ import annotations

from app.kit.queue import job, wake
from app.post import sender


@job
def send_due() -> None:
    """Hand over every mail that is due to the mail server."""
    sender.send_due()


def wake_sender() -> None:
    """Have the worker look at the outbox soon."""
    wake(send_due)
