"""Limits are kept per network, in memory, under a key."""

from collections.abc import Mapping

import pytest
from flask import Flask

from app.kit import limits

pytestmark = pytest.mark.one_database


def charge(app: Flask, peer: str, headers: Mapping[str, str] | None = None) -> bool:
    """Tell whether one more is within an allowance of one."""
    with app.test_request_context(environ_base={"REMOTE_ADDR": peer}, headers=headers):
        try:
            limits.charge("test", "1 per minute")
        except limits.TooMany:
            return False
        return True


def test_each_network_has_its_own_allowance(app: Flask) -> None:
    assert charge(app, "192.0.2.1")
    assert not charge(app, "192.0.2.1")
    assert charge(app, "192.0.2.2")


def test_all_addresses_of_one_ipv6_network_share_an_allowance(app: Flask) -> None:
    assert charge(app, "2001:db8:0:1::1")
    assert not charge(app, "2001:db8:0:1:ffff::2")
    assert charge(app, "2001:db8:0:2::1")


def test_an_ipv4_address_is_the_same_in_either_spelling(app: Flask) -> None:
    assert charge(app, "::ffff:192.0.2.1")
    assert not charge(app, "192.0.2.1")
    assert charge(app, "::ffff:192.0.2.2")


def test_a_proxy_nearby_is_believed_about_whom_it_asks_for(app: Flask) -> None:
    assert charge(app, "127.0.0.1", {"X-Forwarded-For": "192.0.2.66, 203.0.113.1"})
    assert not charge(app, "127.0.0.1", {"X-Forwarded-For": "192.0.2.77, 203.0.113.1"})
    assert charge(app, "127.0.0.1", {"X-Forwarded-For": "203.0.113.2"})


def test_nobody_far_away_gets_a_new_allowance_by_a_header(app: Flask) -> None:
    assert charge(app, "8.8.8.8", {"X-Forwarded-For": "203.0.113.1"})
    assert not charge(app, "8.8.8.8", {"X-Forwarded-For": "203.0.113.2"})


def test_nothing_is_charged_where_limits_are_off(app: Flask) -> None:
    limits_of_others = app.extensions["limits"]
    app.extensions["limits"] = None

    assert charge(app, "192.0.2.1")
    assert charge(app, "192.0.2.1")
    assert limits_of_others is not None


def test_limits_that_are_off_are_told_at_the_start(caplog: pytest.LogCaptureFixture) -> None:
    limits.init_app(Flask("another"), enabled=False)

    assert "UNDERSIGNED_ABUSE_CONTROLS is off" in caplog.text


def test_no_address_is_held_in_the_open(app: Flask) -> None:
    charge(app, "192.0.2.1")

    assert "192.0.2.1" not in repr(vars(app.extensions["limits"]._window.storage))
