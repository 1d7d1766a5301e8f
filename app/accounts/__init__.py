"""Organisers who sign in, and what they may do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.accounts.views import views

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    """Furnish the application with this room."""
    app.register_blueprint(views)
