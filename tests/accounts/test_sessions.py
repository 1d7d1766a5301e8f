import pytest
from flask import Flask

from app.accounts.models import Role
from app.accounts.sessions import safe_next
from app.kit.database import writing
from tests import factories
from tests.desks import signed_in

ELSEWHERE = {"Sec-Fetch-Site": "cross-site"}


@pytest.fixture
def maren(app: Flask) -> str:
    with app.app_context(), writing() as session:
        organisation = factories.organisation(session)
        factories.organiser(session, "maren@example.org", role=Role.VIEWER, organisation=organisation)
    return "maren@example.org"


def test_the_desk_leads_to_signing_in_and_back(app: Flask) -> None:
    response = app.test_client().get("/desk/letters/water-records/roll?state=held")

    assert response.status_code == 303
    assert response.location == "/desk/sign-in?next=/desk/letters/water-records/roll?state%3Dheld"
    assert "Set-Cookie" not in response.headers


def test_a_form_of_the_desk_needs_its_token(app: Flask, maren: str) -> None:
    client = signed_in(app, maren)

    assert client.post("/desk/letters/water-records/roll/1/restore").status_code == 400


def test_a_form_sent_from_another_site_is_refused(app: Flask, maren: str) -> None:
    client = signed_in(app, maren)

    assert client.post("/desk/sign-out", headers=ELSEWHERE).status_code == 403
    assert client.get("/desk/").status_code == 200


def test_nothing_of_the_desk_is_kept_by_caches(app: Flask, maren: str) -> None:
    assert signed_in(app, maren).get("/desk/").headers["Cache-Control"] == "no-store"


def test_what_belongs_to_no_organisation_is_for_operators(app: Flask, maren: str) -> None:
    with app.app_context(), writing() as session:
        factories.organiser(session, "operator@example.org", operator=True)

    assert signed_in(app, maren).get("/desk/outbox").status_code == 403
    assert signed_in(app, "operator@example.org").get("/desk/outbox").status_code == 200


@pytest.mark.parametrize(
    ("target", "leads_to"),
    [
        ("/desk/outbox?state=held", "/desk/outbox?state=held"),
        (None, "/desk/"),
        ("//evil.example/desk/", "/desk/"),
        ("https://evil.example/desk/", "/desk/"),
        ("/\\evil.example", "/desk/"),
        ("/desk/\\..\\evil", "/desk/"),
        ("/desk/\r\nSet-Cookie: a=b", "/desk/"),
        ("/letters/water-records", "/desk/"),
    ],
)
def test_after_signing_in_one_stays_at_the_desk(target: str | None, leads_to: str) -> None:
    assert safe_next(target) == leads_to
