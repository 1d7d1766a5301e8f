"""Keys: files of 32 random bytes in the data folder, never in the database."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

if TYPE_CHECKING:
    from pathlib import Path

KEY_BYTES = 32
IRREPLACEABLE = ("sealing", "index")
NAMES = ("secret", *IRREPLACEABLE)  # a new secret has organisers sign in anew, and no more


class MissingKeyError(ValueError):
    """A key file is not there or not whole; its text is one sentence."""


def make_missing(folder: Path) -> None:
    """Make every key that is not there yet, readable by its owner alone."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name in NAMES:
        path = folder / f"{name}.key"
        if not path.exists():
            write_once(path, secrets.token_bytes(KEY_BYTES))


def missing_for_good(folder: Path) -> list[str]:
    """Return the names of the keys that are gone and that no new one can stand in for: what they sealed stays shut."""
    return [name for name in IRREPLACEABLE if not (folder / f"{name}.key").exists()]


def read(folder: Path, name: str) -> bytes:
    """Return the 32 bytes of a key; raise MissingKeyError when it is absent or cut short."""
    path = folder / f"{name}.key"
    try:
        content = path.read_bytes() if path.is_file() else b""
    except OSError as error:
        raise MissingKeyError(f"The key {path} cannot be read: {error.strerror}.") from error
    if len(content) != KEY_BYTES:
        message = f"The key {path} is missing or damaged: restore it from a backup, or run `make setup` on a new site."
        raise MissingKeyError(message)
    return content


def derive(key: bytes, purpose: str) -> bytes:
    """Derive a 32-byte key for one purpose (HKDF, RFC 5869, SHA-256, no salt)."""
    return HKDF(SHA256(), KEY_BYTES, salt=None, info=purpose.encode()).derive(key)


def write_once(path: Path, content: bytes) -> None:
    """Let a file appear whole, readable by its owner alone, unless another process was first."""
    partial = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.link(partial, path)
    except FileExistsError:
        pass
    finally:
        partial.unlink()
