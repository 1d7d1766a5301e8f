"""The worker's command."""

import pytest
from flask.testing import FlaskCliRunner

from app.kit import queue
from app.kit.refusals import Refusal

pytestmark = pytest.mark.one_database


def test_worker_works_until_it_is_stopped(runner: FlaskCliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    monkeypatch.setattr(queue, "work", lambda: calls.append("work"))

    assert runner.invoke(args=["worker"]).exit_code == 0
    assert calls == ["work"]


def test_worker_does_all_that_is_due_once(runner: FlaskCliRunner) -> None:
    assert runner.invoke(args=["worker", "--once"]).exit_code == 0


def test_worker_tells_a_failure_in_one_sentence(runner: FlaskCliRunner, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise Refusal("The store of files could not be used.")

    monkeypatch.setattr(queue, "run_all", refuse)
    result = runner.invoke(args=["worker", "--once"])

    assert (result.exit_code, result.stderr) == (1, "Error: The store of files could not be used.\n")
