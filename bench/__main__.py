"""`make bench`: prints ratios, on a site of its own in a folder that is thrown away, within a minute."""

from __future__ import annotations

import os
import tempfile
from dataclasses import replace
from pathlib import Path

from flask import Flask

from app import create_app
from app.config import ROOT, Settings
from app.kit import keys, migrations
from bench import pages, prints

LETTER = "nahr-al-rand-library"  # of middling length, so that all is done within a minute


def main() -> None:
    """Load the sample letter and compare."""
    with tempfile.TemporaryDirectory() as folder:
        app = _site(Path(folder))
        loaded = app.test_cli_runner().invoke(args=["letters", "load", str(ROOT / "letters" / LETTER)])
        assert loaded.exit_code == 0, loaded.output
        print(f"Processor time, medians, {LETTER}, {os.cpu_count()} processors:")
        pages.compare(app, LETTER)
        prints.compare(app, LETTER)


def _site(folder: Path) -> Flask:
    """Return a site with the defaults of a single machine, whatever this machine's own settings are."""
    keys.make_missing(folder / "keys")
    settings = Settings.from_environment({"UNDERSIGNED_DATA_DIR": str(folder)})
    app = create_app(replace(settings, testing=True))
    migrations.upgrade(app)
    return app


if __name__ == "__main__":
    main()
