"""The contracts of pyproject.toml hold, and name every room."""

import subprocess
import sys
import tomllib
from pathlib import Path

from app.config import ROOT


def test_the_contracts_hold() -> None:
    found = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert found.returncode == 0, found.stdout


def test_every_room_stands_in_the_layers() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    layers = settings["tool"]["importlinter"]["contracts"][0]["layers"]
    rooms = {f"app.{folder.parent.name}" for folder in (ROOT / "app").glob("*/__init__.py")}

    assert rooms == set(layers) - {"app.config"}
