"""Mails to those who sign say nothing of what was signed."""

from datetime import timedelta

import pytest
from flask import Flask

from app.post.message import Message
from app.signing import mail

pytestmark = pytest.mark.one_database


def written(app: Flask, language: str = "en") -> list[Message]:
    with app.app_context():
        return [
            mail.confirmation("ines@example.org", token="t0ken", language=language, lives=timedelta(hours=72)),
            mail.signed_before("ines@example.org", token="t0ken", language=language, lives=timedelta(days=30)),
        ]


def test_each_holds_its_link_in_both_parts(app: Flask) -> None:
    for message, path in zip(written(app), ("confirm", "signature"), strict=True):
        assert f"http://localhost/{path}/t0ken" in message.text
        assert f'href="http://localhost/{path}/t0ken"' in message.html


def test_each_says_how_long_its_link_holds(app: Flask) -> None:
    confirmation, signed_before = written(app)

    assert "72 hours" in confirmation.text
    assert "30 days" in signed_before.text


@pytest.mark.parametrize("word", ["letter", "sign", "petition", "campaign", "undersigned"])
def test_neither_subject_nor_first_lines_tell_what_it_is_about(app: Flask, word: str) -> None:
    for message in written(app):
        opening = message.text.split("http")[0]
        assert word not in f"{message.subject} {opening}".lower()


def test_each_says_what_to_do_for_who_did_not_ask(app: Flask) -> None:
    assert all("This was not you?" in message.text for message in written(app))


def test_a_language_that_the_site_does_not_speak_becomes_the_nearest(app: Flask) -> None:
    assert {message.language for message in written(app, "fr-CA")} == {"fr"}
    assert {message.language for message in written(app, "ka")} == {"en"}
