"""The desk in a real browser: narrow and wide, light and dark, with JavaScript and without."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy.orm import Session

from app.delivery import actions
from app.delivery.models import PrintState, Shape, Timestamp
from app.kit import clock, files
from app.kit.database import writing
from app.letters.models import Letter, Recipient
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
    f"{LETTER}/prints?changed=1",
    f"{LETTER}/send?to=minister",
    f"{LETTER}/send?to=minister&shape=bound",
    f"{LETTER}/send?to=minister&to=long&shape=lighter",
    f"{LETTER}/send",
    "/desk/letters/library/prints",
    "/desk/letters/library/send?to=curator",
    "/desk/outbox",
)
OVERFLOW = "document.documentElement.scrollWidth > window.innerWidth"


LONG = "Maria-Magdalena Wolfeschlegelsteinhausenbergerdorff de la Concepción"


@pytest.fixture(autouse=True)
def letter(app: Flask) -> int:
    """A letter with a signatory, whose number is returned, recipients, and prints in every state; and one in Arabic."""
    with app.app_context(), writing() as session:
        factories.organiser(session, "operator@example.org", operator=True)
        organisation = factories.organisation(session)
        letter = factories.letter(session, slug="ferry", organisation=organisation)
        factories.attachment(session, letter, content=files.keep(b"%PDF-1.7 records"))
        minister = factories.recipient(session, letter)
        long = factories.recipient(session, letter, "long", name=LONG, office="Deputy " * 20)
        every_state(session, letter, minister, long)
        arabic = factories.letter(session, slug="library", organisation=organisation, languages=("ar",))
        curator = factories.recipient(session, arabic, "curator", name="ليلى حدّاد", language="ar", salutation="سيدتي")
        factories.printed(session, arabic, recipient_id=curator.id)
        return factories.signatory(session, letter, stated=Particulars(name="Zoë \U0010fffd Lindqvist")).id


def every_state(session: Session, letter: Letter, minister: Recipient, long: Recipient) -> None:
    """Prints as the desk can meet them, the newest for the minister ready to be sent."""
    waits: dict[str, Any] = {"state": PrintState.ASKED, "content": None, "recipient_id": long.id}
    failed: dict[str, Any] = {"state": PrintState.FAILED, "content": None, "reason": "Attachment 3 is torn."}
    soon = clock.now() + timedelta(minutes=7)
    factories.printed(session, letter, signatories=9, seal="a" * 64, timestamp=Timestamp.PENDING)
    factories.printed(session, letter, state=PrintState.CANCELLED, content=None)
    factories.printed(session, letter, shape=Shape.LIGHTER, **waits)
    factories.printed(session, letter, shape=Shape.BOUND, reason="The press was busy.", again_at=soon, **waits)
    factories.printed(session, letter, recipient_id=minister.id, shape=Shape.LIGHTER, tries=1, **failed)
    factories.printed(session, letter, language="fr", tries=actions.MOST_TRIES, **failed)
    factories.printed(session, letter, recipient_id=minister.id, shape=Shape.BOUND, size=14_400_000)
    factories.roll(session, letter, volumes=11, made=3, again_at=soon)
    content = files.keep(b"%PDF-1.7")
    factories.printed(session, letter, recipient_id=minister.id, signatories=1, content=content, size=8)


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
    page.get_by_role("link", name="Roll").first.click()
    page.get_by_role("link", name=re.compile("Strike Zoë .* Lindqvist")).click()
    page.get_by_label("Reason").fill("She never signed.")
    page.get_by_role("button", name="Strike this signature").click()
    expect(page.get_by_role("status")).to_contain_text("was struck")

    page.get_by_role("status").get_by_role("button").click()

    expect(page.get_by_role("status")).to_contain_text("stands where it stood before")


def test_a_print_is_asked_for_cancelled_and_asked_for_again(app: Flask, page: Page, javascript: bool) -> None:
    sign_in(page, app)
    page.goto(f"{LETTER}/prints")
    page.get_by_text("Ask for a print").click()
    page.get_by_label("For").select_option(label=f"{LONG}, {'Deputy ' * 20}".strip())
    page.get_by_label("Letter with attachments as files").check()
    page.get_by_label("Paper").select_option("US Letter")
    page.get_by_role("button", name="Make a print").click()
    expect(page.get_by_role("status")).to_contain_text("it is waiting to be made")
    line = page.get_by_role("row").nth(1)
    expect(line).to_contain_text("US Letter")

    line.get_by_role("button", name="Cancel").click()
    expect(page.get_by_role("status")).to_contain_text("it was cancelled")
    page.get_by_role("status").get_by_role("button", name="Undo").click()

    expect(page.get_by_role("row").nth(1)).to_contain_text("Waiting to be made")


def test_the_keyboard_alone_asks_for_a_print(app: Flask, page: Page, javascript: bool) -> None:
    sign_in(page, app)
    page.goto(f"{LETTER}/prints")
    page.get_by_text("Ask for a print").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("For")).to_be_focused()
    for _field in ("language", "paper", "shape"):
        page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Letter with attachments bound in")).to_be_checked()

    page.keyboard.press("Enter")

    expect(page.get_by_role("status")).to_contain_text("Everyone")


def test_how_far_a_roll_has_come_can_be_heard(page: Page, app: Flask) -> None:
    sign_in(page, app)
    page.goto(f"{LETTER}/prints")

    progress = page.get_by_role("progressbar", name="3 of 11 volumes are made")

    expect(progress).to_have_attribute("value", "3")
    expect(page.get_by_role("link", name="Look again")).to_be_visible()


def test_a_letter_is_previewed_and_sent(app: Flask, page: Page, context: BrowserContext, javascript: bool) -> None:
    sign_in(page, app)
    page.goto(f"{LETTER}/send?to=minister")
    expect(page.get_by_role("article")).to_contain_text("Dear Minister")

    page.get_by_role("button", name="Send 1 mail now").click()

    expect(page.get_by_role("status")).to_have_text("1 mail waits in the outbox.")
    page.get_by_role("button", name="Sign out").click()
    assert context.cookies() == []
