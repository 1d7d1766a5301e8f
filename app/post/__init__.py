"""Mail: a durable outbox and its hand-over to SMTP. Knows nothing of letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.post import tasks as tasks  # declares the room's job

if TYPE_CHECKING:
    from flask import Flask


def init_app(app: Flask) -> None:
    """Furnish the application with this room."""
