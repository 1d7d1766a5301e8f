"""People sign in a real browser, with JavaScript and without: the same pages, the same outcome."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from tests import outbox

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("javascript", "sample_letters")]

LETTER = "/letters/sarn-water-records"
Check = Callable[[Page], list[str]]


@pytest.fixture
def page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(LETTER)
    return page


def press_sign(page: Page) -> None:
    page.get_by_role("button", name="Sign the letter").click()


def open_mail(page: Page, app: Flask) -> None:
    """Follow the link in the newest mail."""
    page.goto(outbox.link(outbox.messages(app)[-1]))


def test_a_person_signs_confirms_changes_and_withdraws(page: Page, app: Flask) -> None:
    page.get_by_role("link", name="Sign this letter").click()
    page.get_by_label("Title or form of address").fill("Dr")
    page.get_by_label("Name", exact=True).fill("Ines Halloran")
    page.get_by_label("Profession, office or affiliation").fill("Hydrologist, Lahnstein")
    page.get_by_label("Country").select_option("IE")
    page.get_by_label("E-mail address").fill("ines@example.org")
    page.get_by_label("I sign this letter").check()
    press_sign(page)
    expect(page.locator("h1")).to_contain_text("mailbox")

    open_mail(page, app)
    page.get_by_role("button", name="Confirm my signature").click()
    expect(page.locator("h1")).to_have_text("Your signature is confirmed")
    own = page.locator(".key a").get_attribute("href")
    assert own
    page.goto(LETTER)
    expect(page.locator("#signatories")).to_contain_text("Ines Halloran")

    page.goto(own)
    page.get_by_label("Profession, office or affiliation").fill("Nurse, Halvey")
    page.get_by_role("button", name="Save the changes").click()
    expect(page.get_by_role("status")).to_have_text("Your changes are saved.")

    page.get_by_role("button", name="Withdraw my signature").click()
    expect(page.locator("h1")).to_have_text("Your signature is withdrawn")
    page.goto(f"{LETTER}/signatories")
    expect(page.locator("main")).not_to_contain_text("Ines Halloran")


def test_what_is_wrong_is_listed_first_and_leads_to_its_field(page: Page, axe: Check, javascript: bool) -> None:
    page.get_by_label("E-mail address").fill("no address")
    press_sign(page)

    assert page.title().startswith("Error: ")
    summary = page.get_by_role("alert")
    expect(summary.get_by_role("link")).to_have_count(3)
    summary.get_by_role("link", name="Write an e-mail address").click()
    expect(page.get_by_label("E-mail address")).to_be_focused()
    expect(page.get_by_label("E-mail address")).to_have_value("no address")
    assert not javascript or axe(page) == []


def test_the_fields_of_an_organisation_appear_without_a_script(page: Page, app: Flask) -> None:
    representative = page.get_by_label("Who signs for the organisation")
    expect(representative).to_be_hidden()

    page.get_by_label("For an organisation", exact=True).check()
    expect(representative).to_be_visible()
    expect(page.get_by_label("Title or form of address")).to_be_hidden()
    page.get_by_label("Name", exact=True).fill("Friends of the Sarn")
    representative.fill("Ines Halloran")
    page.get_by_label("E-mail address").fill("office@example.org")
    page.get_by_label("I sign this letter").check()
    press_sign(page)

    open_mail(page, app)
    expect(page.locator("dl")).to_contain_text("Ines Halloran")


def test_one_who_is_only_counted_needs_no_name(page: Page, app: Flask) -> None:
    page.get_by_label("Nobody: I am counted").check()
    page.get_by_label("E-mail address").fill("quiet@example.org")
    page.get_by_label("I sign this letter").check()
    press_sign(page)

    open_mail(page, app)
    page.get_by_role("button", name="Confirm my signature").click()
    page.goto(f"{LETTER}/signatories")
    expect(page.locator("main")).to_contain_text("24 have signed")


def test_no_cookie_is_ever_set(page: Page, context: BrowserContext) -> None:
    page.get_by_label("Name", exact=True).fill("Ines Halloran")
    page.get_by_label("E-mail address").fill("ines@example.org")
    page.get_by_label("I sign this letter").check()
    press_sign(page)

    assert context.cookies() == []
