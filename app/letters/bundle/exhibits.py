"""Files of a bundle: exhibits and logos, taken only when they are whole and of a kind that we can print."""

from __future__ import annotations

import io
import warnings
from pathlib import Path

import filetype
import pikepdf
from PIL import Image

LARGEST = 20 * 1024 * 1024  # bytes
MOST_PIXELS = 25_000_000
# A logo is 13 mm high and stands in every print: more than this is no sharper on any press.
LARGEST_LOGO = 2 * 1024 * 1024
MOST_PIXELS_OF_A_LOGO = 4_000_000
TYPES = {"application/pdf": "PDF", "image/png": "PNG", "image/jpeg": "JPEG"}


class Unfit(Exception):
    """A file that we cannot take; its text is one sentence."""


class Missing(Unfit):
    """A file that is not there."""


def read_exhibit(folder: Path, name: str, *, images_only: bool = False) -> tuple[bytes, str]:
    """Return (content, media type) of a file within `folder`; raise Unfit with one sentence."""
    content = _content(folder, name)
    kind = str(filetype.guess_mime(content) or "")
    if kind not in TYPES or (images_only and kind == "application/pdf"):
        raise Unfit(f"{name} is no {'PNG or JPEG' if images_only else 'PDF, PNG or JPEG'}.")
    _open(content, kind, name)
    return content, kind


def read_logo(folder: Path, name: str) -> tuple[bytes, str]:
    """Return (content, media type) of a picture that is small enough for every page; raise Unfit with one sentence."""
    content, kind = read_exhibit(folder, name, images_only=True)
    if len(content) > LARGEST_LOGO:
        raise Unfit(f"{name} is larger than 2 MB, the most for a logo.")
    with Image.open(io.BytesIO(content)) as image:
        if image.width * image.height > MOST_PIXELS_OF_A_LOGO:
            raise Unfit(f"{name} has more than 4 megapixels, the most for a logo.")
    return content, kind


def _content(folder: Path, name: str) -> bytes:
    try:
        return _read(folder, name)
    except (OSError, RuntimeError, ValueError):  # no right to read it, links in a circle, a name that none can have
        raise Unfit(f"The file {name} cannot be read.") from None


def _read(folder: Path, name: str) -> bytes:
    path = (folder / name).resolve()
    if ".." in Path(name).parts or Path(name).is_absolute() or not path.is_relative_to(folder.resolve()):
        raise Unfit(f"{name} lies outside the bundle.")
    if not path.is_file():
        raise Missing(f"The file {name} is not there.")
    if path.stat().st_size > LARGEST:
        raise Unfit(f"{name} is larger than 20 MB.")
    return path.read_bytes()


def _open(content: bytes, kind: str, name: str) -> None:
    if kind == "application/pdf":
        _open_pdf(content, name)
    else:
        _open_image(content, name)


def _open_pdf(content: bytes, name: str) -> None:
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            pages = len(pdf.pages)
    except pikepdf.PasswordError:
        raise Unfit(f"{name} is locked by a password.") from None
    except Exception:  # noqa: BLE001 - a damaged file fails in any way
        raise Unfit(f"{name} is broken: it does not open as a PDF.") from None
    if not pages:
        raise Unfit(f"{name} has no pages.")


def _open_image(content: bytes, name: str) -> None:
    try:
        with warnings.catch_warnings(action="ignore", category=Image.DecompressionBombWarning):
            image = Image.open(io.BytesIO(content))
        with image:
            pixels = image.width * image.height
            if pixels <= MOST_PIXELS:
                image.load()
    except Image.DecompressionBombError:
        pixels = MOST_PIXELS + 1
    except Exception:  # noqa: BLE001 - each decoder fails in its own way
        raise Unfit(f"{name} is broken: it does not open as a picture.") from None
    if pixels > MOST_PIXELS:
        raise Unfit(f"{name} has more than 25 megapixels.")
