import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from app.accounts.forms import LinkForm

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize("email", ["", "   ", "maren", "maren@", "ma ren@example.org", "a\u202e@example.org"])
def test_what_is_no_address_is_said_at_its_field(app: Flask, email: str) -> None:
    with app.test_request_context():
        form = LinkForm(MultiDict({"email": email}))

        assert not form.validate()
        assert [field for field, _sentence in form.problems()] == ["email"]


def test_an_address_may_have_spaces_around_it(app: Flask) -> None:
    with app.test_request_context():
        form = LinkForm(MultiDict({"email": " maren@example.org "}))

        assert form.validate()
        assert form.email.data == "maren@example.org"
