"""Every answer says what a browser may do with it."""

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app import create_app
from app.config import Settings
from app.kit import headers
from tests.conftest import close

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize("path", ["/", "/nothing-here", "/healthz"])
def test_every_answer_allows_nothing_from_elsewhere(client: FlaskClient, path: str) -> None:
    answer = client.get(path)

    assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert "Set-Cookie" not in answer.headers


def test_a_view_may_say_otherwise(app: Flask) -> None:
    bare = Flask("bare")
    headers.init_app(bare, secure=False)
    bare.add_url_rule("/", view_func=lambda: ("", {"Referrer-Policy": "origin"}))

    answer = bare.test_client().get("/")

    assert answer.headers["Referrer-Policy"] == "origin"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Strict-Transport-Security" not in answer.headers


def test_https_is_asked_for_where_the_site_has_it(settings: Settings) -> None:
    app = create_app(replace(settings, base_url="https://letters.example"))

    assert "max-age=31536000" in app.test_client().get("/").headers["Strict-Transport-Security"]
    close(app)
