"""What goes to the server is exact, and holds only headers of ours."""

from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import flask_mail
import pytest
from flask import Flask

from app.post import wire
from app.post.message import Message
from tests.post.conftest import message, official

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("waiting")]

MADE = datetime(2026, 11, 23, 12, tzinfo=UTC)
ID = "<0123456789abcdef@example.org>"


def sent(one: Message) -> EmailMessage:
    content = wire.as_bytes(one, message_id=ID, made_at=MADE)
    assert all(len(line) <= 998 and line.isascii() for line in content.split(b"\r\n"))
    return message_from_bytes(content, policy=policy.default)


def test_a_private_mail_has_the_headers_it_needs_and_no_more() -> None:
    mail = sent(message(subject="Подтвердите", language="uk", reply_to="us@example.org"))

    assert {key: mail[key] for key in mail if key != "Content-Type"} == {
        "Subject": "Подтвердите",
        "From": "letters@example.org",
        "To": "nadia@example.org",
        "Reply-To": "us@example.org",
        "Date": "Mon, 23 Nov 2026 12:00:00 +0000",
        "Message-ID": ID,
        "MIME-Version": "1.0",
        "Content-Language": "uk",
        "Auto-Submitted": "auto-generated",
    }


def test_both_bodies_arrive_as_they_were_written() -> None:
    text, html = "Добрий день\n.\n" + "слово " * 300 + "\n", "<p>" + "é" * 2000 + "</p>\n"

    mail = sent(message(text=text, html=html))

    plain, rich = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert rich is not None
    assert plain.get_content().replace("\r\n", "\n") == text
    assert rich.get_content().replace("\r\n", "\n") == html


def test_an_official_gets_the_file_under_its_name_and_no_automatic_header(waiting: Flask) -> None:
    one = official(sender_name='Zoë "Z", Fund\r\nBcc: x@example.org')
    named = wire.Message(**{**fields(one), "enclosures": (renamed(one, "Лист/до\r\nміністра.pdf"),)})

    mail = sent(named)

    (file,) = mail.iter_attachments()
    assert (file.get_filename(), file.get_content_type()) == ("Лист-до міністра.pdf", "application/pdf")
    assert file.get_content() == b"%PDF-1.7 letter"
    assert mail["Auto-Submitted"] is None
    assert mail["Bcc"] is None
    assert mail["From"].addresses[0].addr_spec == "letters@example.org"
    assert mail["From"].addresses[0].display_name == 'Zoë "Z", Fund Bcc: x@example.org'


@pytest.mark.parametrize("hostile", [*wire.HOSTILE, "x" * 60 + "\x1eBcc: a@example.org", "=?utf-8?b?Cg==?=" * 9])
def test_a_hostile_subject_stays_a_subject(hostile: str) -> None:
    mail = sent(message(subject=hostile))

    assert mail["X-Injected"] is None
    assert mail["Bcc"] is None
    assert "X-Injected" not in (mail.get_body(("plain",)) or EmailMessage()).get_content()


def test_the_installed_pair_lets_no_header_in() -> None:
    assert not wire.lets_headers_in()


def test_a_pair_that_lets_headers_in_is_found_out(monkeypatch: pytest.MonkeyPatch) -> None:
    """As Flask-Mail sends a line break in an encoded word on a Python before the repair of CVE-2024-6923."""
    monkeypatch.setattr(wire, "header_safe", lambda text: text)
    monkeypatch.setattr(flask_mail, "sanitize_subject", lambda text, _encoding: text)
    wire.lets_headers_in.cache_clear()

    assert wire.lets_headers_in()
    wire.lets_headers_in.cache_clear()


def test_the_same_mail_is_the_same_but_for_its_boundaries() -> None:
    first, second = (sent(message()) for _ in range(2))

    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]


def fields(one: Message) -> dict[str, object]:
    return {name: getattr(one, name) for name in one.__slots__}


def renamed(one: Message, filename: str) -> object:
    return type(one.enclosures[0])(filename, one.enclosures[0].media_type, one.enclosures[0].content)
