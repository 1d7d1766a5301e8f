"""The database is brought to the newest schema, and a second time changes nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from app import create_app
from app.kit import migrations
from app.kit.database import Model, db
from tests.conftest import close, settings_for

pytestmark = pytest.mark.one_database


def tables(app: Flask) -> set[str]:
    with app.app_context():
        return set(sa.inspect(db.engine).get_table_names())


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[Flask]:
    app = create_app(settings_for(tmp_path, f"sqlite:///{tmp_path}/empty.sqlite"))
    yield app
    close(app)


def test_upgrade_makes_every_table_and_can_be_repeated(empty: Flask) -> None:
    assert tables(empty) == set()

    migrations.upgrade(empty)
    migrations.upgrade(empty)

    assert tables(empty) == {*Model.metadata.tables, "alembic_version"}


def test_foreign_keys_are_watched_again_after_a_migration(empty: Flask) -> None:
    with empty.app_context():
        migrations.alembic.upgrade()

        connection = migrations.alembic.migration_context.connection
        assert connection is not None
        assert connection.scalar(sa.text("PRAGMA foreign_keys")) == 1


def test_a_migration_that_would_leave_an_orphan_is_undone(empty: Flask) -> None:
    with empty.app_context(), db.engine.connect() as connection:
        cursor = connection.connection.cursor()
        for statement in (
            "CREATE TABLE parent (id INTEGER PRIMARY KEY)",
            "CREATE TABLE child (parent INTEGER REFERENCES parent (id))",
            "PRAGMA foreign_keys = OFF",
            "INSERT INTO child VALUES (1)",
            "PRAGMA foreign_keys = ON",
        ):
            cursor.execute(statement)

    result = empty.test_cli_runner().invoke(args=["db", "upgrade"])

    assert (result.exit_code, result.stderr) == (1, "Error: Rows of child would point to nothing.\n")
    assert tables(empty) == {"parent", "child"}
