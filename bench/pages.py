"""What the page of a letter costs, beside a Flask view that answers with the same bytes."""

from __future__ import annotations

from http import HTTPStatus

from flask import Flask
from flask.testing import FlaskClient

from bench.timing import medians, tell


def compare(app: Flask, slug: str) -> None:
    """Print what a reader's first look at a letter costs, and what a look with the page still at hand does."""
    path = f"/letters/{slug}"
    client = app.test_client(use_cookies=False)
    first = client.get(path)
    assert first.status_code == HTTPStatus.OK, f"{path} answers {first.status_code}"
    bare = _bare_client(first.text)
    kept = {"If-None-Match": first.headers["ETag"]}
    assert client.get(path, headers=kept).status_code == HTTPStatus.NOT_MODIFIED

    tell("A letter's page", *_beside(client, bare, path, {}))
    tell("The same, unchanged since", *_beside(client, bare, path, kept))


def _beside(client: FlaskClient, bare: FlaskClient, path: str, headers: dict[str, str]) -> tuple[float, str, float]:
    ours, theirs = medians(
        lambda: client.get(path, headers=headers), lambda: bare.get("/", headers=headers), rounds=5, times=5
    )
    return ours, "a bare view of the same bytes", theirs


def _bare_client(page: str) -> FlaskClient:
    app = Flask("bare")
    app.add_url_rule("/", "page", lambda: page)
    return app.test_client(use_cookies=False)
