"""Signing in at the desk, and posting its forms, as a browser does."""

import re

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.accounts import actions, queries
from app.kit.database import writing

HIDDEN = re.compile(r'name="csrf_token" value="([^"]+)"')


def link(app: Flask, email: str) -> str:
    """Return the token of a sign-in link of an organiser."""
    with app.app_context(), writing() as session:
        organiser = queries.organiser_by_email(session, email)
        assert organiser is not None
        return actions.mint_link(session, organiser)


def signed_in(app: Flask, email: str) -> FlaskClient:
    """Return a client that has signed in by a link."""
    client = app.test_client()
    response = client.post(f"/desk/sign-in/{link(app, email)}")
    assert response.status_code == 303
    return client


def press(client: FlaskClient, page: str, address: str, **fields: str | list[str]) -> TestResponse:
    """Open a page, and send one of its forms with the page's own token."""
    return client.post(address, data=fields | {"csrf_token": token(client, page)})


def token(client: FlaskClient, page: str) -> str:
    """Return the token that stands in the forms of a page; a page without a form has none."""
    found = HIDDEN.search(client.get(page).text)
    return found.group(1) if found else ""
