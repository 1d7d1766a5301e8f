"""The press, run by the worker: no request waits for paper."""

from __future__ import annotations

from app.delivery import prints
from app.kit import queue


@queue.job
def make_prints() -> None:
    """Make the prints that were asked for, see to the public ones, and delete what nobody was sent and nobody needs."""
    prints.make_asked()
    prints.refresh_public()
    prints.forget_overtaken()


def wake_press() -> None:
    """Have the worker look for prints to make."""
    queue.wake(make_prints)
