"""Addresses of signatories: one spelling, found again, joined with nothing."""

import pytest
from flask import Flask

from app.signing import mailboxes

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Ines@Example.ORG", "Ines@example.org"),
        ("ines@bücher.example.org", "ines@xn--bcher-kva.example.org"),
        ("ines+letters@example.org", "ines+letters@example.org"),
    ],
)
def test_an_address_has_one_spelling(typed: str, kept: str) -> None:
    assert mailboxes.normalised(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "ines", "ines@", "@example.org", "ines@localhost", "i nes@example.org", "ї@приклад.укр"]
)
def test_what_mail_cannot_reach_is_no_address(typed: str) -> None:
    assert mailboxes.normalised(typed) is None


def test_an_index_finds_an_address_whatever_its_capitals(app: Flask) -> None:
    with app.app_context():
        assert mailboxes.index(1, "Ines@example.org") == mailboxes.index(1, "ines@example.org")


def test_an_index_joins_no_letters(app: Flask) -> None:
    with app.app_context():
        assert mailboxes.index(1, "ines@example.org") != mailboxes.index(2, "ines@example.org")
