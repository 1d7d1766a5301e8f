"""Debian's Chromium, looking at the live site; it may speak to this machine and to no other."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import BrowserContext, Page, Request
from pytest_playwright import CreateContextCallback

from app.config import ROOT

FLAGS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-sandbox",  # root, as whom continuous integration runs, has none
)


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, object]:
    return {"executable_path": "/usr/bin/chromium", "args": list(FLAGS)}


@pytest.fixture(params=[True, False], ids=["javascript", "plain"])
def javascript(request: pytest.FixtureRequest) -> bool:
    """Ask for it, and the test runs with JavaScript and without."""
    allowed: bool = request.param
    return allowed


@pytest.fixture
def sample_letters(app: Flask) -> None:
    """The letters that `make run` loads: a long one in three languages, and one in Arabic."""
    for slug in ("sarn-water-records", "nahr-al-rand-library"):
        result = app.test_cli_runner().invoke(args=["letters", "load", str(ROOT / "letters" / slug)])
        assert result.exit_code == 0, result.output


@pytest.fixture
def foreign() -> list[str]:
    """The addresses asked for that are not ours; every test ends by finding none."""
    return []


@pytest.fixture
def context(
    new_context: CreateContextCallback, live_server: str, foreign: list[str], request: pytest.FixtureRequest
) -> Iterator[BrowserContext]:
    allowed = request.getfixturevalue("javascript") if "javascript" in request.fixturenames else True
    context: BrowserContext = new_context(base_url=live_server, java_script_enabled=allowed)

    def watch(asked: Request) -> None:
        if urlsplit(asked.url).netloc not in {urlsplit(live_server).netloc, ""}:
            foreign.append(asked.url)

    context.on("request", watch)
    yield context
    assert foreign == []


@pytest.fixture
def axe() -> Callable[[Page], list[str]]:
    """Return what axe finds wrong with a page, a line each."""

    def check(page: Page) -> list[str]:
        violations = Axe().run(page).response["violations"]
        return [f"{found['id']}: {node['html']}" for found in violations for node in found["nodes"]]

    return check
