"""An edition goes to its recipients: prints and dispatches."""

from __future__ import annotations

from flask import Flask

from app.delivery import desk, seals, verifying, views
from app.delivery import tasks as tasks  # its job becomes known to the queue
from app.delivery.commands import printing as printing  # they join those of letters
from app.delivery.commands import sending

views.views.register_blueprint(desk.desk)


def init_app(app: Flask) -> None:
    """Furnish the application with this room."""
    seals.init_app(app)
    app.register_blueprint(views.views)
    app.cli.add_command(verifying.verify)
    app.cli.add_command(sending.delivery)
