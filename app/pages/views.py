"""Home, a campaign, privacy, and health."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, render_template
from flask_babel import get_locale

from app.kit.audience import public
from app.kit.database import db
from app.pages import queries

views = Blueprint("pages", __name__)


@views.get("/")
@public
def home() -> Response:
    """Show the letters that can be signed, and those that are over."""
    return _page("pages/home.html", letters=queries.listed(db.session, _spoken()))


@views.get("/campaigns/<slug>")
@public
def campaign(slug: str) -> Response:
    """Show the letters of one cause."""
    found = queries.campaign_called(db.session, slug)
    letters = queries.listed(db.session, _spoken(), campaign=found) if found else []
    if not letters:
        abort(404)
    return _page("pages/campaign.html", campaign=found, letters=letters)


@views.get("/privacy")
@public
def privacy() -> Response:
    """Say what is stored, in which form, and until when."""
    return _page("pages/privacy.html")


@views.get("/robots.txt")
@public
def robots() -> Response:
    """Ask robots to leave people's own links and the desk alone; the letters are for all."""
    response = make_response(render_template("pages/robots.txt"))
    response.mimetype = "text/plain"
    return response


@views.get("/healthz")
@public
def health() -> tuple[str, int, dict[str, str]]:
    """Answer machines that ask whether the site is up."""
    return "ok\n", 200, {"Content-Type": "text/plain; charset=utf-8"}


def _spoken() -> str:
    return str(get_locale()).replace("_", "-")


def _page(template: str, **context: object) -> Response:
    """A page in the language that the reader asks for, which caches must tell apart."""
    response = make_response(render_template(template, **context))
    response.vary.add("Accept-Language")
    return response
