import pytest
from flask import Flask

from app.accounts import mail

pytestmark = pytest.mark.one_database
ADDRESS = "http://localhost/desk/sign-in/abc"


def test_the_link_stands_in_both_parts(app: Flask) -> None:
    with app.app_context():
        message = mail.sign_in_link("maren@example.org", token="abc", onward=None, language="en")

    assert message.to == "maren@example.org"
    assert message.private
    assert ADDRESS in message.text
    assert f'href="{ADDRESS}"' in message.html
    assert ADDRESS not in message.subject
