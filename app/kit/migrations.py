"""Migrations: brings the database to the newest schema, and says so where there is no way back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from flask import Flask
from flask.cli import with_appcontext
from flask_alembic import Alembic
from flask_alembic.cli import cli

from app.kit.commandline import CommandGroup
from app.kit.database import Model
from app.kit.refusals import Refusal


class OrphansLeft(Refusal):
    """After a migration a row would point to one that is not there."""


class Migrations(Alembic):
    """Alembic in the application: whatever changes tables, from here or by `flask db …`, passes `run_migrations`."""

    def run_migrations(self, *args: Any, **options: Any) -> None:  # noqa: ANN401 - Alembic's own
        """Change the tables in one transaction; raise OrphansLeft."""
        connection = self.migration_context.connection
        if connection is None or connection.dialect.name != "sqlite":
            super().run_migrations(*args, **options)
            return
        with _tables_may_be_rebuilt(connection):
            super().run_migrations(*args, **options)


alembic = Migrations(metadatas=Model.metadata, run_mkdir=False, command_name="")


def init_app(app: Flask) -> None:
    """Make `flask db …` known."""
    alembic.init_app(app)
    app.config["ALEMBIC_CONTEXT"]["on_version_apply"] = look_for_orphans
    app.cli.add_command(_in_one_sentence(cli))


def upgrade(app: Flask) -> None:
    """Bring the database to the newest schema, in a context of its own: Alembic keeps a connection for as long."""
    with app.app_context():
        alembic.upgrade()


def look_for_orphans(*, ctx: MigrationContext, **_step: object) -> None:
    """Look through all foreign keys that SQLite did not watch; raise OrphansLeft, which undoes the migration."""
    if ctx.connection is None or ctx.dialect.name != "sqlite":
        return
    orphans = ctx.connection.execute(sa.text("PRAGMA foreign_key_check")).all()
    if orphans:
        raise OrphansLeft(f"Rows of {', '.join(sorted({row[0] for row in orphans}))} would point to nothing.")


def _in_one_sentence(theirs: click.Group) -> click.Group:
    """Return Alembic's commands as a group of ours, which ends a refusal with a sentence."""
    callback = theirs.callback and with_appcontext(theirs.callback)
    return CommandGroup(theirs.name, commands=theirs.commands, help=theirs.help, callback=callback)


@contextmanager
def _tables_may_be_rebuilt(connection: sa.Connection) -> Iterator[None]:
    """Leave foreign keys unwatched meanwhile.

    SQLite changes a table by copying it and dropping the old one, which would count as deleting every row that others
    point to; this is the way around that it gives itself: https://www.sqlite.org/lang_altertable.html#otheralter.
    """
    _watch(connection, "OFF")
    try:
        yield
    finally:
        _watch(connection, "ON")


def _watch(connection: sa.Connection, how: str) -> None:
    """Switch foreign keys on or off, which SQLite does outside of transactions only."""
    connection.rollback()
    connection.connection.cursor().execute(f"PRAGMA foreign_keys = {how}")
