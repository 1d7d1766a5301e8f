from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from app.kit.database import db
from app.letters import queries
from app.letters.models import Letter, Recipient
from tests import bundles


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
