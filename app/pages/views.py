"""Home, privacy and health."""

from __future__ import annotations

from flask import Blueprint

from app.kit.audience import public

views = Blueprint("pages", __name__)


@views.get("/healthz")
@public
def health() -> tuple[str, int, dict[str, str]]:
    """Answer machines that ask whether the site is up."""
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}
