from functools import partial

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.delivery import rollkeeping, upkeep, views
from app.paper import press
from app.paper.refusals import PressFailed
from app.signing import rolls as signing_rolls
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


@pytest.fixture
def rolled(app: Flask, loaded: None) -> None:
    """The worker has printed the roll."""
    with app.app_context():
        rollkeeping.refresh_public()


def test_a_short_roll_is_one_pdf(client: FlaskClient, rolled: None) -> None:
    answer = client.get("/letters/oxmoor-ferry/roll.pdf")

    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF-")
    assert client.get("/letters/oxmoor-ferry/roll-1.pdf").data == answer.data
    assert client.get("/letters/oxmoor-ferry/roll-2.pdf").status_code == 404
    assert "As of 2" in client.get("/letters/oxmoor-ferry/roll").text


def test_a_long_roll_is_a_list_of_volumes(
    app: Flask, client: FlaskClient, loaded: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(signing_rolls, "plan", partial(signing_rolls.plan, most=1))
    with app.app_context():
        rollkeeping.refresh_public()

    answer = client.get("/letters/oxmoor-ferry/roll.pdf")
    listed = client.get(answer.location).text

    assert (answer.status_code, answer.location) == (303, "/letters/oxmoor-ferry/roll")
    assert "signatories 1 to 1" in listed
    assert client.get("/letters/oxmoor-ferry/roll-2.pdf").data.startswith(b"%PDF-")


def test_a_roll_that_is_not_printed_yet_is_a_clear_503(client: FlaskClient, loaded: None) -> None:
    answers = [client.get(f"/letters/oxmoor-ferry/{each}") for each in ("roll.pdf", "roll", "roll-1.pdf")]

    assert [answer.status_code for answer in answers] == [503] * 3
    assert "not printed yet" in answers[0].text


def test_the_page_of_the_roll_leads_to_its_print(client: FlaskClient, loaded: None) -> None:
    assert "/letters/oxmoor-ferry/roll" in client.get("/letters/oxmoor-ferry/signatories").text
