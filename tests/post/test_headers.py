"""Nothing that a person typed becomes a header."""

import unicodedata

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.post.headers import DANGEROUS, header_safe, message_id


@pytest.mark.parametrize(
    ("typed", "safe"),
    [
        ("Lettre ouverte : l’eau", "Lettre ouverte : l’eau"),
        ("one\r\nBcc: x@example.org", "one Bcc: x@example.org"),
        ("one\x0btwo\x1cthree\x85four\u2028five", "one two three four five"),
        ("zero\x00null\x1bescape", "zeronullescape"),
        ("\u202egnippilf\u200b", "gnippilf"),
        ("=?UTF-8?Q?=0A?=", "UTF-8?Q?=0A?="),
        ("a =\u200b?==??", "a"),
        ("lone \ud800 half", "lone half"),
    ],
)
def test_a_header_keeps_only_text(typed: str, safe: str) -> None:
    assert header_safe(typed) == safe


@given(st.text(st.sampled_from("=?\u200b\n\x0b\x1e\u2029aé ")))
def test_whatever_is_typed_nothing_dangerous_is_left(typed: str) -> None:
    safe = header_safe(typed)

    assert "=?" not in safe
    assert DANGEROUS.isdisjoint(unicodedata.category(char) for char in safe)
    assert header_safe(safe) == safe


@pytest.mark.one_database
def test_a_message_id_is_the_same_each_time_and_tells_nothing(waiting: Flask) -> None:
    first = message_id("confirm:17:1", sender="letters@example.org")

    assert first == message_id("confirm:17:1", sender="letters@example.org")
    assert first != message_id("confirm:17:2", sender="letters@example.org")
    assert first.endswith("@example.org>")
    assert "confirm" not in first
