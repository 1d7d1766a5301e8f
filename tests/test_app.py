from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.config import Settings


def test_a_setting_that_cannot_be_right_ends_the_start_with_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UNDERSIGNED_DATABASE_URL", "mysql://localhost/letters")

    with pytest.raises(SystemExit, match=r"^UNDERSIGNED_DATABASE_URL must begin with") as ended:
        create_app()

    assert "\n" not in str(ended.value)


@pytest.mark.one_database
def test_a_missing_key_ends_the_start_with_one_sentence(settings: Settings) -> None:
    (settings.data_dir / "keys" / "sealing.key").unlink()

    with pytest.raises(SystemExit, match=r"sealing\.key is missing or damaged"):
        create_app(settings)


@pytest.mark.one_database
def test_a_queue_that_cannot_be_opened_ends_the_start_with_one_sentence(settings: Settings) -> None:
    nowhere = replace(settings, queue_url=f"sqlite:///{settings.data_dir}/no/such/folder/queue.sqlite")

    with pytest.raises(SystemExit, match="UNDERSIGNED_QUEUE_URL could not be opened"):
        create_app(nowhere)


UNUSABLE_DATABASES = [
    "sqlite:///{folder}/no/such/folder/site.sqlite",
    "sqlite:///{folder}/keys/secret.key",
    "sqlite:///{folder}/keys",
    "postgresql+psycopg://us:hush-hush@127.0.0.1:1/letters",
]


@pytest.mark.one_database
@pytest.mark.parametrize("address", UNUSABLE_DATABASES)
def test_a_database_that_cannot_be_used_ends_the_start_with_one_sentence(settings: Settings, address: str) -> None:
    nowhere = replace(settings, database_url=address.format(folder=settings.data_dir))

    with pytest.raises(SystemExit, match=r"^The database of UNDERSIGNED_DATABASE_URL could .+\.$") as ended:
        create_app(nowhere)

    assert "\n" not in str(ended.value)
    assert "hush-hush" not in str(ended.value)


@pytest.mark.one_database
@pytest.mark.parametrize("folder", ["keys/secret.key", "keys/secret.key/files"])
def test_a_store_that_cannot_be_opened_ends_the_start_with_one_sentence(settings: Settings, folder: str) -> None:
    nowhere = replace(settings, storage_url=(settings.data_dir / folder).as_uri())

    with pytest.raises(SystemExit, match=r"^The store of UNDERSIGNED_STORAGE_URL could not be opened: .+\.$") as ended:
        create_app(nowhere)

    assert "\n" not in str(ended.value)


def test_every_room_is_furnished(app: Flask) -> None:
    rooms = {rule.endpoint.partition(".")[0] for rule in app.url_map.iter_rules()}

    assert {"accounts", "campaigns", "delivery", "letters", "pages", "post", "signing"} >= rooms
    assert {"letters", "delivery", "post", "organisers", "worker", "setup"} <= set(app.cli.commands)


@pytest.mark.one_database
def test_nothing_is_written_beside_the_data_folder(app: Flask, settings: Settings) -> None:
    kept = {path.name for path in Path(settings.data_dir).iterdir()}

    assert {"keys", "files"} <= kept
