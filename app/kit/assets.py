"""Assets: files under static/, served by WhiteNoise, addressed by their content so that browsers keep them for good."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from whitenoise import WhiteNoise

if TYPE_CHECKING:
    from flask import Flask

FOLDER = Path(__file__).resolve().parent.parent.parent / "static"
SHOWN = 12
YEAR = 365 * 24 * 60 * 60


def init_app(app: Flask) -> None:
    """Serve static/ below /static/ and give templates `asset(path)`."""
    noise = WhiteNoise(app.wsgi_app, root=FOLDER, prefix="static/", max_age=YEAR, autorefresh=False)
    app.wsgi_app = noise  # type: ignore[method-assign] # how WSGI middleware is installed in Flask
    app.jinja_env.globals["asset"] = address


@cache
def address(path: str) -> str:
    """Return the address of a file under static/, which changes with its content."""
    digest = hashlib.sha256((FOLDER / path).read_bytes()).hexdigest()[:SHOWN]
    return f"/static/{path}?{digest}"
