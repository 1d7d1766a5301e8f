"""Error pages: every failure is one clear sentence with its status, and a way on."""

from __future__ import annotations

import errno
from typing import TYPE_CHECKING

from flask import Response, abort, current_app, make_response, render_template, request
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from werkzeug.exceptions import HTTPException, InternalServerError

from app.kit.languages import gettext_later as _
from app.kit.refusals import Refusal

if TYPE_CHECKING:
    from flask import Flask

RETRY_AFTER = 30  # seconds
NO_SPACE = {errno.ENOSPC, errno.EDQUOT, errno.EROFS}
KEPT_HEADERS = ("Allow", "Retry-After")

TITLES = {
    400: _("This request cannot be read"),
    403: _("This is not open to you"),
    404: _("There is no such page"),
    405: _("This address does not work that way"),
    409: _("This cannot be done now"),
    410: _("This is no longer here"),
    413: _("That is too much at once"),
    422: _("This cannot be taken as it is"),
    429: _("Too many requests"),
    500: _("Something went wrong here"),
    503: _("We cannot do this at the moment"),
}
SENTENCES = {
    400: _("What your browser sent is incomplete. Go back, load the page again and try once more."),
    403: _("Either you may not see this, or the request came from another site. Nothing was changed."),
    404: _("The address may be mistyped, or the page was moved. Links from our mails must be copied whole."),
    405: _("Nothing was changed. Open the page first, then use the form on it."),
    409: _("Something else has changed in the meantime. Nothing was stored; load the page again and look."),
    410: _("The link was used already, or its time has passed. Nothing was changed."),
    413: _("A form may be at most 64 kilobytes long. Nothing was stored."),
    422: _("Something in what was sent is not right. Nothing was stored."),
    429: _("Please wait a minute, then try again. Nothing was stored."),
    500: _("The fault is ours, and it has been recorded without anything about you. Nothing half done was kept."),
    503: _("The place where we keep things is busy, full or out of reach. Nothing was stored; please try again soon."),
}


def init_app(app: Flask) -> None:
    """Answer refusals, HTTP errors, and a database or disk that fails."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(HTTPException, _failed)
    app.register_error_handler(OperationalError, _out_of_reach)
    app.register_error_handler(PoolTimeoutError, _out_of_reach)
    app.register_error_handler(OSError, _disk)
    app.before_request(_refuse_nul)


def page(status: int, sentence: object = None) -> Response:
    """Make the page of one failure; it asks nothing of the database, which may be what failed."""
    known = status if status in TITLES else status // 100 * 100  # a status of its class, such as 400 for 418
    words = sentence or SENTENCES.get(known, "")
    response = make_response(render_template("pages/error.html", title=TITLES[known], sentence=words), status)
    response.cache_control.no_store = True
    return response


def _refuse_nul() -> None:
    """No address of ours holds the character that PostgreSQL takes in no text."""
    if "\0" in request.path:
        abort(404)


def _refused(refusal: Refusal) -> Response:
    return page(refusal.status, str(refusal))


def _failed(error: HTTPException) -> Response | HTTPException:
    if error.response is not None or error.code is None:
        return error
    response = page(error.code)
    for name, value in error.get_headers():
        if name in KEPT_HEADERS:
            response.headers[name] = value
    return response


def _out_of_reach(error: Exception) -> Response:
    current_app.logger.error("The database could not be used: %s", getattr(error, "orig", None) or error)
    response = page(503)
    response.retry_after = RETRY_AFTER
    return response


def _disk(error: OSError) -> Response:
    """A disk that takes nothing more passes; every other error of the system is a fault of ours."""
    if error.errno not in NO_SPACE:
        current_app.logger.error("The system refused: %s", error.strerror, exc_info=error)
        return page(InternalServerError.code)
    current_app.logger.error("The disk takes nothing more: %s", error.strerror)
    response = page(503)
    response.retry_after = RETRY_AFTER
    return response
