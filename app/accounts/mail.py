"""Mails to organisers about their accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.kit.addresses import absolute
from app.post.letterbox import compose

if TYPE_CHECKING:
    from app.post.message import Message


def sign_in_link(to: str, *, token: str, onward: str | None, language: str) -> Message:
    """Return the mail with the link that signs an organiser in, and leads onward."""
    address = absolute("accounts.open_link", token=token, **({"next": onward} if onward else {}))
    return compose("sign_in_link", to=to, kind="sign-in", language=language, address=address)
