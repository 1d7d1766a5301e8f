"""Keys are made once, readable by their owner alone, and a damaged one is told in a sentence."""

import stat
from pathlib import Path

import pytest

from app.config import ROOT
from app.kit import keys


def test_make_missing_makes_each_key_once(tmp_path: Path) -> None:
    folder = tmp_path / "keys"
    keys.make_missing(folder)
    made = {path.name: path.read_bytes() for path in folder.iterdir()}

    keys.make_missing(folder)

    assert {path.name: path.read_bytes() for path in folder.iterdir()} == made
    assert set(made) == {"secret.key", "sealing.key", "index.key"}
    assert len(set(made.values())) == 3


def test_keys_are_their_owners_alone(tmp_path: Path) -> None:
    keys.make_missing(tmp_path / "keys")

    assert stat.S_IMODE((tmp_path / "keys").stat().st_mode) == 0o700
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "keys").iterdir()} == {0o600}


def test_a_key_cut_short_is_told(tmp_path: Path) -> None:
    (tmp_path / "sealing.key").write_bytes(b"short")

    with pytest.raises(keys.MissingKeyError, match=r"sealing\.key is missing or damaged: restore it from a backup"):
        keys.read(tmp_path, "sealing")


def test_a_key_that_may_not_be_read_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(path: Path) -> bytes:
        raise PermissionError(13, "Permission denied", str(path))

    keys.make_missing(tmp_path)
    monkeypatch.setattr(Path, "read_bytes", refused)

    with pytest.raises(keys.MissingKeyError, match=r"sealing\.key cannot be read: Permission denied\.$"):
        keys.read(tmp_path, "sealing")


def test_a_new_secret_does_and_another_new_key_does_not(tmp_path: Path) -> None:
    assert keys.missing_for_good(tmp_path) == ["sealing", "index"]

    keys.make_missing(tmp_path)
    (tmp_path / "secret.key").unlink()

    assert keys.missing_for_good(tmp_path) == []


def test_derive_gives_another_key_for_another_purpose() -> None:
    assert keys.derive(b"k" * 32, "columns") != keys.derive(b"k" * 32, "blind index")


def test_derive_agrees_with_the_standard() -> None:
    """RFC 5869, test case 3: no salt, no info; the first 32 bytes."""
    expected = "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d"

    assert keys.derive(bytes.fromhex("0b" * 22), "").hex() == expected


def test_the_data_folder_stays_out_of_git() -> None:
    assert "data/" in {line.strip().lstrip("/") for line in (ROOT / ".gitignore").read_text().splitlines()}
