"""A site of its own for a benchmark, in a folder that is thrown away."""

from __future__ import annotations

import os
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


def environment_of(folder: Path) -> dict[str, str]:
    """Return what a command must be told to work on that site and no other."""
    ours = {name: value for name, value in os.environ.items() if not name.startswith("UNDERSIGNED_")}
    return ours | {"UNDERSIGNED_DATA_DIR": str(folder)}
