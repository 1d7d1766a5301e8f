"""Commands keep one promise: done is 0, refused is 1 with one sentence on standard error, wrong usage is 2."""

import errno
import os

import click
import pytest
from click.testing import CliRunner
from sqlalchemy.exc import OperationalError

from app.kit.commandline import CommandGroup, SingleCommand, progress
from app.kit.refusals import Refusal


def group(raised: Exception | None) -> click.Group:
    letters = CommandGroup("letters")

    @letters.command(with_appcontext=False)
    def load() -> None:
        click.echo("done")
        if raised:
            raise raised

    return letters


def test_done_is_0() -> None:
    result = CliRunner().invoke(group(None), ["load"])

    assert (result.exit_code, result.stdout, result.stderr) == (0, "done\n", "")


@pytest.mark.parametrize(
    ("raised", "sentence"),
    [
        (Refusal("There is no letter “x”."), "There is no letter “x”."),
        (
            OperationalError("BEGIN IMMEDIATE", None, Exception("database is locked")),
            "The database could not be used: database is locked. Nothing was changed.",
        ),
        (
            OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "/srv/letter.pdf"),
            "No space left on device: /srv/letter.pdf.",
        ),
        (PermissionError(errno.EACCES, "Permission denied"), "Permission denied: nothing was changed."),
    ],
)
def test_refused_is_1_with_one_sentence(raised: Exception, sentence: str) -> None:
    command = SingleCommand("load", callback=lambda: (_ for _ in ()).throw(raised))

    for result in (CliRunner().invoke(group(raised), ["load"]), CliRunner().invoke(command, [])):
        assert (result.exit_code, result.stderr) == (1, f"Error: {sentence}\n")


def test_wrong_usage_is_2() -> None:
    assert CliRunner().invoke(group(None), ["load", "--fast"]).exit_code == 2
    assert CliRunner().invoke(group(None), ["burn"]).exit_code == 2


def test_a_fault_of_ours_is_not_hidden() -> None:
    missing = OSError("a template that is missing has no number")

    assert CliRunner().invoke(group(missing), ["load"]).exception is missing


def test_progress_is_a_line_each_where_there_is_no_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    assert list(progress("ab", label="Letter")) == ["a", "b"]
    assert capsys.readouterr().err == "Letter 1 of 2\nLetter 2 of 2\n"
