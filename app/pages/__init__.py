"""Public pages that compose several rooms: home, privacy, verify, health, errors."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.pages import errors
from app.pages import verification as verification  # its views belong to the same blueprint
from app.pages.commands import setup
from app.pages.views import views

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    """Furnish the application with this room."""
    app.register_blueprint(views)
    app.cli.add_command(setup)
    errors.init_app(app)
