"""What is installed is pinned by its hash, and comes from wherever packages come from."""

from pathlib import Path

import pytest

from app.config import ROOT

LOCKS = sorted((ROOT / "requirements").glob("*.lock"))


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_names_no_host(lock: Path) -> None:
    assert "://" not in lock.read_text()


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.name)
def test_a_lock_pins_every_package_by_its_hash(lock: Path) -> None:
    entries = lock.read_text().replace("\\\n", " ").splitlines()

    assert entries
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []
