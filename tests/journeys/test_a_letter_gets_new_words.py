"""A letter gets new words: who signed the old ones stays with them, and can sign the new ones."""

from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from tests import bundles, outbox

SIGNED = {
    "kind": "person",
    "name": "Ines Halloran",
    "email": "ines@example.org",
    "visibility": "public",
    "consent": "y",
    "language": "en",
}
LETTER = "/letters/oxmoor-ferry"


def test_a_letter_gets_new_words(app: Flask, client: FlaskClient, runner: FlaskCliRunner, tmp_path: Path) -> None:
    # Somebody signs the first edition.
    load(runner, tmp_path / "first", bundles.LETTER)
    sign_and_confirm(app, client)
    assert "Ines Halloran" in client.get(LETTER).text

    # A word changes. The organiser's own signatories move with the letter; she stays with what she read.
    load(runner, tmp_path / "second", bundles.LETTER.replace("ninety years", "ninety-one years"))
    page = client.get(LETTER).text
    assert "Runa Castell" in page
    assert "Ines Halloran" not in page
    assert "1 more has signed an earlier edition" in page
    assert "Ines Halloran" not in client.get(f"{LETTER}/signatories").text

    # She signs the new words, and stands under them once.
    sign_and_confirm(app, client)
    page = client.get(LETTER).text
    assert page.count("Ines Halloran") == 1
    assert "earlier edition," not in page


def load(runner: FlaskCliRunner, folder: Path, letter: str) -> None:
    result = runner.invoke(args=["letters", "load", str(bundles.write(folder, letter_md=letter))])
    assert result.exit_code == 0, result.output


def sign_and_confirm(app: Flask, client: FlaskClient) -> None:
    assert client.post(f"{LETTER}/sign", data=SIGNED).status_code == 303
    link = outbox.link(outbox.messages(app)[-1])
    assert "Oxmoor" in client.get(link).text
    assert client.post(link).status_code == 200
