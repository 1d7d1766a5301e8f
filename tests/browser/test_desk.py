"""The desk in a real browser: narrow and wide, light and dark, with JavaScript and without."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from app.delivery import actions
from app.delivery.orders import Order
from app.delivery.pressroom import Finished
from app.kit import files
from app.kit.database import writing
from app.signing.particulars import Particulars
from tests import factories
from tests.desks import link

pytestmark = pytest.mark.one_database
LETTER = "/desk/letters/ferry"
PAGES = (
    "/desk/",
    f"{LETTER}/roll",
    f"{LETTER}/roll?words=nobody",
    f"{LETTER}/prints",
    f"{LETTER}/recipients",
    f"{LETTER}/send?to=minister",
    f"{LETTER}/send",
    "/desk/outbox",
)
OVERFLOW = "document.documentElement.scrollWidth > window.innerWidth"


@pytest.fixture(autouse=True)
def letter(app: Flask) -> int:
    """A letter with a signatory, whose number is returned, a recipient and a print for them."""
    with app.app_context(), writing() as session:
        factories.organiser(session, "operator@example.org", operator=True)
        letter = factories.letter(session, slug="ferry", organisation=factories.organisation(session))
        minister = factories.recipient(session, letter)
        text = letter.edition.text_in("en")
        actions.record(
            session, Order(text, "f" * 64, minister), Finished(files.keep(b"%PDF-1.7"), size=8, signatories=1)
        )
        return factories.signatory(session, letter, stated=Particulars(name="Zoë Lindqvist")).id


def sign_in(page: Page, app: Flask) -> None:
    page.goto(f"/desk/sign-in/{link(app, 'operator@example.org')}")
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Letters")


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_accessible_and_fits(
    app: Flask, page: Page, axe: Callable[[Page], list[str]], letter: int, width: int, scheme: str
) -> None:
    page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    page.set_viewport_size({"width": width, "height": 800})
    found = {}
    for address in ("/desk/sign-in", "/desk/sign-in/sent", f"/desk/sign-in/{'x' * 43}"):
        page.goto(address)
        found[address] = [*axe(page), *(["too wide"] if page.evaluate(OVERFLOW) else [])]
    sign_in(page, app)
    for address in (*PAGES, f"{LETTER}/roll/{letter}/strike"):
        page.goto(address)
        found[address] = [*axe(page), *(["too wide"] if page.evaluate(OVERFLOW) else [])]

    assert {address: wrong for address, wrong in found.items() if wrong} == {}


def test_a_forgery_is_struck_and_that_is_undone(app: Flask, page: Page, javascript: bool) -> None:
    sign_in(page, app)
    page.get_by_role("link", name="Roll").click()
    page.get_by_role("link", name="Strike Zoë Lindqvist").click()
    page.get_by_label("Reason").fill("She never signed.")
    page.get_by_role("button", name="Strike this signature").click()
    expect(page.get_by_role("status")).to_contain_text("was struck")

    page.get_by_role("status").get_by_role("button").click()

    expect(page.get_by_role("status")).to_contain_text("stands where it stood before")


def test_a_letter_is_previewed_and_sent(app: Flask, page: Page, context: BrowserContext, javascript: bool) -> None:
    sign_in(page, app)
    page.goto(f"{LETTER}/send?to=minister")
    expect(page.get_by_role("article")).to_contain_text("Dear Minister")

    page.get_by_role("button", name="Send 1 mail now").click()

    expect(page.get_by_role("status")).to_have_text("1 mail is on its way.")
    page.get_by_role("button", name="Sign out").click()
    assert context.cookies() == []
