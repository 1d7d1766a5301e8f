"""A letter, its editions in their languages, report, attachments and recipients; reading and writing bundles."""

from __future__ import annotations

from flask import Flask

from app.letters.commands import letters
from app.letters.views import views


def init_app(app: Flask) -> None:
    """Furnish the application with this room."""
    app.register_blueprint(views)
    app.cli.add_command(letters)
