"""The letterbox: makes a message of a triplet of templates, in one language."""

from __future__ import annotations

import re
import textwrap
from typing import Any

from flask import render_template

from app.kit.languages import speaking
from app.post.headers import header_safe
from app.post.message import Enclosure, Message, mailbox

WIDTH = 72  # fits a quoted reply into 80 columns
BLANK_LINES = re.compile(r"\n{3,}")


def compose(
    name: str,
    /,
    *,
    to: str,
    kind: str,
    language: str,
    private: bool = True,
    enclosures: tuple[Enclosure, ...] = (),
    reply_to: str | None = None,
    sender_name: str = "",
    **context: Any,  # noqa: ANN401 - whatever the templates name
) -> Message:
    """Render templates/mail/<name>/{subject.txt,body.txt,body.html}; raise NoAddress.

    The bodies know the subject, and all three the language. Links in the context are whole addresses: mail is read
    elsewhere, and is also written outside of a request.
    """
    with speaking(language):
        subject = header_safe(render_template(f"mail/{name}/subject.txt", language=language, **context))
        text, html = (
            render_template(f"mail/{name}/{part}", language=language, subject=subject, **context)
            for part in ("body.txt", "body.html")
        )
    return Message(
        to=mailbox(to),
        subject=subject,
        text=hard_wrapped(text),
        html=html.strip() + "\n",
        kind=kind,
        private=private,
        language=language,
        enclosures=enclosures,
        reply_to=mailbox(reply_to) if reply_to else None,
        sender_name=header_safe(sender_name),
    )


def hard_wrapped(text: str) -> str:
    """Return a plain text whose lines fit, with at most one blank line in a row. Links are never broken."""
    wrapped = "\n".join(_wrapped(line.rstrip()) for line in text.strip().splitlines())
    return BLANK_LINES.sub("\n\n", wrapped) + "\n"


def _wrapped(line: str) -> str:
    """A paragraph is one line of its template; what is indented stays indented."""
    indent = line[: len(line) - len(line.lstrip())]
    return textwrap.fill(
        line, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False, drop_whitespace=True
    )
