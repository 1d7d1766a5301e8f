import logging
import re
from collections.abc import Iterator

import pytest
from flask import Flask

from app.kit import logs
from app.kit.audience import public


@pytest.fixture
def root() -> Iterator[logging.Logger]:
    """The root logger, given back as it was."""
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    yield root
    root.handlers, root.level = handlers, level


def test_an_event_is_one_line_with_its_time_in_utc(root: logging.Logger, capsys: pytest.CaptureFixture[str]) -> None:
    logs.init_app(testing=False)

    logging.getLogger("app.post").warning("The mail server said no.")

    assert re.fullmatch(
        r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ WARNING app\.post: The mail server said no\.\n", capsys.readouterr().err
    )


def test_libraries_that_tell_of_every_step_are_heard_when_something_goes_wrong(root: logging.Logger) -> None:
    logs.init_app(testing=False)

    assert not logging.getLogger("huey.consumer").isEnabledFor(logging.INFO)
    assert logging.getLogger("huey.consumer").isEnabledFor(logging.WARNING)


@pytest.mark.one_database
def test_an_error_is_logged_without_the_address_that_led_to_it(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    def fail(**_path: str) -> None:
        raise ZeroDivisionError

    app.config["PROPAGATE_EXCEPTIONS"] = False
    app.view_functions["signing.confirm"] = public(fail)

    answer = app.test_client().get("/confirm/a-secret-token")

    assert answer.status_code == 500
    assert "An error in signing.confirm" in caplog.text
    assert "a-secret-token" not in caplog.text
