"""Tokens for links: 256 random bits, bound to one purpose, kept only as a digest."""

from __future__ import annotations

import hashlib
import secrets


def mint() -> str:
    """Return a new token of 43 URL-safe characters (256 bits)."""
    return secrets.token_urlsafe(32)


def digest(purpose: str, token: str) -> bytes:
    """Return the 32 bytes under which a token is kept; another purpose gives other bytes."""
    return hashlib.sha256(f"{purpose}\0{token}".encode()).digest()
