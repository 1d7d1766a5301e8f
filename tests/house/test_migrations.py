"""The migrations and the models say the same, on both databases."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic.script import ScriptDirectory
from flask import Flask

from app import create_app
from app.config import ROOT
from app.kit.database import db
from app.kit.migrations import alembic, upgrade
from tests import postgres
from tests.conftest import close, settings_for

for models in (ROOT / "app").glob("*/models.py"):
    import_module(f"app.{models.parent.name}.models")  # none may be missed because nothing else uses it yet


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
