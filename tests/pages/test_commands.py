import re

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from app.kit.database import db
from app.letters.models import Edition, Letter
from app.signing.models import Signatory

LINK = re.compile(r"http://localhost(/desk/sign-in/\S+)")


@pytest.fixture
def told(runner: FlaskCliRunner) -> str:
    """What making a new site ready says."""
    result = runner.invoke(args=["setup"])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_a_new_site_has_the_sample_letters_and_tells_where_to_sign_in(client: FlaskClient, told: str) -> None:
    link = LINK.search(told)

    assert link is not None
    assert client.get(link[1]).status_code == 200
    assert client.get("/letters/sarn-water-records").status_code == 200


def test_made_ready_again_it_keeps_everything_and_adds_nothing(app: Flask, runner: FlaskCliRunner, told: str) -> None:
    with app.app_context():
        before = [db.session.query(model).count() for model in (Letter, Edition, Signatory)]

    again = runner.invoke(args=["setup"])

    assert again.exit_code == 0, again.output
    with app.app_context():
        assert [db.session.query(model).count() for model in (Letter, Edition, Signatory)] == before
