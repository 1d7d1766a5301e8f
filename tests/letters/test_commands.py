"""The group of commands about letters holds those of the rooms above."""

import pytest
from flask.testing import FlaskCliRunner

pytestmark = pytest.mark.one_database


def test_letters_lists_what_can_be_done_with_them(runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["letters", "--help"])

    assert result.exit_code == 0
    assert [name for name in ("load", "export", "print") if f"  {name} " not in result.stdout] == []
