"""The time, always aware and in UTC, from one place that tests can move."""

from __future__ import annotations

from datetime import UTC, date, datetime


def now() -> datetime:
    """Return this moment in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """Return the day it is in UTC."""
    return now().date()
