"""Sealing of columns: AES-256-GCM bound to the row it stands in, and blind indexes that find a sealed value again."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask, current_app

from app.kit import keys

if TYPE_CHECKING:
    from pathlib import Path

# An envelope is: the key's name (4 bytes, so that keys can rotate), a nonce (12), the ciphertext with its tag.
NAME_BYTES = 4
NONCE_BYTES = 12


class UnreadableError(ValueError):
    """A sealed value that does not belong where it stands, or whose key is gone."""


class Sealer:
    """Seals and opens values with one key, and makes blind indexes with another."""

    def __init__(self, folder: Path) -> None:
        key = keys.derive(keys.read(folder, "sealing"), "columns")
        self._name = hashlib.sha256(key).digest()[:NAME_BYTES]
        self._cipher = AESGCM(key)
        self._index_key = keys.derive(keys.read(folder, "index"), "blind index")

    def seal(self, value: bytes, *, context: str) -> bytes:
        nonce = secrets.token_bytes(NONCE_BYTES)
        return self._name + nonce + self._cipher.encrypt(nonce, value, context.encode())

    def unseal(self, envelope: bytes, *, context: str) -> bytes:
        name, nonce = envelope[:NAME_BYTES], envelope[NAME_BYTES : NAME_BYTES + NONCE_BYTES]
        if name != self._name:
            message = f"The value of {context} was sealed with a key that is not here."
            raise UnreadableError(message)
        try:
            return self._cipher.decrypt(nonce, envelope[NAME_BYTES + NONCE_BYTES :], context.encode())
        except (InvalidTag, ValueError):  # ValueError: cut short
            message = f"The value of {context} was changed, or belongs to another row."
            raise UnreadableError(message) from None

    def blind_index(self, scope: str, value: str) -> bytes:
        return hmac.digest(self._index_key, f"{scope}\0{value}".encode(), "sha256")


def init_app(app: Flask, folder: Path) -> None:
    """Read the keys once, when the application is made."""
    app.extensions["sealer"] = Sealer(folder)


def seal(value: str, *, context: str) -> bytes:
    """Seal a text so that it opens only in the same context (such as `signatory.email:17`)."""
    return seal_bytes(value.encode(), context=context)


def unseal(envelope: bytes, *, context: str) -> str:
    """Open a sealed text; raise UnreadableError when it was moved, changed or its key is gone."""
    return unseal_bytes(envelope, context=context).decode()


def seal_bytes(value: bytes, *, context: str) -> bytes:
    """Seal what is no text, in the same manner."""
    return _sealer().seal(value, context=context)


def unseal_bytes(envelope: bytes, *, context: str) -> bytes:
    """Open what was sealed so; raise UnreadableError as `unseal` does."""
    return _sealer().unseal(envelope, context=context)


def blind_index(scope: str, value: str) -> bytes:
    """Return 32 bytes by which the same value is found again within its scope, and never across scopes."""
    return _sealer().blind_index(scope, value)


def _sealer() -> Sealer:
    sealer: Sealer = current_app.extensions["sealer"]
    return sealer
