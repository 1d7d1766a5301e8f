"""What belongs to a letter as files: its exact wordings and its exhibits."""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, request

from app.kit import files
from app.kit.audience import public
from app.kit.database import db
from app.letters import queries
from app.letters.bundle.exhibits import TYPES

views = Blueprint("letters", __name__)
FOREVER = "public, max-age=31536000, immutable"


@views.get("/letters/<slug>/editions/<int:number>/<language>.json")
@public
def wording(slug: str, number: int, language: str) -> Response:
    """Give the exact bytes that people sign; their SHA-256 is the one under the letter."""
    text = queries.text_of(db.session, slug, number=number, language=language)
    if text is None:
        abort(404)
    response = make_response(text.content())
    response.content_type = "application/json"
    response.headers["Cache-Control"] = FOREVER
    response.set_etag(text.sha256)
    response.make_conditional(request)
    return response


@views.get("/letters/<slug>/attachments/<int:number>")
@public
def attachment(slug: str, number: int) -> Response:
    """Give an exhibit, shown where a browser can, under a name that says what it is."""
    exhibit = queries.attachment_of(db.session, slug, number=number)
    if exhibit is None:
        abort(404)
    response = make_response(files.fetch(exhibit.content))
    response.content_type = exhibit.media_type
    ending = TYPES[exhibit.media_type].lower()
    response.headers.set("Content-Disposition", "inline", filename=f"{slug}-attachment-{number}.{ending}")
    response.headers["Cache-Control"] = "public, max-age=300"
    response.set_etag(exhibit.content)
    response.make_conditional(request)
    return response
