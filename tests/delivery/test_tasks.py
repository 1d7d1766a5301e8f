from types import ModuleType

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from app.delivery import rollkeeping, tasks, upkeep
from app.kit.queue import Job

STEPS = ("make_asked", "refresh_public", "forget_overtaken", "stamp_late")


def test_the_worker_makes_the_public_prints_of_every_language(
    app: Flask, runner: FlaskCliRunner, client: FlaskClient, loaded: None
) -> None:
    result = runner.invoke(args=["worker", "--once"])

    assert result.exit_code == 0, result.output
    for language in ("en", "fr"):
        assert client.get(f"/letters/oxmoor-ferry/letter.pdf?language={language}").status_code == 200


@pytest.mark.one_database
@pytest.mark.parametrize(("job", "room"), [(tasks.make_prints, upkeep), (tasks.make_rolls, rollkeeping)])
@pytest.mark.parametrize("broken", STEPS)
def test_a_step_that_fails_unforeseen_is_logged_without_a_name_and_the_others_are_taken(
    job: Job,
    room: ModuleType,
    broken: str,
    app: Flask,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    taken: list[str] = []

    def named(name: str) -> Job:
        def step() -> None:
            taken.append(name)
            if name == broken:
                raise AssertionError("Runa Castell <runa@example.org>")

        step.__name__ = name
        return step

    for name in STEPS:
        monkeypatch.setattr(room, name, named(name))

    with app.app_context():
        job()

    (logged,) = caplog.messages
    assert taken == list(STEPS)
    assert logged.startswith(f"{broken} has failed: AssertionError at tasks.py:")
    assert "Runa" not in caplog.text
