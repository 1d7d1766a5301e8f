"""The migrations and the models say the same, on both databases."""

from collections.abc import Iterator
from datetime import date, datetime
from importlib import import_module
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from click.testing import Result
from flask import Flask

from app import create_app
from app.config import ROOT
from app.kit.database import Model, db
from app.kit.migrations import alembic, upgrade
from tests import postgres
from tests.conftest import NOON, close, settings_for

for models in (ROOT / "app").glob("*/models.py"):
    import_module(f"app.{models.parent.name}.models")  # none may be missed because nothing else uses it yet

SENT = ["organisation", "campaign", "letter", "edition", "recipient", "mail", "print", "dispatch"]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    """An application whose database has nothing in it yet."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path}/empty.sqlite"
    else:
        server: postgres.Server = request.getfixturevalue("postgresql")
        url = server.create(f"empty_{uuid4().hex}")
    app = create_app(settings_for(tmp_path, url))
    yield app
    close(app)


def tables(app: Flask) -> set[str]:
    with app.app_context():
        return set(sa.inspect(db.engine).get_table_names())


def test_an_empty_database_becomes_exactly_the_models(empty: Flask) -> None:
    upgrade(empty)

    with empty.app_context():
        differences = alembic.compare_metadata()

    assert differences == []


def test_the_way_down_and_up_again_loses_nothing(empty: Flask) -> None:
    upgrade(empty)
    before = tables(empty)

    with empty.app_context():
        alembic.downgrade("base")
    assert tables(empty) <= {"alembic_version"}
    upgrade(empty)

    assert tables(empty) == before


def test_there_is_one_head() -> None:
    scripts = ScriptDirectory(str(ROOT / "migrations"), version_locations=[str(ROOT / "migrations" / "versions")])

    assert len(scripts.get_heads()) == 1


def test_migrations_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name[:4]) for path in sorted((ROOT / "migrations" / "versions").glob("*.py"))]

    assert numbers == list(range(1, len(numbers) + 1))


@pytest.mark.parametrize("way", ["setup", "command"])
def test_prints_that_were_sent_survive_the_move_to_shapes(empty: Flask, way: str) -> None:
    """SQLite rebuilds the table of prints, which must neither lose a row nor those that point to it."""
    with empty.app_context():
        alembic.upgrade("0001")
        with db.engine.begin() as connection:
            fill(connection, SENT)

    if way == "setup":
        upgrade(empty)
    else:
        assert command(empty, "upgrade").exit_code == 0

    assert rows(empty, "SELECT shape, paper, state, timestamp FROM print") == [("bound", "A4", "made", "none")]
    assert rows(empty, "SELECT print_id FROM dispatch") == [(1,)]


def test_the_command_takes_back_what_was_there_before_with_all_that_was_sent(empty: Flask) -> None:
    upgrade(empty)
    with empty.app_context(), db.engine.begin() as connection:
        fill(connection, SENT)

    result = command(empty, "downgrade", "0001")

    assert result.exit_code == 0, result.output
    assert rows(empty, "SELECT bound FROM print") == [(True,)]
    assert rows(empty, "SELECT print_id FROM dispatch") == [(1,)]


@pytest.mark.parametrize("change", [{"shape": "lighter"}, {"shape": "roll"}, {"state": "cancelled"}])
def test_what_was_sent_in_a_newer_way_cannot_be_taken_back(empty: Flask, change: dict[str, str]) -> None:
    """A dispatch that is gone would be made again."""
    upgrade(empty)
    with empty.app_context(), db.engine.begin() as connection:
        fill(connection, [*SENT, "volume"])
        connection.execute(sa.update(Model.metadata.tables["print"]).values(change))

    result = command(empty, "downgrade", "0001")

    assert result.exit_code == 1
    assert result.stderr.startswith("Error: There is no way back before 0002: letters were sent")
    assert rows(empty, "SELECT print_id FROM dispatch") == rows(empty, "SELECT print_id FROM volume") == [(1,)]


def command(app: Flask, *args: str) -> Result:
    """Run `flask db …`."""
    return app.test_cli_runner().invoke(args=["db", *args])


def rows(app: Flask, query: str) -> list[tuple[object, ...]]:
    with app.app_context(), db.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(sa.text(query))]


def fill(connection: sa.Connection, names: list[str]) -> None:
    """Put one row into each of these tables as they are now, with whatever its columns take."""
    held = sa.MetaData()
    held.reflect(connection)
    known = {
        "print.state": "made",
        "print.bound": True,
        "print.shape": "bound",
        "print.timestamp": "none",
        "volume.timestamp": "none",
        "mail.state": "accepted",
        "letter.state": "open",
    }
    for name in names:
        columns = (each for each in held.tables[name].columns if not each.nullable)
        row = {each.name: known.get(f"{name}.{each.name}", something(each)) for each in columns}
        connection.execute(held.tables[name].insert(), row)


def something(column: sa.Column[Any]) -> object:
    """What a column takes that may not be empty."""
    if isinstance(column.type, sa.JSON):
        return []
    return {bool: True, int: 1, str: "x", bytes: b"x", datetime: NOON, date: NOON.date()}[column.type.python_type]
