"""How people sign: through HTTP and SMTP, without cookie or script."""

import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from flask import Flask

from app import create_app
from app.config import Settings
from app.kit import queue
from app.kit.database import db, writing
from tests import factories
from tests.mailbox import Mailbox
from tests.visitor import Visitor

ADDRESS = "canary.aldenhoven@example.org"
SCIENTIST = {
    "kind": "person",
    "honorific": "Prof. Dr.",
    "name": "Friederike Aldenhoven-Sasse",
    "affiliation": "Professor of hydrochemistry",
    "country": "DE",
    "email": ADDRESS,
    "visibility": "public",
    "consent": "y",
    "language": "en",
}


@pytest.fixture
def app(mailing: Settings) -> Iterator[Flask]:
    app = create_app(mailing)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def letter(app: Flask) -> str:
    with app.app_context(), writing() as session:
        return f"/letters/{factories.letter(session).slug}"


@pytest.fixture
def visitor(live_server: str) -> Visitor:
    return Visitor(live_server)


def the_worker_works(app: Flask) -> None:
    with app.app_context():
        queue.run_all()


def link_in(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body
    found = re.search(r"https?://\S+", body.get_content())
    assert found
    return found[0]


def files_that_hold(word: bytes, folder: Path) -> list[Path]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    return [path for path in files if word in path.read_bytes().lower()]


def test_a_scientist_signs(app: Flask, smtp: Mailbox, letter: str, visitor: Visitor, tmp_path: Path) -> None:
    # She reads the letter and fills in its form, forgetting her consent at first.
    assert "We ask for the records." in visitor.get(letter).words
    refused = visitor.post(f"{letter}/sign", **{**SCIENTIST, "consent": ""})
    assert refused.status == 422
    assert refused.page.find(id="name")["value"] == "Friederike Aldenhoven-Sasse"

    # Then all is well, and she is asked to look into her mailbox.
    signed = visitor.post(f"{letter}/sign", **SCIENTIST)
    assert (signed.status, signed.headers["Location"]) == (303, f"{letter}/thanks")
    assert "mailbox" in visitor.get(signed.headers["Location"]).words
    assert "Aldenhoven" not in visitor.get(letter).words

    # The mail does not say what it is about.
    the_worker_works(app)
    (mail,) = smtp.to(ADDRESS)
    assert mail["Subject"] == "Please confirm your e-mail address"
    assert "letter" not in str(mail["Subject"]) + str(mail["From"].addresses[0].display_name)

    # She opens the link, sees what she confirms, and presses the button.
    assert "Let the river be measured" in visitor.get(link_in(mail)).words
    confirmed = visitor.post(link_in(mail))
    assert confirmed.status == 200
    own = confirmed.link("/signature/")

    # Her name stands under the letter and on the roll.
    assert "Friederike Aldenhoven-Sasse" in visitor.get(letter).words
    assert "Friederike Aldenhoven-Sasse" in visitor.get(f"{letter}/signatories").words
    assert visitor.get(own).page.find(id="affiliation")["value"] == "Professor of hydrochemistry"

    # Her address is in no file of the site.
    the_worker_works(app)
    assert files_that_hold(b"canary.aldenhoven", tmp_path) == []


def test_an_organisation_signs(app: Flask, smtp: Mailbox, letter: str, visitor: Visitor) -> None:
    organisation = SCIENTIST | {"kind": "organisation", "name": "Nurses for Safe Water", "affiliation": ""}

    # It has to say who speaks for it.
    refused = visitor.post(f"{letter}/sign", **organisation)
    assert "Write the name of the person who signs for the organisation." in refused.words

    visitor.post(f"{letter}/sign", **organisation, representative="Wanjiru Odhiambo", representative_role="Secretary")
    the_worker_works(app)
    (mail,) = smtp.to(ADDRESS)
    page = visitor.get(link_in(mail)).words
    assert "Nurses for Safe Water" in page
    assert "Wanjiru Odhiambo, Secretary" in page.replace(" ,", ",")
    visitor.post(link_in(mail))

    # The letter names the organisation; who spoke for it is kept for the organisers.
    roll = visitor.get(f"{letter}/signatories").words
    assert "Nurses for Safe Water" in roll
    assert "Wanjiru Odhiambo" not in roll


def test_a_scanner_follows_the_link(app: Flask, smtp: Mailbox, letter: str, visitor: Visitor) -> None:
    visitor.post(f"{letter}/sign", **SCIENTIST)
    the_worker_works(app)
    (mail,) = smtp.to(ADDRESS)

    for method in ("GET", "HEAD", "OPTIONS") * 7:
        assert visitor.ask(method, link_in(mail)).status == 200

    assert "Aldenhoven" not in visitor.get(letter).words
    assert visitor.post(link_in(mail)).status == 200


def test_somebody_withdraws(app: Flask, smtp: Mailbox, letter: str, visitor: Visitor, tmp_path: Path) -> None:
    visitor.post(f"{letter}/sign", **SCIENTIST)
    the_worker_works(app)
    own = visitor.post(link_in(smtp.to(ADDRESS)[0])).link("/signature/")

    # The link was lost, so the form is sent again, and a new one comes.
    visitor.post(f"{letter}/sign", **SCIENTIST)
    the_worker_works(app)
    again = link_in(smtp.to(ADDRESS)[1])
    assert "/signature/" in again

    # First the name goes to the officials only, then nowhere at all.
    visitor.post(again, **(SCIENTIST | {"visibility": "addressee"}))
    assert "Aldenhoven" not in visitor.get(letter).words
    assert visitor.post(f"{again}/withdraw").status == 200
    for link in (own, again):
        assert visitor.get(link).status == 410

    # Nothing of the name is left in any file of the site.
    the_worker_works(app)
    assert files_that_hold(b"aldenhoven", tmp_path) == []

    # Whoever withdrew may sign again.
    assert visitor.post(f"{letter}/sign", **SCIENTIST).status == 303
    the_worker_works(app)
    assert "/confirm/" in link_in(smtp.to(ADDRESS)[2])


def test_a_stranger_gave_my_address(app: Flask, smtp: Mailbox, letter: str, visitor: Visitor) -> None:
    for _ in range(5):
        visitor.post(f"{letter}/sign", **SCIENTIST)

    the_worker_works(app)

    # Three mails at most, each of which may be left alone.
    assert len(smtp.to(ADDRESS)) == 3
    body = smtp.to(ADDRESS)[0].get_body(("plain",))
    assert body
    assert "This was not you? Then do nothing" in body.get_content()
    assert "Aldenhoven" not in visitor.get(letter).words
