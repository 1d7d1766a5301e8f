"""Whole letters on the command line: loaded, refused with every fault at once, and exported so that they load again."""

from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskCliRunner

from app import create_app
from app.config import ROOT
from app.kit import migrations
from app.kit.database import db
from app.letters import bundle
from app.letters.models import Letter
from app.signing.models import Signatory
from tests import bundles
from tests.conftest import close, settings_for

SPOKEN = ("en", "fr", "uk", "ar")


def count(app: Flask, model: type) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


def test_load_prints_a_line_of_each_language(runner: FlaskCliRunner, tmp_path: Path) -> None:
    result = runner.invoke(args=["letters", "load", str(bundles.write(tmp_path))])

    lines = [line.split() for line in result.stdout.splitlines()]
    assert result.exit_code == 0
    assert [line[:4] for line in lines] == [
        ["oxmoor-ferry", "edition", "1", "en"],
        ["oxmoor-ferry", "edition", "1", "fr"],
    ]
    assert all(len(line[4]) == 64 for line in lines)


def test_load_again_prints_the_same(runner: FlaskCliRunner, tmp_path: Path) -> None:
    command = ["letters", "load", str(bundles.write(tmp_path))]

    assert runner.invoke(args=command).stdout == runner.invoke(args=command).stdout


def test_load_refuses_with_every_fault_and_changes_nothing(runner: FlaskCliRunner, app: Flask, tmp_path: Path) -> None:
    good = bundles.write(tmp_path / "good")
    bad = bundles.write(tmp_path / "bad", recipients_csv="key,name\nx,\n", signatories_csv="kind,name\nrobot,Rex\n")

    result = runner.invoke(args=["letters", "load", str(good), str(bad)])

    assert result.exit_code == 1
    assert f"{bad}/recipients.csv:2:name: The cell is empty." in result.stderr
    assert f"{bad}/signatories.csv:2:kind: Write one of person, organisation, not “robot”." in result.stderr
    assert count(app, Letter) == 0


def test_load_warns_of_an_attachment_that_does_not_exist(runner: FlaskCliRunner, tmp_path: Path) -> None:
    letter = bundles.LETTER.replace("[Attachment 1]", "[Attachment 7]")

    result = runner.invoke(args=["letters", "load", str(bundles.write(tmp_path, letter_md=letter))])

    assert result.exit_code == 0
    assert f"Warning: {tmp_path}/letter.md, line 1 of the text" in result.stderr


def test_a_check_tells_every_fault_and_warning_and_changes_nothing(
    runner: FlaskCliRunner, app: Flask, tmp_path: Path
) -> None:
    letter = bundles.LETTER.replace("[Attachment 1]", "[Attachment 7]")
    doubtful = bundles.write(tmp_path / "doubtful", letter_md=letter)
    bad = bundles.write(
        tmp_path / "bad", letter_md=letter.replace("slug: ", "slug: x-"), recipients_csv="key,name\nx,\n"
    )

    result = runner.invoke(args=["letters", "load", "--check", str(doubtful), str(bad), str(tmp_path / "none")])

    assert result.exit_code == 1
    for folder in (doubtful, bad):
        assert f"Warning: {folder}/letter.md, line 1 of the text" in result.stderr
    assert f"{bad}/recipients.csv:2:name: The cell is empty." in result.stderr
    assert f"{tmp_path}/none/letter.md: There is no such file" in result.stderr
    assert count(app, Letter) == 0


def test_a_check_of_what_is_whole_changes_nothing_either(runner: FlaskCliRunner, app: Flask, tmp_path: Path) -> None:
    result = runner.invoke(args=["letters", "load", "--check", "--publish", str(bundles.write(tmp_path))])

    assert (result.exit_code, result.stdout) == (0, "No faults found. Nothing was changed.\n")
    assert count(app, Letter) == 0


def test_export_says_what_it_leaves_out(runner: FlaskCliRunner, tmp_path: Path) -> None:
    runner.invoke(args=["letters", "load", str(bundles.write(tmp_path / "ferry"))])

    result = runner.invoke(args=["letters", "export", "oxmoor-ferry", "--out", str(tmp_path / "out")])

    assert result.stdout == ""
    assert result.stderr.splitlines() == [
        "Left out: 1 signatory who is not public.",
        "E-mail addresses of signatories are not exported.",
    ]


def test_load_warns_of_letters_that_no_font_can_print(runner: FlaskCliRunner, tmp_path: Path) -> None:
    unassigned = "\u0378"  # in no font, now or later
    folder = bundles.write(
        tmp_path,
        letter_md=bundles.LETTER.replace("Ada Marlow", f"Ada {unassigned}"),
        letter_fr_md=bundles.FRENCH.replace("Rouvrez", f"Rouvrez{unassigned}"),
        recipients_csv=bundles.RECIPIENTS.replace("Ines", unassigned),
        signatories_csv=bundles.SIGNATORIES.replace("Harbour Institute", unassigned),
        attachments_csv=bundles.ATTACHMENTS.replace("book", unassigned),
    )

    result = runner.invoke(args=["letters", "load", str(folder)])

    assert result.exit_code == 0
    for file in ("letter.md", "letter.fr.md", "recipients.csv", "signatories.csv", "attachments.csv"):
        assert f"Warning: {folder}/{file}: No font here has {unassigned} (U+0378): in print" in result.stderr


def test_load_warns_of_an_address_that_the_window_does_not_show(runner: FlaskCliRunner, tmp_path: Path) -> None:
    long = bundles.RECIPIENTS.replace("Ines", " ".join(["Ines Amalia Friederike"] * 20))
    folder = bundles.write(tmp_path, recipients_csv=long)

    result = runner.invoke(args=["letters", "load", str(folder), "--check"])

    assert f"Warning: {folder}/recipients.csv: The address of" in result.stderr
    assert "has more than 9 lines" in result.stderr


def test_load_of_nothing_is_wrong_usage(runner: FlaskCliRunner, tmp_path: Path) -> None:
    assert runner.invoke(args=["letters", "load"]).exit_code == 2
    assert runner.invoke(args=["letters", "load", str(tmp_path / "none")]).exit_code == 1


def test_export_loads_into_an_empty_database_as_the_same(runner: FlaskCliRunner, tmp_path: Path) -> None:
    first = runner.invoke(args=["letters", "load", str(ROOT / "letters" / "sarn-water-records")])
    assert (
        runner.invoke(args=["letters", "export", "sarn-water-records", "--out", str(tmp_path / "out")]).exit_code == 0
    )
    (tmp_path / "other").mkdir()
    other = create_app(settings_for(tmp_path / "other", f"sqlite:///{tmp_path}/other/undersigned.sqlite"))
    migrations.upgrade(other)

    second = other.test_cli_runner().invoke(args=["letters", "load", str(tmp_path / "out")])

    assert (second.exit_code, second.stdout) == (0, first.stdout)
    given = bundle.read(ROOT / "letters" / "sarn-water-records", SPOKEN)
    found = bundle.read(tmp_path / "out", SPOKEN)
    public = [replace(row, email="") for row in given.signatories if row.visibility == "public"]
    section = [row for row in public if row.featured] + [
        row for kind in ("person", "organisation") for row in public if row.kind == kind and not row.featured
    ]
    assert found == replace(given, signatories=tuple(section), state=found.state)
    assert count(other, Signatory) == len(public)
    close(other)


def test_export_refuses_what_is_not_there_or_taken(runner: FlaskCliRunner, tmp_path: Path) -> None:
    runner.invoke(args=["letters", "load", str(bundles.write(tmp_path / "ferry"))])

    unknown = runner.invoke(args=["letters", "export", "bridge", "--out", str(tmp_path / "out")])
    taken = runner.invoke(args=["letters", "export", "oxmoor-ferry", "--out", str(tmp_path / "ferry")])

    assert (unknown.exit_code, unknown.stderr) == (1, "Error: There is no letter “bridge”.\n")
    assert (taken.exit_code, "is not empty; name a folder that is new" in taken.stderr) == (1, True)


@pytest.mark.parametrize("path", sorted((ROOT / "letters").iterdir()), ids=lambda path: path.name)
def test_every_sample_letter_loads_without_a_warning(runner: FlaskCliRunner, path: Path) -> None:
    result = runner.invoke(args=["letters", "load", str(path)])

    assert (result.exit_code, result.stderr) == (0, "")
