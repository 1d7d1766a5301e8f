"""The wire form of a mail: what Flask-Mail composes, made exact and looked through before it may leave."""

from __future__ import annotations

import re
from datetime import datetime
from email.charset import QP, Charset
from email.mime.base import MIMEBase
from email.mime.text import MIMEText
from email.policy import SMTP
from email.utils import format_datetime, quote
from functools import cache
from typing import TYPE_CHECKING

import flask_mail

from app.kit import clock, files
from app.post import envelopes
from app.post.headers import header_safe
from app.post.message import Message

if TYPE_CHECKING:
    from app.post.message import Enclosure

# Header values stand as they were written. Folding them again decodes what looks encoded, and on Python before
# 3.11.10 writes the line breaks that come out of it (CVE-2024-6923); it also breaks Message-IDs beyond 78 characters.
AS_WRITTEN = SMTP.clone(refold_source="none")
OURS = {
    "auto-submitted",
    "content-language",
    "content-transfer-encoding",
    "content-type",
    "date",
    "from",
    "message-id",
    "mime-version",
    "reply-to",
    "subject",
    "to",
}
HEADER = re.compile(rb"([A-Za-z-]+): ")
LONGEST_LINE = 998  # RFC 5322, 2.1.1
HOSTILE = (
    "a\x0bX-Injected: 1",
    "a\x1cX-Injected: 1",
    "a\r\nX-Injected: 1",
    "a\u2028X-Injected: 1",
    "=?UTF-8?Q?=0AX-Injected:_1?=",
    "é ==??UTF-8?Q?=0D=0AX-Injected:_1?=",
    "é" * 40 + "\x85X-Injected: 1",
)


class UnsafeHeaderError(ValueError):
    """The head of a mail that holds what nobody put there."""


class WireMessage(flask_mail.Message):
    """Flask-Mail's message with lines that every server takes, and a date that does not tell where the site stands."""

    def __init__(self, message: Message, *, message_id: str, made_at: datetime) -> None:
        own = {"Content-Language": message.language}
        if message.private:
            own["Auto-Submitted"] = "auto-generated"  # RFC 3834: no holiday notices, please
        super().__init__(
            subject=header_safe(message.subject),
            recipients=[message.to],
            body=message.text,
            html=message.html,
            sender=_sender(message),
            reply_to=message.reply_to,
            attachments=[_attached(enclosure) for enclosure in message.enclosures],
            extra_headers=own,
        )
        self.msgId = message_id
        self._made_at = made_at

    def _mimetext(self, text: str | None, subtype: str = "plain") -> MIMEText:
        """Quoted-printable: 8-bit text and lines beyond 998 characters are not for every server."""
        charset = Charset("utf-8")
        charset.body_encoding = QP
        return MIMEText(text or "", subtype, charset)  # type: ignore[arg-type] # the stubs want a name; the library takes both

    def _message(self) -> MIMEBase:
        composed = super()._message()
        composed.replace_header("Date", format_datetime(self._made_at))
        composed.policy = AS_WRITTEN
        return composed


def as_bytes(message: Message, *, message_id: str, made_at: datetime) -> bytes:
    """Return a message as it goes to the server (and into an .eml file); raise UnsafeHeaderError or FileLost.

    `made_at` becomes its Date: when it was ready to be sent (RFC 5322, 3.6.1), the same on every attempt.
    """
    content = WireMessage(message, message_id=message_id, made_at=made_at).as_bytes()
    _look_through(content)
    return content


@cache
def lets_headers_in() -> bool:
    """Tell whether the installed Flask-Mail and Python let a text write a header of its own: then nothing is sent."""
    return any(_injects(text) for text in HOSTILE)


def _injects(text: str) -> bool:
    message = Message("a@example.org", text, "", "", kind="check", sender_name=text)
    try:
        as_bytes(message, message_id=envelopes.message_id("check"), made_at=clock.now())
    except UnsafeHeaderError:
        return True
    return False


def _look_through(content: bytes) -> None:
    """Every line of the head is one of our headers, once, or goes on with the one before."""
    seen: set[str] = set()
    for line in content.partition(b"\r\n\r\n")[0].split(b"\r\n"):
        if len(line) > LONGEST_LINE or re.search(rb"[\x00-\x08\x0a-\x1f\x7f-\xff]", line):
            raise UnsafeHeaderError("a header holds what no header may hold")
        if line[:1] in {b" ", b"\t"} and seen and line.strip():
            continue
        found = HEADER.match(line)
        name = found[1].decode().lower() if found else ""
        if name not in OURS or name in seen:
            raise UnsafeHeaderError("a header stands there that nobody wrote")
        seen.add(name)


def _sender(message: Message) -> str:
    address = envelopes.sender()
    name = header_safe(message.sender_name)
    return f'"{quote(name)}" <{address}>' if name else address


def _attached(enclosure: Enclosure) -> flask_mail.Attachment:
    filename = header_safe(enclosure.filename).replace("/", "-").replace("\\", "-")
    return flask_mail.Attachment(filename, enclosure.media_type, files.fetch(enclosure.content))
