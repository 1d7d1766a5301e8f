"""The time is aware, in UTC, and stands still in tests that ask for it."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from app.kit import clock


@pytest.mark.usefixtures("clock")
def test_now_is_aware() -> None:
    assert clock.now() == datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_today_is_the_day_in_utc() -> None:
    with time_machine.travel(datetime.fromisoformat("2026-11-24T01:00+03:00"), tick=False):
        assert clock.today() == date(2026, 11, 23)
