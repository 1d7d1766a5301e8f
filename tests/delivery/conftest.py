from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from app.kit.database import db
from app.letters import queries
from app.letters.models import Letter, Recipient
from app.paper import press
from tests import bundles, presses


@pytest.fixture(autouse=True)
def _quick_press(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Letters are set in a moment, except where a test is about what the press makes."""
    if "real_press" not in request.fixturenames:
        monkeypatch.setattr(press, "carry_out", presses.quick)


@pytest.fixture
def real_press() -> None:
    """Have letters set as they are outside of tests."""


@pytest.fixture
def loaded(runner: FlaskCliRunner, tmp_path: Path) -> None:
    """The ferry letter, loaded and open."""
    result = runner.invoke(args=["letters", "load", str(bundles.write(tmp_path / "ferry"))])
    assert result.exit_code == 0, result.output


@pytest.fixture
def letter(app: Flask, loaded: None) -> Iterator[Letter]:
    with app.app_context():
        yield queries.require(db.session, "oxmoor-ferry")


@pytest.fixture
def minister(letter: Letter) -> Recipient:
    return letter.addressees[0]
