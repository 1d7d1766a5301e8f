"""What waits in the outbox, opened."""

import re
from contextlib import nullcontext

import sqlalchemy as sa
from flask import Flask, has_app_context

from app.kit.database import db
from app.post import envelopes
from app.post.message import Message
from app.post.models import Mail

LINK = re.compile(r"https?://\S+")


def messages(app: Flask) -> list[Message]:
    """Return the messages that are kept, oldest first; within a context also what is not committed."""
    with nullcontext() if has_app_context() else app.app_context():
        opened = [envelopes.open_(mail) for mail in db.session.scalars(sa.select(Mail).order_by(Mail.id))]
    return [message for message in opened if message]


def link(message: Message) -> str:
    """Return the path behind the link of a mail."""
    found = LINK.search(message.text)
    assert found, message.text
    return "/" + found[0].split("/", 3)[3]
