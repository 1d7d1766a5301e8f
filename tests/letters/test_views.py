"""The exact wordings and the exhibits of a public letter, as files."""

import hashlib
from pathlib import Path

import pytest
from flask.testing import FlaskClient, FlaskCliRunner

from tests import bundles


@pytest.fixture(autouse=True)
def loaded(runner: FlaskCliRunner, tmp_path: Path) -> list[str]:
    result = runner.invoke(args=["letters", "load", str(bundles.write(tmp_path / "ferry"))])
    assert result.exit_code == 0, result.stderr
    return result.stdout.split()


def test_wording_gives_the_bytes_whose_digest_was_told(client: FlaskClient, loaded: list[str]) -> None:
    answer = client.get("/letters/oxmoor-ferry/editions/1/en.json")

    assert hashlib.sha256(answer.data).hexdigest() == loaded[4]
    assert answer.content_type == "application/json"
    assert "immutable" in answer.headers["Cache-Control"]


def test_attachment_gives_the_exhibit(client: FlaskClient) -> None:
    answer = client.get("/letters/oxmoor-ferry/attachments/1")

    assert (answer.data, answer.content_type) == (bundles.PNG, "image/png")
    assert answer.headers["Content-Disposition"] == "inline; filename=oxmoor-ferry-attachment-1.png"


@pytest.mark.parametrize("path", ["/letters/oxmoor-ferry/attachments/1", "/letters/oxmoor-ferry/editions/1/fr.json"])
def test_what_a_reader_has_already_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(path)

    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/letters/oxmoor-ferry/attachments/2",
        "/letters/oxmoor-ferry/editions/2/en.json",
        "/letters/oxmoor-ferry/editions/1/uk.json",
        "/letters/oxmoor-ferry/attachments/3000000000",
        "/letters/oxmoor-ferry/attachments/99999999999999999999",
        "/letters/oxmoor-ferry/editions/3000000000/en.json",
        "/letters/none/attachments/1",
        "/letters/none/editions/1/en.json",
    ],
)
def test_what_is_not_there_is_404(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404
