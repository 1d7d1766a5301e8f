"""A text made ready for the page."""

import pytest
from flask import Flask

from app.letters.models import Edition
from app.signing import reading
from tests import factories

pytestmark = pytest.mark.one_database


def test_parts_are_safe_html(app: Flask) -> None:
    text = factories.text(Edition(id=1), "en", lead="A *word* <script>", body="# First\n\nBody.", report="")

    with app.test_request_context():
        parts = reading.parts(text)

    assert parts["lead"] == "A <em>word</em> &lt;script&gt;"
    assert "Body." in parts["body"].html
    assert parts["report"] is None


def test_parts_of_the_same_text_are_made_once(app: Flask) -> None:
    text = factories.text(Edition(id=1), "en")

    with app.test_request_context():
        assert reading.parts(text)["body"] is reading.parts(text)["body"]
