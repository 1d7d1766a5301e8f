"""Whatever fails, the reader gets one sentence, the right status, and nothing of the inside."""

import errno
import sqlite3

import pytest
from bs4 import BeautifulSoup
from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.test import TestResponse

from app.kit.audience import public
from app.kit.refusals import Refusal
from app.pages import errors

pytestmark = pytest.mark.one_database

LOCKED = OperationalError("BEGIN IMMEDIATE", None, sqlite3.OperationalError("database is locked"))
SECRET = "select address from secrets"


class TooLate(Refusal):
    sentence = "The letter is closed."
    status = 410


def failing(app: Flask, failure: Exception | int) -> TestResponse:
    """Ask for a page that fails that way."""

    @public
    def fail() -> str:
        if isinstance(failure, int):
            abort(failure)
        raise failure

    app.add_url_rule("/fail", view_func=fail)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return app.test_client().get("/fail")


def sentence(response: TestResponse) -> str:
    return BeautifulSoup(response.data, "html.parser").select_one("main .lead").text


@pytest.mark.parametrize("status", sorted(errors.TITLES))
def test_each_status_has_its_page(app: Flask, status: int) -> None:
    response = failing(app, status)

    page = BeautifulSoup(response.data, "html.parser")
    assert response.status_code == status
    assert page.h1.text == str(errors.TITLES[status])
    assert sentence(response)
    assert response.headers["Cache-Control"] == "no-store"
    assert page.select_one("meta[name=robots]")["content"] == "noindex"


@pytest.mark.parametrize(("status", "like"), [(418, 400), (451, 400), (502, 500)])
def test_a_status_without_a_page_of_its_own_has_its_class_speak(app: Flask, status: int, like: int) -> None:
    response = failing(app, 418 if status == 418 else status)

    assert response.status_code == status
    assert sentence(response) == str(errors.SENTENCES[like])


def test_a_refusal_says_its_own_sentence(app: Flask) -> None:
    response = failing(app, TooLate())

    assert response.status_code == 410
    assert sentence(response) == "The letter is closed."


@pytest.mark.parametrize("failure", [LOCKED, PoolTimeoutError("too many"), OSError(errno.ENOSPC, "No space left")])
def test_what_passes_asks_to_try_again(app: Flask, failure: Exception) -> None:
    response = failing(app, failure)

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "30"
    assert "try again soon" in sentence(response)


@pytest.mark.parametrize("failure", [ValueError(SECRET), OSError(errno.EACCES, SECRET)])
def test_a_fault_of_ours_tells_nothing_of_the_inside(app: Flask, failure: Exception) -> None:
    response = failing(app, failure)

    assert response.status_code == 500
    assert SECRET not in response.text


def test_a_wrong_method_says_which_is_right(client: FlaskClient) -> None:
    response = client.post("/privacy")

    assert response.status_code == 405
    assert "GET" in response.headers["Allow"]


def test_an_unknown_address_gives_our_page(client: FlaskClient) -> None:
    response = client.get("/no/such/page")

    assert response.status_code == 404
    assert "There is no such page" in response.text
