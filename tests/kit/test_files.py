"""Files are kept under their digest, given back only whole, and a store that fails is told in a sentence."""

import hashlib
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.config import Settings
from app.kit import files
from tests import s3
from tests.conftest import close

pytestmark = pytest.mark.one_database
EXHIBIT = b"%PDF-1.7 an exhibit"


def test_keep_gives_the_digest_and_fetch_the_bytes(app: Flask) -> None:
    with app.app_context():
        digest = files.keep(EXHIBIT)

        assert digest == hashlib.sha256(EXHIBIT).hexdigest()
        assert files.fetch(digest) == EXHIBIT


def test_keep_stores_the_same_bytes_once(app: Flask, settings: Settings) -> None:
    with app.app_context():
        assert files.keep(EXHIBIT) == files.keep(EXHIBIT)

    assert len([path for path in (settings.data_dir / "files").rglob("*") if path.is_file()]) == 1


def test_fetch_refuses_a_file_that_is_gone(app: Flask) -> None:
    with app.app_context(), pytest.raises(files.FileLost):
        files.fetch("0" * 64)


def test_fetch_refuses_a_file_that_was_changed(app: Flask, settings: Settings) -> None:
    with app.app_context():
        digest = files.keep(EXHIBIT)
        (settings.data_dir / "files" / digest[:2] / digest).write_bytes(b"another exhibit")

        with pytest.raises(files.FileLost):
            files.fetch(digest)


def test_a_store_that_fails_is_told_in_a_sentence(app: Flask, settings: Settings) -> None:
    """A file stands where the folder of the digest would: like a full disk, an error of the store's own kind."""
    (settings.data_dir / "files" / hashlib.sha256(EXHIBIT).hexdigest()[:2]).write_bytes(b"")

    with app.app_context(), pytest.raises(files.StoreUnusable, match=r"^The store of files could not be used: .+\.$"):
        files.keep(EXHIBIT)


def test_a_folder_may_have_any_name(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "files #1 of Ines"
    app = create_app(replace(settings, storage_url=folder.as_uri()))

    with app.app_context():
        digest = files.keep(EXHIBIT)

    assert (folder / digest[:2] / digest).read_bytes() == EXHIBIT
    close(app)


def test_files_are_kept_in_s3_the_same(
    settings: Settings, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    with s3.running(tmp_path_factory.mktemp("s3")) as variables:
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        app = create_app(replace(settings, storage_url="s3://letters/a/prefix"))

        with app.app_context():
            digest = files.keep(EXHIBIT)
            assert files.keep(EXHIBIT) == digest
            assert files.fetch(digest) == EXHIBIT
            with pytest.raises(files.FileLost):
                files.fetch("0" * 64)

        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not the one")
        locked = create_app(replace(settings, storage_url="s3://letters/a/prefix"))
        with locked.app_context(), pytest.raises(files.StoreUnusable):
            files.keep(EXHIBIT)

    close(app)
    close(locked)
