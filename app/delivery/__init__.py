"""An edition goes to its recipients: prints and dispatches."""

from __future__ import annotations

from flask import Flask

from app.delivery import commands, views
from app.delivery import tasks as tasks  # its job becomes known to the queue


def init_app(app: Flask) -> None:
    """Furnish the application with this room."""
    app.register_blueprint(views.views)
    app.cli.add_command(commands.delivery)
