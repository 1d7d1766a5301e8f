"""A cause, the organisations behind it, and their letterheads."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.campaigns.commands import organisers

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    """Furnish the application with this room."""
    app.cli.add_command(organisers)
