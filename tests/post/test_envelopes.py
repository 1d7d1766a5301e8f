"""A message is sealed into its row and opened again."""

import pytest
from flask import Flask

from app.kit.sealing import UnreadableError
from app.post import envelopes
from tests.post.conftest import mail, message, official, post

pytestmark = pytest.mark.one_database


def test_what_went_in_comes_out(waiting: Flask) -> None:
    sent = official(subject="L’eau — «вода»", reply_to="us@example.org", sender_name="Ours", language="fr")

    assert envelopes.open_(mail(post(sent))) == sent


def test_the_row_shows_nobody_whom_it_is_for(waiting: Flask) -> None:
    row = mail(post(message(to="nadia@example.org", subject="Please confirm")))

    assert row.sealed is not None
    assert b"nadia" not in row.sealed
    assert row.domain is None


def test_an_envelope_opens_only_in_its_own_row(waiting: Flask) -> None:
    first, second = (mail(post(message(), key=key)) for key in ("confirm:1", "confirm:2"))

    first.sealed = second.sealed

    with pytest.raises(UnreadableError):
        envelopes.open_(first)
