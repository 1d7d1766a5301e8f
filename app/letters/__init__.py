"""A letter, its editions in their languages, report, attachments and recipients; reading and writing bundles."""

from __future__ import annotations

from flask import Flask

from app.letters import commands, views


def init_app(app: Flask) -> None:
    """Furnish the application with this room."""
    app.register_blueprint(views.views)
    app.cli.add_command(commands.letters)
