"""Files kept under the SHA-256 of their content, in a local folder or in S3, through one interface (obstore)."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.parse import unquote, urlsplit

from flask import Flask, current_app
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, from_url

from app.kit.refusals import Refusal


class FileLost(Refusal):
    """The store does not hold what the database says it holds."""

    sentence = "A file of this letter is missing from the store."
    status = 500


class StoreUnusable(Refusal):
    """The store does not answer, has no room, or does not let us in."""

    status = 503


def init_app(app: Flask, url: str) -> None:
    """Open the store at `url` (`file:///folder` or `s3://bucket/prefix`, credentials by AWS_* variables).

    Raises StoreUnusable. Whether S3 answers shows when it is asked for something.
    """
    try:
        app.extensions["files"] = _open(url)
    except (BaseError, OSError, ValueError) as error:
        reason = str(error).splitlines()[0]
        raise StoreUnusable(f"The store of UNDERSIGNED_STORAGE_URL could not be opened: {reason}.") from error


def keep(content: bytes) -> str:
    """Store bytes and return their SHA-256 in hex; the same bytes are stored once."""
    digest = hashlib.sha256(content).hexdigest()
    with _store() as store:
        try:
            store.head(_path(digest))
        except FileNotFoundError:
            store.put(_path(digest), content)
    return digest


def fetch(digest: str) -> bytes:
    """Return the bytes of a digest; raise FileLost when they are gone or no longer match it."""
    try:
        with _store() as store:
            content = bytes(store.get(_path(digest)).bytes())
    except FileNotFoundError:
        raise FileLost from None
    if hashlib.sha256(content).hexdigest() != digest:
        raise FileLost
    return content


def holds(digest: str) -> bool:
    """Tell whether the store has a file under a digest, without reading it."""
    try:
        with _store() as store:
            store.head(_path(digest))
    except FileNotFoundError:
        return False
    return True


def forget(digest: str) -> None:
    """Delete the bytes of a digest, if they are there; who asks for it has seen to it that nothing else needs them."""
    with _store() as store, suppress(FileNotFoundError):
        store.delete(_path(digest))


def _open(url: str) -> ObjectStore:
    parts = urlsplit(url)
    if parts.scheme == "file":
        return LocalStore(_writable(Path(unquote(parts.path))), mkdir=True)
    return from_url(url)


def _writable(folder: Path) -> Path:
    if folder.exists() and not (folder.is_dir() and os.access(folder, os.W_OK | os.X_OK)):
        raise PermissionError(f"{folder} is no folder that can be written to")
    return folder


def _path(digest: str) -> str:
    return f"{digest[:2]}/{digest}"


@contextmanager
def _store() -> Iterator[ObjectStore]:
    """Give the store; its failures become one sentence, their first line (the others tell of its insides)."""
    try:
        yield current_app.extensions["files"]
    except (BaseError, PermissionError) as error:
        raise StoreUnusable(f"The store of files could not be used: {str(error).splitlines()[0]}.") from error
