"""Migrations: brings the database to the newest schema, forward only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_alembic import Alembic

from app.kit.database import Model

if TYPE_CHECKING:
    from flask import Flask

alembic = Alembic(metadatas=Model.metadata, run_mkdir=False)


def init_app(app: Flask) -> None:
    """Make `flask db …` known."""
    alembic.init_app(app)


def upgrade(app: Flask) -> None:
    """Bring the database to the newest schema, in a context of its own: Alembic keeps a connection for as long."""
    with app.app_context():
        alembic.upgrade()
