"""Home, campaigns, privacy: what they show, and to whom they are the same."""

from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from app.campaigns.models import Campaign
from app.kit import clock
from app.kit.database import writing
from app.letters.models import LetterState, Recipient
from tests import factories


@pytest.fixture
def letters(app: Flask) -> None:
    """One letter of each kind: open in a campaign, closed, a draft, one that opens tomorrow."""
    tomorrow = clock.now() + timedelta(days=1)
    with app.app_context(), writing() as session:
        cause = Campaign(slug="the-sarn", title="The Sarn")
        session.add(cause)
        session.flush()
        letter = factories.letter(session, slug="open", date=date(2026, 11, 2), campaign_id=cause.id)
        session.add(Recipient(letter_id=letter.id, key="p", position=1, name="A. B.", institution="The Commission"))
        factories.signatory(session, letter)
        factories.letter(session, slug="over", state=LetterState.CLOSED, date=date(2026, 11, 3))
        factories.letter(session, slug="draft", state=LetterState.DRAFT)
        factories.letter(session, slug="later", opens_at=tomorrow)


def soup(client: FlaskClient, address: str, language: str = "en") -> BeautifulSoup:
    return BeautifulSoup(client.get(address, headers={"Accept-Language": language}).data, "html.parser")


@pytest.mark.usefixtures("letters")
def test_home_shows_open_letters_first_and_no_drafts(client: FlaskClient) -> None:
    page = soup(client, "/")

    assert [link["href"] for link in page.select("article h3 a")] == ["/letters/open/en", "/letters/over/en"]
    assert "1 has signed" in page.select_one("article").text
    assert "The Commission" in page.select_one(".entry-to").text


@pytest.mark.usefixtures("letters")
def test_home_names_letters_in_the_language_of_the_reader(client: FlaskClient) -> None:
    title = soup(client, "/", "fr").select_one("article h3")

    assert (title["lang"], title.text) == ("fr", "Let the river be measured (fr)")


def test_home_without_letters_says_so(client: FlaskClient) -> None:
    assert "No letter is open at the moment." in soup(client, "/").text


@pytest.mark.usefixtures("letters")
def test_a_campaign_shows_its_own_letters(client: FlaskClient) -> None:
    page = soup(client, "/campaigns/the-sarn")

    assert page.h1.text == "The Sarn"
    assert len(page.select("article")) == 1


@pytest.mark.parametrize("slug", ["unknown", "%00", "x" * 300])
def test_an_unknown_campaign_is_not_found(client: FlaskClient, slug: str) -> None:
    assert client.get(f"/campaigns/{slug}").status_code == 404


@pytest.mark.parametrize("address", ["/", "/privacy"])
def test_pages_set_no_cookie_and_tell_caches_apart(client: FlaskClient, address: str) -> None:
    response = client.get(address)

    assert "Set-Cookie" not in response.headers
    assert "Accept-Language" in response.headers["Vary"]


def test_privacy_names_every_datum(client: FlaskClient) -> None:
    rows = [row.th.text for row in soup(client, "/privacy").select("tbody tr")]

    assert len(rows) == 6
    assert rows[0] == "E-mail address"


def test_robots_are_kept_from_links_that_belong_to_people(client: FlaskClient) -> None:
    response = client.get("/robots.txt")

    assert response.mimetype == "text/plain"
    assert {"Disallow: /confirm/", "Disallow: /signature/", "Disallow: /desk/"} <= set(response.text.splitlines())


def test_health_answers_machines(client: FlaskClient) -> None:
    assert client.get("/healthz").text == "ok\n"
