"""What has a life of its own: the application on both databases, its mail server, its clock."""

import shutil
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from werkzeug.serving import make_server

from app import create_app
from app.config import MailServer, Settings
from app.kit import keys, migrations
from app.kit.database import db
from tests import mailbox, postgres, seals
from tests.mailbox import Mailbox
from tests.tidy import TidyClient

DATABASES = ("sqlite", "postgresql")
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever touches the database runs on both."""
    if "database_url" in metafunc.fixturenames:
        one = metafunc.definition.get_closest_marker("one_database")
        metafunc.parametrize("database_url", DATABASES[:1] if one else DATABASES, indirect=True)


def settings_for(folder: Path, database_url: str) -> Settings:
    """Settings of a site that lives in one folder."""
    keys.make_missing(folder / "keys")
    seals.give(folder / "keys")
    return Settings(
        data_dir=folder,
        database_url=database_url,
        queue_url=f"sqlite:///{folder}/queue.sqlite",
        storage_url=f"file://{folder}/files",
        secret_key=uuid4().hex,
        base_url="http://localhost",
        mail_server=None,
        mail_sender="letters@example.org",
        abuse_controls=True,
        languages=("en", "fr", "uk", "ar"),
        testing=True,
    )


def migrate(folder: Path, database_url: str) -> None:
    app = create_app(settings_for(folder, database_url))
    migrations.upgrade(app)
    close(app)


def close(app: Flask) -> None:
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("migrated")
    migrate(folder, f"sqlite:///{folder}/undersigned.sqlite")
    return folder / "undersigned.sqlite"


@pytest.fixture(scope="session")
def postgresql() -> Iterator[postgres.Server]:
    with postgres.running() as server:
        yield server


@pytest.fixture(scope="session")
def migrated_database(postgresql: postgres.Server, tmp_path_factory: pytest.TempPathFactory) -> str:
    migrate(tmp_path_factory.mktemp("migrated"), postgresql.create("migrated"))
    return "migrated"


@pytest.fixture
def sqlite_url(migrated_file: Path, tmp_path: Path) -> str:
    return f"sqlite:///{shutil.copy(migrated_file, tmp_path)}"


@pytest.fixture
def postgresql_url(postgresql: postgres.Server, migrated_database: str) -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    yield postgresql.create(name, template=migrated_database)
    postgresql.drop(name)


@pytest.fixture
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a migrated, empty database, of one kind and then of the other."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """Override it in a test's own folder or module to try others."""
    return settings_for(tmp_path, database_url)


@pytest.fixture
def app(settings: Settings) -> Iterator[Flask]:
    app = create_app(settings)
    app.test_client_class = TidyClient
    yield app
    close(app)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def runner(app: Flask) -> FlaskCliRunner:
    return app.test_cli_runner()


@pytest.fixture
def smtp() -> Iterator[Mailbox]:
    with mailbox.listening() as box:
        yield box


@pytest.fixture
def mailing(settings: Settings, smtp: Mailbox) -> Settings:
    """Settings with the mailbox as the mail server, for an application that sends."""
    server = MailServer(smtp.host, smtp.port, username=None, password=None, security="none", timeout=5)
    return replace(settings, mail_server=server)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The time stands still at noon until `clock.shift(seconds)`."""
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def live_server(app: Flask) -> Iterator[str]:
    """The address of the application, served by threads as granian does; its database stays in reach of the test."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    app.config["BASE_URL"] = address = f"http://127.0.0.1:{server.port}"
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield address
    server.shutdown()
    thread.join()
    server.server_close()
