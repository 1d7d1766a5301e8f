"""The press, run by the worker: no request waits for paper."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path
from traceback import extract_tb

from app.delivery import rollkeeping, upkeep
from app.kit import queue
from app.kit.database import db

log = logging.getLogger(__name__)


@queue.job
def make_prints() -> None:
    """Make the prints that were asked for, see to the public ones, delete what nobody was sent and nobody needs.

    Last, ask for timestamps that were not to be had.
    """
    _each(upkeep.make_asked, upkeep.refresh_public, upkeep.forget_overtaken, upkeep.stamp_late)


@queue.job
def make_rolls() -> None:
    """Print the rolls that were asked for and the public ones, beside the letters: a long one takes minutes."""
    _each(rollkeeping.make_asked, rollkeeping.refresh_public, rollkeeping.forget_overtaken, rollkeeping.stamp_late)


def wake_press() -> None:
    """Have the worker look for prints to make."""
    queue.wake(make_prints)
    queue.wake(make_rolls)


def _each(*steps: Callable[[], None]) -> None:
    """Take step after step; one that fails as nobody foresaw is logged, and keeps none of the others from its turn."""
    for step in steps:
        try:
            step()
        except Exception as error:  # noqa: BLE001 - what must be forgotten is, whatever happened before
            db.session.rollback()
            log.error("%s has failed: %s", step.__name__, _told(error))  # noqa: TRY400 - a traceback quotes the error


def _told(error: Exception) -> str:
    """Return the kind of an error and its way through the code; what it says may name somebody."""
    way = (f"{Path(frame.filename).name}:{frame.lineno}" for frame in extract_tb(error.__traceback__))
    return f"{type(error).__name__} at {' > '.join(way)}"
