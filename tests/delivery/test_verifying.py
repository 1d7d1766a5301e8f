import hashlib
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from app.delivery.models import Print, PrintState
from app.kit.database import writing
from app.paper.seal.seal import seal
from tests import factories, seals

pytestmark = pytest.mark.one_database


@pytest.fixture
def sealed(tmp_path: Path) -> Path:
    path = tmp_path / "print.pdf"
    path.write_bytes(seal(seals.blank(), seals.site()).content)
    return path


def test_a_print_that_holds_is_told_in_a_few_lines(app: Flask, runner: FlaskCliRunner, sealed: Path) -> None:
    digest = hashlib.sha256(sealed.read_bytes()).hexdigest()
    with app.app_context(), writing() as session:
        letter = factories.letter(session)
        columns = {"state": PrintState.MADE, "content": digest, "pages": 3, "signatories": 1200}
        session.add(Print(edition_id=letter.edition.id, language="en", manuscript=digest, **columns))
        factories.edition(session, letter, body="Other words.")

    result = runner.invoke(args=["verify", str(sealed)])

    assert (result.exit_code, result.stderr) == (0, "")
    first, certificate, whole, time, known, since = result.stdout.splitlines()
    assert first == "The seal holds: every byte of this file is as this site has sealed it."
    assert certificate == f"Certificate: {seals.site().certificate.fingerprint}"
    assert whole == f"SHA-256 of the file: {digest}"
    assert time == "No independent timestamp."
    assert known.startswith("“Let the river be measured (en)” (en), edition 1, printed on ")
    assert known.endswith(" 1,200 signatories then, 3 pages.")
    assert since == "The letter has changed since: it is in edition 2."


def test_a_print_of_one_page_has_one_page(app: Flask, runner: FlaskCliRunner, sealed: Path) -> None:
    digest = hashlib.sha256(sealed.read_bytes()).hexdigest()
    with app.app_context(), writing() as session:
        columns = {"state": PrintState.MADE, "content": digest, "pages": 1, "signatories": 2}
        edition_id = factories.letter(session).edition.id
        session.add(Print(edition_id=edition_id, language="en", manuscript=digest, **columns))

    assert " 1 page.\n" in runner.invoke(args=["verify", str(sealed)]).stdout


def test_a_timestamp_is_told(runner: FlaskCliRunner, tmp_path: Path) -> None:
    path = tmp_path / "print.pdf"
    with seals.timestamps() as server:
        path.write_bytes(seal(seals.blank(), seals.site(), timestamps=server).content)

    result = runner.invoke(args=["verify", str(path)])

    assert "Sealed no later than 2" in result.stdout
    assert "UTC, says Timestamps of Example." in result.stdout
    assert result.stdout.splitlines()[-1] == "This site no longer keeps this file."


def test_a_print_that_does_not_hold_is_one_sentence_and_1(runner: FlaskCliRunner, sealed: Path) -> None:
    with sealed.open("ab") as file:
        file.write(b"\n%%EOF\n")

    result = runner.invoke(args=["verify", str(sealed)])

    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == "Error: Something was added to this file after it was sealed.\n"


@pytest.mark.parametrize("arguments", [[], ["no-such.pdf"], ["/"], ["a.pdf", "b.pdf"]])
def test_wrong_usage_is_2(runner: FlaskCliRunner, arguments: list[str]) -> None:
    assert runner.invoke(args=["verify", *arguments]).exit_code == 2
