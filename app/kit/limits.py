"""Limits on how often one place may ask for something, held in memory under a keyed hash that dies with the process."""

from __future__ import annotations

import hmac
import ipaddress
import secrets
import time

from flask import Flask, Response, current_app, g, request
from limits import parse
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from app.kit.languages import gettext_later as _
from app.kit.refusals import Refusal


class TooMany(Refusal):
    """More of the same from one place than people send."""

    sentence = _("Too much has come from your network in a short time. Please try again in a few minutes.")
    status = 429


class Limits:
    """The counts of one application, and the key under which it hashes network addresses."""

    def __init__(self) -> None:
        self._key = secrets.token_bytes(32)
        self._window = MovingWindowRateLimiter(MemoryStorage())

    def charge(self, purpose: str, allowance: str, place: str) -> int:
        """Count one more, and return for how many seconds it came too early: 0 when it is within the allowance."""
        item = parse(allowance)
        hashed = hmac.digest(self._key, place.encode(), "sha256").hex()
        if self._window.hit(item, purpose, hashed):
            return 0
        return max(1, round(self._window.get_window_stats(item, purpose, hashed).reset_time - time.time()))


def init_app(app: Flask, *, enabled: bool) -> None:
    """Hold limits for this application; where they are off, every charge is free."""
    app.extensions["limits"] = Limits() if enabled else None
    if not enabled:
        app.logger.warning("UNDERSIGNED_ABUSE_CONTROLS is off: anyone may sign as often as they like.")
    app.after_request(_say_when)


def charge(purpose: str, allowance: str) -> None:
    """Count a request against an allowance such as `30 per 10 minutes`; raise TooMany, answered with Retry-After."""
    limits: Limits | None = current_app.extensions["limits"]
    early = limits.charge(purpose, allowance, network()) if limits else 0
    if early:
        g.retry_after = early
        raise TooMany


def network() -> str:
    """Return the network that asks, as what is counted for one place."""
    return _network(_network_address())


def _say_when(response: Response) -> Response:
    if "retry_after" in g:
        response.headers["Retry-After"] = str(g.retry_after)
    return response


def _network_address() -> str:
    """Return who asks. Only a proxy on this machine or its own network is believed about whom it asks for."""
    peer = request.remote_addr or ""
    forwarded = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return forwarded if forwarded and _is_near(peer) else peer


def _network(address: str) -> str:
    """Return what one household or server is given: an IPv4 address, or the /64 of an IPv6 one (RFC 6177)."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(found, ipaddress.IPv4Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ipaddress.ip_network((int(found), 64), strict=False))


def _is_near(peer: str) -> bool:
    try:
        return ipaddress.ip_address(peer).is_private
    except ValueError:
        return False
