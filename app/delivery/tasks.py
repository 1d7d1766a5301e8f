"""The press, run by the worker: no request waits for paper."""

from __future__ import annotations

from app.delivery import rollkeeping, upkeep
from app.kit import queue


@queue.job
def make_prints() -> None:
    """Make the prints that were asked for, see to the public ones, delete what nobody was sent and nobody needs.

    Last, ask for timestamps that were not to be had.
    """
    upkeep.make_asked()
    upkeep.refresh_public()
    upkeep.forget_overtaken()
    upkeep.stamp_late()


@queue.job
def make_rolls() -> None:
    """Print the rolls that were asked for and the public ones, beside the letters: a long one takes minutes."""
    rollkeeping.make_asked()
    rollkeeping.refresh_public()
    rollkeeping.forget_overtaken()
    rollkeeping.stamp_late()


def wake_press() -> None:
    """Have the worker look for prints to make."""
    queue.wake(make_prints)
    queue.wake(make_rolls)
