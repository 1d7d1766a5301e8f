"""Addresses of signatories: found again, joined with nothing."""

import pytest
from flask import Flask

from app.signing import mailboxes

pytestmark = pytest.mark.one_database


def test_an_index_finds_an_address_whatever_its_capitals(app: Flask) -> None:
    with app.app_context():
        assert mailboxes.index(1, "Ines@example.org") == mailboxes.index(1, "ines@example.org")


def test_an_index_joins_no_letters(app: Flask) -> None:
    with app.app_context():
        assert mailboxes.index(1, "ines@example.org") != mailboxes.index(2, "ines@example.org")
