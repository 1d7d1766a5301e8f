"""Mail: a durable outbox and its hand-over to SMTP. Knows nothing of letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import flask_mail
from flask import Blueprint

from app.post.commands import post
from app.post.desk import desk

if TYPE_CHECKING:
    from flask import Flask


room = Blueprint("post", __name__)
room.register_blueprint(desk)


def init_app(app: Flask) -> None:
    """Furnish the application with this room."""
    server = app.config["SETTINGS"].mail_server
    app.config.update(
        MAIL_SERVER=server.host if server else None,
        MAIL_PORT=server.port if server else None,
        MAIL_USERNAME=server.username if server else None,
        MAIL_PASSWORD=server.password if server else None,
        MAIL_USE_TLS=bool(server and server.security == "starttls"),
        MAIL_USE_SSL=bool(server and server.security == "tls"),
        MAIL_DEFAULT_SENDER=app.config["SETTINGS"].mail_sender,
        MAIL_SUPPRESS_SEND=False,
        MAIL_DEBUG=0,  # its debugging prints addresses
    )
    flask_mail.Mail(app)
    app.register_blueprint(room)
    app.cli.add_command(post)
