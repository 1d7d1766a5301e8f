import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from app.accounts import queries
from app.accounts.models import Role
from app.kit.database import db, writing
from tests import factories

ADD = ["organisers", "add"]


@pytest.fixture(autouse=True)
def sarn_valley(app: Flask) -> None:
    with app.app_context(), writing() as session:
        factories.organisation(session, "sarn-valley")


def test_add_prints_a_link_that_signs_in_once(app: Flask, runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=[*ADD, "maren@example.org", "--organisation", "sarn-valley", "--role", "editor"])
    address = result.stdout.strip()

    assert result.exit_code == 0
    assert address.startswith("http://localhost/desk/sign-in/")
    path = address.removeprefix("http://localhost")
    assert app.test_client().post(path).status_code == 303
    assert app.test_client().post(path).status_code == 410


def test_add_gives_the_role_in_that_organisation(app: Flask, runner: FlaskCliRunner) -> None:
    runner.invoke(args=[*ADD, "maren@example.org", "--organisation", "sarn-valley", "--role", "moderator"])

    with app.app_context():
        maren = queries.organiser_by_email(db.session, "maren@example.org")
        assert maren is not None
        assert [held.role for held in maren.memberships] == [Role.MODERATOR]


@pytest.mark.parametrize(
    ("email", "organisation", "role", "code", "sentence"),
    [
        ("maren", "sarn-valley", "editor", 1, "“maren” is not an e-mail address."),
        ("maren@example.org", "nowhere", "editor", 1, "There is no organisation “nowhere”. There are: sarn-valley."),
        ("maren@example.org", "sarn-valley", "king", 2, "'king' is not one of"),
    ],
)
def test_what_cannot_be_added_is_said_in_a_sentence_and_changes_nothing(
    app: Flask, runner: FlaskCliRunner, email: str, organisation: str, role: str, code: int, sentence: str
) -> None:
    result = runner.invoke(args=[*ADD, email, "--organisation", organisation, "--role", role])

    assert result.exit_code == code
    assert sentence in result.stderr
    with app.app_context():
        assert queries.organiser_by_email(db.session, email) is None
