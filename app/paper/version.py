"""Which typesetter this is: two prints of one manuscript are the same bytes where this is the same."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

_HERE = Path(__file__).resolve().parents[2]
_OURS = ("app/paper", "templates/print", "static/css/print", "static/fonts/print", "translations")
_LIBRARIES = ("weasyprint", "pydyf", "typst", "pikepdf", "fonttools", "pillow", "segno", "babel")
_NOT_READ = {".pyc", ".pot", ".po"}
LENGTH = 16


@cache
def typesetter() -> str:
    """16 hex digits of the SHA-256 of our code, templates, styles, fonts and words, and of the libraries' versions.

    Fonts and libraries of the machine, such as Pango, are not in it.
    """
    digest = hashlib.sha256()
    for name in _LIBRARIES:
        digest.update(f"{name} {version(name)}\n".encode())
    for folder in _OURS:
        for path in sorted((_HERE / folder).rglob("*")):
            if path.is_file() and path.suffix not in _NOT_READ:
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:LENGTH]
