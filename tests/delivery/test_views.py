import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.delivery import upkeep, views
from app.paper import press
from app.paper.refusals import PressFailed
from tests import presses


@pytest.fixture
def printed(app: Flask, loaded: None) -> None:
    with app.app_context():
        upkeep.refresh_public()


def test_the_public_print_is_given_with_its_etag(client: FlaskClient, printed: None) -> None:
    answer = client.get("/letters/oxmoor-ferry/letter.pdf")
    again = client.get("/letters/oxmoor-ferry/letter.pdf", headers={"If-None-Match": answer.headers["ETag"]})

    assert answer.content_type == "application/pdf"
    assert answer.data.startswith(b"%PDF-")
    assert again.status_code == 304


def test_each_language_has_its_own_print(client: FlaskClient, printed: None) -> None:
    english, french = (client.get(f"/letters/oxmoor-ferry/letter.pdf?language={code}") for code in ("en", "fr"))

    assert english.data != french.data


@pytest.mark.parametrize("address", ["/letters/nothing/letter.pdf", "/letters/oxmoor-ferry/letter.pdf?language=de"])
def test_what_does_not_exist_is_not_found(client: FlaskClient, printed: None, address: str) -> None:
    assert client.get(address).status_code == 404


def test_a_letter_that_the_press_refuses_is_told_of(
    app: Flask, client: FlaskClient, loaded: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(press, "carry_out", presses.failing(PressFailed("The text is too long.")))
    with app.app_context():
        upkeep.refresh_public()

    answer = client.get("/letters/oxmoor-ferry/letter.pdf")

    assert answer.status_code == 503
    assert "could not be made" in answer.text


def test_a_print_that_is_still_being_made_is_a_clear_503(
    client: FlaskClient, loaded: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(views, "LOOK", 0)

    answer = client.get("/letters/oxmoor-ferry/letter.pdf")

    assert answer.status_code == 503
    assert "being typeset" in answer.text
