"""A site of its own for a benchmark, in a folder that is thrown away."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from flask import Flask

from app import create_app
from app.config import Settings
from app.kit import keys, migrations


def site_with(folder: Path, bundle: Path) -> Flask:
    """Return a site that has loaded a letter, with the defaults of a single machine, whatever this one's settings."""
    keys.make_missing(folder / "keys")
    settings = Settings.from_environment({"UNDERSIGNED_DATA_DIR": str(folder)})
    app = create_app(replace(settings, testing=True))
    migrations.upgrade(app)
    loaded = app.test_cli_runner().invoke(args=["letters", "load", str(bundle)])
    assert loaded.exit_code == 0, loaded.output
    return app
