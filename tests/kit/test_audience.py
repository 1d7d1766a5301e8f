"""Each view declares for whom it is, and a browser's request from another site is known as such."""

import pytest
from flask import Flask, request

from app.kit import audience
from app.kit.audience import Audience

pytestmark = pytest.mark.one_database


def test_of_gives_what_a_view_declared(app: Flask) -> None:
    app.view_functions |= {
        "open": audience.public(lambda: "open"),
        "closed": audience.organiser("editor")(lambda: "closed"),
        "forgotten": lambda: "forgotten",
    }

    with app.app_context():
        assert audience.of("open") == Audience(None)
        assert audience.of("closed") == Audience("editor")
        assert audience.of("forgotten") is None
        assert audience.of(None) is None


@pytest.mark.parametrize(
    ("headers", "elsewhere"),
    [
        ({}, False),
        ({"Sec-Fetch-Site": "same-origin"}, False),
        ({"Sec-Fetch-Site": "none"}, False),
        ({"Sec-Fetch-Site": "same-site"}, True),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, True),
        ({"Sec-Fetch-Site": "nonsense"}, True),
        ({"Origin": "http://localhost"}, False),
        ({"Origin": "https://evil.example"}, True),
        ({"Origin": "null"}, False),
        ({"Origin": ""}, True),
        ({"Origin": "http://[evil"}, True),
        ({"Origin": "http://localhost.evil.example"}, True),
    ],
)
def test_from_elsewhere(app: Flask, headers: dict[str, str], *, elsewhere: bool) -> None:
    with app.test_request_context("/", method="POST", headers=headers):
        assert audience.from_elsewhere(request) is elsewhere
