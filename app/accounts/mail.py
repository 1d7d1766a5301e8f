"""Mails to organisers about their accounts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.post.letterbox import compose

if TYPE_CHECKING:
    from app.post.message import Message


def sign_in_link(to: str, *, address: str, language: str) -> Message:
    """Return the mail with the link that signs an organiser in."""
    return compose("sign_in_link", to=to, kind="sign-in", language=language, address=address)
