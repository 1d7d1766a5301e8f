"""Only the desk has a session."""

import pytest
from flask import Flask, session
from flask.testing import FlaskClient

from app.kit.audience import public

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(("path", "keeps"), [("/desk/remember", True), ("/remember", False), ("/deskless", False)])
def test_a_session_is_kept_below_the_desk_alone(app: Flask, client: FlaskClient, path: str, keeps: bool) -> None:
    @public
    def remember() -> str:
        session["word"] = "kept"
        return "ok"

    app.add_url_rule(path, view_func=remember)

    headers = client.get(path).headers

    assert ("Set-Cookie" in headers) is keeps
    assert ("Vary" in headers) is keeps
