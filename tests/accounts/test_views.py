import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.kit.database import writing
from app.post import queries as post
from tests import factories
from tests.desks import link, signed_in

ADDRESS = re.compile(r"http://localhost(/desk/sign-in/\S+)")


@pytest.fixture(autouse=True)
def maren(app: Flask) -> None:
    with app.app_context(), writing() as session:
        factories.organiser(session, "maren@example.org", operator=True)


def mailed(app: Flask) -> str:
    """Return the address in the only mail there is."""
    with app.app_context():
        [entry] = post.outbox().entries
    assert entry.message is not None
    found = ADDRESS.search(entry.message.text)
    assert found is not None
    return found.group(1)


def test_sign_in_asks_for_an_address_and_sets_no_cookie(client: FlaskClient) -> None:
    response = client.get("/desk/sign-in")

    assert response.status_code == 200
    assert "Set-Cookie" not in response.headers


def test_send_link_says_what_is_wrong_at_its_field(client: FlaskClient) -> None:
    response = client.post("/desk/sign-in", data={"email": "maren"})

    assert response.status_code == 422
    assert "Enter an e-mail address" in response.text


def test_send_link_answers_the_same_to_known_and_unknown_addresses(client: FlaskClient) -> None:
    known = client.post("/desk/sign-in", data={"email": "maren@example.org"})
    unknown = client.post("/desk/sign-in", data={"email": "stranger@example.org"})

    assert known.status_code == unknown.status_code == 303
    assert known.data == unknown.data
    assert dict(known.headers) == dict(unknown.headers)
    assert client.get(known.location).status_code == 200


def test_the_mailed_link_leads_to_where_one_wanted_to_go(app: Flask, client: FlaskClient) -> None:
    client.post("/desk/sign-in", data={"email": "maren@example.org", "next": "/desk/outbox"})
    address = mailed(app)

    page = client.get(address)
    response = client.post(address.partition("?")[0], data={"next": "/desk/outbox"})

    assert 'name="next" value="/desk/outbox"' in page.text
    assert response.location == "/desk/outbox"


def test_open_link_changes_nothing(app: Flask, client: FlaskClient) -> None:
    address = f"/desk/sign-in/{link(app, 'maren@example.org')}"

    for _mail_scanner in range(3):
        response = client.get(address)
        assert response.status_code == 200
        assert "Set-Cookie" not in response.headers

    assert client.get("/desk/").status_code == 303


def test_use_link_signs_in_once(app: Flask, client: FlaskClient) -> None:
    address = f"/desk/sign-in/{link(app, 'maren@example.org')}"

    assert client.post(address).location == "/desk/"
    assert client.get("/desk/").status_code == 200
    again = app.test_client().post(address)
    assert again.status_code == 410
    assert "used already or has expired" in again.text


@pytest.mark.parametrize(("token", "status"), [("x" * 43, 410), ("x" * 42, 404), ("é" * 43, 404)])
def test_a_link_of_no_use_says_so_where_another_can_be_asked_for(client: FlaskClient, token: str, status: int) -> None:
    for response in (client.get(f"/desk/sign-in/{token}"), client.post(f"/desk/sign-in/{token}")):
        assert response.status_code == status
        assert 'role="alert"' in response.text
        assert 'action="/desk/sign-in"' in response.text


def test_use_link_leaves_nothing_of_an_older_session(app: Flask, client: FlaskClient) -> None:
    with client.session_transaction() as session:
        session["planted"] = "by somebody else"

    client.post(f"/desk/sign-in/{link(app, 'maren@example.org')}")

    with client.session_transaction() as session:
        assert "planted" not in session


def test_the_cookie_is_for_this_site_and_out_of_reach_of_scripts(app: Flask, client: FlaskClient) -> None:
    cookie = client.post(f"/desk/sign-in/{link(app, 'maren@example.org')}").headers["Set-Cookie"]

    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Expires" in cookie


def test_sign_out_makes_a_copied_cookie_useless(app: Flask) -> None:
    client, thief = signed_in(app, "maren@example.org"), app.test_client()
    cookie = client.get_cookie("undersigned")
    assert cookie is not None
    thief.set_cookie("undersigned", cookie.value)
    assert thief.get("/desk/").status_code == 200

    assert client.post("/desk/sign-out").location == "/desk/sign-in"

    assert client.get_cookie("undersigned") is None
    assert thief.get("/desk/").status_code == 303


def test_whoever_is_signed_in_need_not_sign_in(app: Flask) -> None:
    assert signed_in(app, "maren@example.org").get("/desk/sign-in?next=/desk/outbox").location == "/desk/outbox"
