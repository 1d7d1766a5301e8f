"""The sender: takes mail that is due out of the outbox and hands it over, one connection for as long as it holds."""

from __future__ import annotations


def send_due() -> None:
    """Hand over all that is due."""
