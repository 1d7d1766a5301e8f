"""Every public page, as people see it: accessible, whole in a small window, in both themes and both directions."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page

from tests import bundles, outbox

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("sample_letters", "closed_letter")]

SARN, LIBRARY, CLOSED = "sarn-water-records", "nahr-al-rand-library", "oxmoor-ferry"
PAGES = {
    "home": "/",
    "letter": f"/letters/{SARN}",
    "translation": f"/letters/{SARN}/uk",
    "french": f"/letters/{SARN}/fr",
    "closed": f"/letters/{CLOSED}",
    "campaign": "/campaigns/the-sarn-record",
    "arabic": f"/letters/{LIBRARY}",
    "roll": f"/letters/{SARN}/signatories",
    "arabic roll": f"/letters/{LIBRARY}/signatories?language=ar",
    "thanks": f"/letters/{SARN}/thanks",
    "privacy": "/privacy",
    "verify": "/verify",
    "verify, unknown": "/verify?print=0123456789abcdef0123",
    "error": "/no/such/page",
}
SMALLEST = {"width": 320, "height": 640}
WIDER = "document.documentElement.scrollWidth - document.documentElement.clientWidth"


@pytest.fixture
def closed_letter(app: Flask, tmp_path: Path) -> None:
    """One that can be read and no longer signed."""
    over = bundles.write(tmp_path / CLOSED, letter_md=bundles.LETTER.replace("state: open", "state: closed"))
    result = app.test_cli_runner().invoke(args=["letters", "load", str(over)])
    assert result.exit_code == 0, result.output


@pytest.fixture(params=["light", "dark"])
def page(context: BrowserContext, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page in one theme and then in the other."""
    page = context.new_page()
    page.emulate_media(color_scheme=request.param)
    yield page
    page.close()


def visited(page: Page) -> Iterator[str]:
    """Go to each page in turn, so that one that is bad hides no other."""
    for name, address in PAGES.items():
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == (404 if name == "error" else 200), name
        yield name


def test_pages_are_accessible(page: Page, axe: Callable[[Page], list[str]]) -> None:
    faults = {name: found for name in visited(page) if (found := axe(page))}

    assert faults == {}


def test_the_pages_behind_the_form_are_accessible(page: Page, app: Flask, axe: Callable[[Page], list[str]]) -> None:
    page.goto(PAGES["letter"])
    page.get_by_label("Name", exact=True).fill("Ines Halloran")
    page.get_by_label("E-mail address").fill("ines@example.org")
    page.get_by_label("I sign this letter").check()
    page.get_by_role("button", name="Sign the letter").click()

    page.goto(outbox.link(outbox.messages(app)[-1]))
    assert axe(page) == []
    page.get_by_role("button", name="Confirm my signature").click()
    assert axe(page) == []
    page.goto(page.locator(".key a").get_attribute("href") or "")
    assert axe(page) == []
    page.get_by_role("button", name="Withdraw my signature").click()
    assert axe(page) == []


def test_no_page_is_wider_than_the_smallest_window(page: Page) -> None:
    page.set_viewport_size(SMALLEST)
    faults = {name: wider for name in visited(page) if (wider := page.evaluate(WIDER))}

    assert faults == {}


def test_a_table_too_wide_scrolls_in_its_own_box_by_the_keyboard(context: BrowserContext) -> None:
    page = context.new_page()
    page.set_viewport_size(SMALLEST)
    page.goto(PAGES["letter"])

    box = page.locator(".table").first
    assert box.get_attribute("aria-label") == "Table 1"
    assert box.evaluate("box => { box.focus(); return document.activeElement === box }")
    assert box.evaluate("box => box.scrollWidth > box.clientWidth")


def test_arabic_runs_from_right_to_left(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(PAGES["arabic"])

    assert page.locator("html").get_attribute("dir") == "rtl"
    wordmark, languages = page.locator(".wordmark").bounding_box(), page.locator(".languages ul").bounding_box()
    assert wordmark is not None
    assert languages is not None
    assert wordmark["x"] > languages["x"]


def test_a_page_of_one_script_fetches_the_fonts_of_no_other(context: BrowserContext) -> None:
    page = context.new_page()
    fetched: list[str] = []
    page.on("request", lambda asked: fetched.append(asked.url) if "/fonts/" in asked.url else None)
    page.goto(PAGES["privacy"], wait_until="networkidle")

    assert fetched
    assert [font for font in fetched if "-latin-" not in font] == []


def test_the_letter_printed_from_the_browser_has_no_controls(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(PAGES["letter"])
    page.emulate_media(media="print", color_scheme="dark")

    assert not page.locator("form").is_visible()
    assert not page.locator(".languages").is_visible()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert page.locator("#signatories").is_visible()


def test_the_first_tab_leads_past_the_masthead(context: BrowserContext) -> None:
    page = context.new_page()
    page.goto(PAGES["letter"])

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "content"
    assert page.url.endswith("#content")
