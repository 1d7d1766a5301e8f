"""Assets have addresses that change with their content, so that browsers may keep them for good."""

import hashlib

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.kit import assets

pytestmark = pytest.mark.one_database
STYLE = "css/base.css"


def test_an_address_holds_the_digest_of_the_content() -> None:
    digest = hashlib.sha256((assets.FOLDER / STYLE).read_bytes()).hexdigest()

    assert assets.address(STYLE) == f"/static/{STYLE}?{digest[:12]}"


def test_templates_ask_for_addresses_by_path(app: Flask) -> None:
    with app.app_context():
        assert app.jinja_env.from_string("{{ asset('css/base.css') }}").render() == assets.address(STYLE)


def test_an_asset_is_served_to_be_kept(client: FlaskClient) -> None:
    answer = client.get(assets.address(STYLE))

    assert (answer.status_code, answer.mimetype) == (200, "text/css")
    assert answer.headers["Cache-Control"] == "max-age=31536000, public"
    answer.close()


def test_nothing_outside_of_the_folder_is_served(client: FlaskClient) -> None:
    assert client.get("/static/../pyproject.toml").status_code == 404
    assert client.get("/static/%2e%2e/pyproject.toml").status_code == 404


def test_an_asset_that_is_missing_is_told_while_the_page_is_made() -> None:
    with pytest.raises(FileNotFoundError):
        assets.address("css/missing.css")
