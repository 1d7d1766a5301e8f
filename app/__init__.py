"""Undersigned: open letters, written, signed, printed and delivered. `create_app` reads as a table of contents."""

from __future__ import annotations

from flask import Flask

from app import accounts, campaigns, delivery, letters, pages, post, signing
from app.accounts import sessions
from app.config import ROOT, Settings, SettingsError
from app.kit import (
    assets,
    commands,
    database,
    files,
    headers,
    keys,
    languages,
    logs,
    migrations,
    numbers,
    queue,
    sealing,
)
from app.paper.seal.identity import SealUnusable

MIGRATIONS = ROOT / "migrations"
UNUSABLE = (
    SettingsError,
    keys.MissingKeyError,
    SealUnusable,
    database.DatabaseUnusableError,
    files.StoreUnusable,
    queue.QueueUnusableError,
)


def create_app(settings: Settings | None = None) -> Flask:
    """Make the application; what cannot be right ends the start with one sentence."""
    try:
        settings = settings or Settings.from_environment()
        return _furnish(settings)
    except UNUSABLE as error:
        raise SystemExit(str(error)) from None


def _furnish(settings: Settings) -> Flask:
    app = logs.Site(__name__, static_folder=None, template_folder=ROOT / "templates")
    app.config.update(
        SETTINGS=settings,
        BASE_URL=settings.base_url,
        SQLALCHEMY_ENGINES={"default": {"url": settings.database_url, "hide_parameters": True}},  # logs name nobody
        ALEMBIC={
            "script_location": str(ROOT / "migrations"),
            "version_locations": [str(ROOT / "migrations" / "versions")],
        },
        ALEMBIC_CONTEXT={"transactional_ddl": True, "render_as_batch": True},  # SQLite too, as BEGIN is ours
        MAX_CONTENT_LENGTH=64 * 1024,  # a signature is small; the desk has no uploads yet
        TESTING=settings.testing,
    )
    secure = settings.base_url.startswith("https://")

    logs.init_app(testing=settings.testing)
    numbers.init_app(app)
    database.init_app(app)
    migrations.init_app(app)
    sealing.init_app(app, settings.data_dir / "keys")
    files.init_app(app, settings.storage_url)
    languages.init_app(app, settings.languages)
    assets.init_app(app)
    headers.init_app(app, secure=secure)
    sessions.init_app(app, secret=settings.secret_key, secure=secure)

    for room in (post, accounts, campaigns, letters, signing, delivery, pages):
        room.init_app(app)

    queue.init_app(app, settings.queue_url, secret=settings.secret_key)  # last: it serves the jobs of every room
    app.cli.add_command(commands.worker)
    return app
