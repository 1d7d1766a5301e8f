"""Envelopes: a message sealed into its row, and opened again."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from flask import current_app

from app.kit import sealing
from app.post import headers
from app.post.message import Enclosure, Message, mailbox

if TYPE_CHECKING:
    from app.post.models import Mail

SEALED = ("to", "subject", "text", "html", "language", "reply_to", "sender_name")


def sender() -> str:
    """Return the site's own address."""
    address: str = current_app.config["SETTINGS"].mail_sender
    return address


def message_id(dedupe_key: str) -> str:
    """Return the Message-ID under which the mail of this key goes out, on every attempt."""
    return headers.message_id(dedupe_key, sender=sender())


def domain(message: Message) -> str:
    """Return the mail domain of whom a message goes to."""
    return mailbox(message.to).rpartition("@")[2].lower()


def close(message: Message, *, dedupe_key: str) -> bytes:
    """Seal what a message says into the row of its key; raise NoAddress."""
    said = {name: getattr(message, name) for name in SEALED} | {"to": mailbox(message.to)}
    return sealing.seal(json.dumps(said, ensure_ascii=False), context=_context(dedupe_key))


def open_(mail: Mail) -> Message | None:
    """Return the message of a mail, None where it was forgotten; raise UnreadableError."""
    if mail.sealed is None:
        return None
    said = json.loads(sealing.unseal(mail.sealed, context=_context(mail.dedupe_key)))
    enclosures = tuple(Enclosure(**attachment) for attachment in mail.attachments)
    return Message(kind=mail.kind, private=mail.private, enclosures=enclosures, **said)


def _context(dedupe_key: str) -> str:
    return f"mail.sealed:{dedupe_key}"
