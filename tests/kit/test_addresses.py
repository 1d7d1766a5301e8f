"""Whole addresses of our own pages."""

import pytest
from flask import Flask

from app.kit.addresses import absolute

pytestmark = pytest.mark.one_database


def test_absolute_needs_no_request(app: Flask) -> None:
    with app.app_context():
        assert absolute("signing.confirm", token="t0ken") == "http://localhost/confirm/t0ken"


def test_absolute_believes_no_host_header(app: Flask) -> None:
    with app.test_request_context(base_url="http://elsewhere.example"):
        assert absolute("signing.confirm", token="t0ken") == "http://localhost/confirm/t0ken"
