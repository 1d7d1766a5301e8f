"""A triplet of templates becomes a message in its language."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader

from app.post.letterbox import WIDTH, compose, hard_wrapped
from app.post.message import NoAddress

pytestmark = pytest.mark.one_database

TRIPLET = {
    "mail/greeting/subject.txt": "Hello {{ name }}\n",
    "mail/greeting/body.txt": "{{ name }} & co, {{ opened|day }}\n\n\n\n{{ address }}\n",
    "mail/greeting/body.html": (
        '{% extends "mail/layout.html" %}{% block body %}<p>{{ name }} {{ address }}</p>{% endblock %}'
    ),
}
DAY = date(2026, 11, 23)
ADDRESS = "http://localhost/confirm/" + "x" * 100


@pytest.fixture
def templates(waiting: Flask) -> Iterator[None]:
    loader = waiting.jinja_env.loader
    waiting.jinja_env.loader = ChoiceLoader([DictLoader(TRIPLET), loader] if loader else [])
    yield
    waiting.jinja_env.loader = loader


def test_a_triplet_is_rendered_in_its_language(templates: None) -> None:
    from_template = compose(
        "greeting", to="a@example.org", kind="greeting", language="ar", name="<b>\nBcc: x", address=ADDRESS, opened=DAY
    )

    assert from_template.subject == "Hello <b> Bcc: x"
    assert ADDRESS in from_template.text
    assert "نوفمبر" in from_template.text
    assert "\n\n\n" not in from_template.text
    assert '<html lang="ar" dir="rtl"' in from_template.html
    assert "<b>" not in from_template.html
    assert "<title>Hello &lt;b&gt; Bcc: x</title>" in from_template.html
    assert (from_template.language, from_template.private) == ("ar", True)


def test_a_wrong_address_is_refused(templates: None) -> None:
    with pytest.raises(NoAddress):
        compose("greeting", to="nobody", kind="greeting", language="en", name="", address="", opened=DAY)


def test_a_paragraph_is_wrapped_and_a_link_is_not() -> None:
    wrapped = hard_wrapped("word " * 40 + "\n  * " + "item " * 30 + f"\n\n{ADDRESS}\n\n\nend  ")

    lines = wrapped.splitlines()
    assert all(len(line) <= WIDTH for line in lines if line != ADDRESS)
    assert ADDRESS in lines
    assert wrapped.endswith("\n\nend\n")
    assert sum(line.startswith("  ") for line in lines) > 1
