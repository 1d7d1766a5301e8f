"""bin/prepare: makes the keys of a new site, never those of one that has lost them, and ends in one sentence."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.config import ROOT
from app.kit import keys

pytestmark = pytest.mark.timeout(120)


def prepare(folder: Path, **changes: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("UNDERSIGNED_")}
    given = {"DATA_DIR": str(folder), **changes}
    environment = kept | {f"UNDERSIGNED_{name}": value for name, value in given.items()}
    command = (sys.executable, "bin/prepare")
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_a_new_site_gets_its_keys(tmp_path: Path) -> None:
    made = prepare(tmp_path / "data")

    assert (made.returncode, made.stderr) == (0, "")
    assert "/desk/sign-in/" in made.stdout
    assert keys.missing_for_good(tmp_path / "data" / "keys") == []


@pytest.mark.parametrize("lost", [("sealing",), ("index",), ("secret", "sealing", "index")])
def test_a_site_that_lost_its_keys_gets_no_others(tmp_path: Path, migrated_file: Path, lost: tuple[str, ...]) -> None:
    shutil.copy(migrated_file, tmp_path)
    keys.make_missing(tmp_path / "keys")
    for name in lost:
        (tmp_path / "keys" / f"{name}.key").unlink()

    refused = prepare(tmp_path)

    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1
    assert f"restore {' and '.join(f'{name}.key' for name in lost if name != 'secret')} in " in refused.stderr
    assert not any((tmp_path / "keys" / f"{name}.key").exists() for name in lost)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATA_DIR", "{file}"),
        ("DATA_DIR", "{file}/data"),
        ("DATABASE_URL", "sqlite:///{file}/site.sqlite"),
        ("DATABASE_URL", "sqlite:///{file}"),
        ("DATABASE_URL", "postgresql+psycopg://127.0.0.1:1/letters"),
        ("STORAGE_URL", "file://{file}"),
        ("MAIL_SERVER", "mail:25"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_sentence(tmp_path: Path, name: str, value: str) -> None:
    file = tmp_path / "file"
    file.write_text("no database")

    refused = prepare(tmp_path / "data", **{name: value.format(file=file)})

    assert refused.returncode == 1
    assert f"UNDERSIGNED_{name}" in refused.stderr
    assert refused.stderr.count("\n") == 1
