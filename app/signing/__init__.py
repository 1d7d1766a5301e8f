"""Reading and signing a letter in public; confirming, changing, withdrawing; the roll."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.kit import limits
from app.signing import commands as commands  # they join the group of the letters room
from app.signing import tasks as tasks  # its jobs become known to the queue
from app.signing.desk import desk
from app.signing.views import views

if TYPE_CHECKING:
    from flask import Flask

views.register_blueprint(desk)


def init_app(app: Flask) -> None:
    """Furnish the application with this room."""
    limits.init_app(app, enabled=app.config["SETTINGS"].abuse_controls)
    app.register_blueprint(views)
