"""Mails to those who sign. They are discreet: neither subject nor first lines name a letter or its cause."""

from __future__ import annotations

from datetime import timedelta

from app.kit.addresses import absolute
from app.kit.languages import nearest
from app.post.letterbox import compose
from app.post.message import Message

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def confirmation(to: str, *, token: str, language: str, lives: timedelta) -> Message:
    """Ask whether it was they who signed."""
    return compose(
        "confirmation",
        to=to,
        kind="confirmation",
        language=nearest(language),
        link=absolute("signing.confirm", token=token),
        hours=lives // HOUR,
    )


def signed_before(to: str, *, token: str, language: str, lives: timedelta) -> Message:
    """Send a new link to a signature that was confirmed before."""
    return compose(
        "signed_before",
        to=to,
        kind="signed_before",
        language=nearest(language),
        link=absolute("signing.signature", token=token),
        days=lives // DAY,
    )
