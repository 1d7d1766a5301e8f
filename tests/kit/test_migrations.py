"""The database is brought to the newest schema, and a second time changes nothing."""

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


def test_upgrade_makes_every_table_and_can_be_repeated(tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("empty")
    app = create_app(settings_for(folder, f"sqlite:///{folder}/undersigned.sqlite"))
    assert tables(app) == set()

    migrations.upgrade(app)
    migrations.upgrade(app)

    assert tables(app) == {*Model.metadata.tables, "alembic_version"}
    close(app)
