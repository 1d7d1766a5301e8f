"""Migrations: brings the database to the newest schema, forward only."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from flask import Flask
from flask_alembic import Alembic
from sqlalchemy import event
from sqlalchemy.engine import Engine

from app.kit.database import Model, db

alembic = Alembic(metadatas=Model.metadata, run_mkdir=False)


class OrphansLeftError(RuntimeError):
    """After a migration a row points to one that is not there."""


def init_app(app: Flask) -> None:
    """Make `flask db …` known."""
    alembic.init_app(app)


def upgrade(app: Flask) -> None:
    """Bring the database to the newest schema, in a context of its own: Alembic keeps a connection for as long."""
    with app.app_context(), _tables_may_be_rebuilt(db.engine):
        alembic.upgrade()


@contextmanager
def _tables_may_be_rebuilt(engine: Engine) -> Iterator[None]:
    """Leave foreign keys unwatched meanwhile, and look through all of them in the end; raise OrphansLeftError.

    SQLite changes a table by copying it and dropping the old one, which would count as deleting every row that others
    point to; this is the way around that it gives itself: https://www.sqlite.org/lang_altertable.html#otheralter.
    """
    if engine.dialect.name != "sqlite":
        yield
        return
    event.listen(engine, "checkout", _unwatch)
    try:
        yield
    finally:
        event.remove(engine, "checkout", _unwatch)
        engine.dispose()  # what is connected from now on watches again
    with engine.connect() as connection:
        orphans = connection.execute(sa.text("PRAGMA foreign_key_check")).all()
    if orphans:
        raise OrphansLeftError(f"Rows of {', '.join(sorted({row[0] for row in orphans}))} point to nothing.")


def _unwatch(connection: sa.engine.interfaces.DBAPIConnection, *_: object) -> None:
    connection.execute("PRAGMA foreign_keys = OFF")
