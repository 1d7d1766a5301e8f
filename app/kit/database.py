"""The database: one base for all models, one session a request, and one way to write."""

from __future__ import annotations

import enum
import os
from contextlib import contextmanager
from datetime import UTC, date, datetime
from inspect import iscoroutinefunction
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import sqlalchemy as sa
from flask_sqlalchemy_lite import SQLAlchemy
from sqlalchemy import event
from sqlalchemy.orm import DeclarativeBase

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from sqlalchemy.engine import Connection, Dialect
    from sqlalchemy.orm import Session

# Names for every constraint, so that migrations can drop them on both databases.
NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

# https://www.sqlite.org/pragma.html: an acknowledged signature survives power loss (FULL), what is deleted is
# overwritten (secure_delete), and a writer waits for another instead of failing (busy_timeout, in milliseconds).
PRAGMAS = (
    "PRAGMA journal_mode = WAL",
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    "PRAGMA secure_delete = ON",
    "PRAGMA busy_timeout = 10000",
)
IMMEDIATE = "immediate"
AFTER_COMMIT = "after_commit"


class Instant(sa.types.TypeDecorator[datetime]):
    """An aware time, kept in UTC; SQLite, which has no zones, gets it back on reading."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - fixed by SQLAlchemy
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A time with no zone has no place here: take it from kit.clock")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002 - fixed by SQLAlchemy
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Model(DeclarativeBase):
    """The base of every table."""

    metadata = sa.MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant(),
        date: sa.Date(),
        dict[str, Any]: sa.JSON(),
        list[Any]: sa.JSON(),
    }


db = SQLAlchemy(session_options={"expire_on_commit": True})


def state_type(states: type[enum.StrEnum], name: str) -> sa.Enum:
    """Return the column type of a StrEnum: its values as text, with the matching CHECK."""
    return sa.Enum(
        states,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )


class DatabaseUnusableError(ValueError):
    """The database cannot be reached or written; its text is one sentence."""


def init_app(app: Flask) -> None:
    """Bind the session to the database of the settings; raise DatabaseUnusableError where there is none to be had."""
    db.init_app(app)
    _close_nothing_asynchronous(app)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            event.listen(db.engine, "connect", _prepare_sqlite)
            event.listen(db.engine, "begin", _begin_sqlite)
        holds_tables(app.config["SETTINGS"].database_url)


def holds_tables(address: str) -> bool:
    """Tell whether a database is there and not empty; raise DatabaseUnusableError where none can be had.

    An SQLite file that is not there yet is not made.
    """
    url = sa.make_url(address)
    try:
        if url.drivername == "sqlite" and not _is_there(Path(url.database or "")):
            return False
        engine = sa.create_engine(url, poolclass=sa.NullPool, hide_parameters=True)
        with engine.connect() as connection:
            return bool(sa.inspect(connection).get_table_names())
    except (OSError, sa.exc.DatabaseError) as error:
        reason = str(getattr(error, "orig", error)).strip().splitlines()[0].rstrip(".")
        message = f"The database of UNDERSIGNED_DATABASE_URL could not be used: {reason}."
        raise DatabaseUnusableError(message) from error


def _is_there(path: Path) -> bool:
    """Tell whether a file of SQLite is there; beside it, SQLite writes its log."""
    if not path.parent.is_dir():
        raise NotADirectoryError(f"there is no folder {path.parent}")
    if not os.access(path.parent, os.W_OK | os.X_OK) or (path.exists() and not os.access(path, os.R_OK | os.W_OK)):
        raise PermissionError(f"{path} and its folder must be open to writing")
    return path.exists()


def _close_nothing_asynchronous(app: Flask) -> None:
    """Drop the extension's closing of asynchronous sessions: we have none, and it costs each request 3 ms."""
    closers = app.teardown_appcontext_funcs
    app.teardown_appcontext_funcs = [closer for closer in closers if not iscoroutinefunction(closer)]


@contextmanager
def writing() -> Iterator[Session]:
    """Open the one transaction of a request that writes: committed at the end, undone by any error.

    What was read before is let go first: SQLite lets no reader become a writer, and a decision must rest on what
    stands now. Work handed to `after_commit` starts once the commit has succeeded.
    """
    session = db.session
    if AFTER_COMMIT in session.info:
        raise RuntimeError("writing() stands within writing(), whose work it would undo")
    session.rollback()
    pending = session.info[AFTER_COMMIT] = []
    try:
        session.connection(execution_options={IMMEDIATE: True})
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        del session.info[AFTER_COMMIT]
    for start in pending:
        start()


def after_commit(start: Callable[[], object]) -> None:
    """Have something start once what is being written is committed, and never otherwise."""
    pending: list[Callable[[], object]] = db.session.info[AFTER_COMMIT]
    if start not in pending:
        pending.append(start)


def empty_log() -> None:
    """Let nothing that was deleted live on in SQLite's write-ahead log. Where it is in use, the next sweep tries again.

    The wait is short, as writers wait with it (https://www.sqlite.org/c3ref/wal_checkpoint_v2.html).
    """
    if db.engine.dialect.name != "sqlite":
        return
    db.session.rollback()
    connection = db.engine.raw_connection()
    try:
        for pragma in ("PRAGMA busy_timeout = 100", "PRAGMA wal_checkpoint(TRUNCATE)", PRAGMAS[-1]):
            connection.cursor().execute(pragma)
    finally:
        connection.close()


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - a DBAPI connection has no type of its own
    connection.isolation_level = None  # BEGIN is ours, see _begin_sqlite
    for pragma in PRAGMAS:
        connection.execute(pragma)


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock at once in a writing transaction, so that it waits its turn and cannot fail half-way."""
    immediate = connection.get_execution_options().get(IMMEDIATE)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
