"""Checking a print in public: bring the file, follow its QR code, or learn how it is done without this site."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

from flask import Response, make_response, render_template, request
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.formparser import parse_form_data
from werkzeug.wsgi import get_input_stream

from app.delivery import checking, seals
from app.kit.audience import public
from app.kit.languages import gettext_later as _
from app.kit.limits import charge, network
from app.kit.refusals import Refusal
from app.kit.uploads import NoPlace, Places, TooSlow, Upload
from app.pages.views import views

ALLOWANCE = "30 per 10 minutes"  # of files from one network
LARGEST = 60_000_000  # bytes, held in memory until they are compared
WRAPPING = 10_000  # bytes of a form around its file
FIELDS = 500_000  # bytes of a form's fields, Werkzeug's own limit: more than a part of the file that it reads at once
FEW = 4  # parts of a form
REFERENCE = re.compile(r"[0-9a-f]{20}")
places = Places(4)  # files in memory at once, half of the server's threads


class NotTaken(Refusal):
    """What was brought is not looked at."""


class NothingBrought(NotTaken):
    """The form came without a file."""

    sentence = _("Choose a file first.")
    status = 422


class TooLarge(NotTaken):
    """A file that is not taken in."""

    sentence = _("This file is larger than 60 MB. Nothing of it was kept. Check it without us, as told below.")
    status = 413


class Crowded(Refusal):
    """Others are having their files checked."""

    sentence = _("Other files are being checked at this moment. Please try again in a minute.")
    status = 503


@views.get("/verify")
@public
def verify() -> Response:
    """Say how a print is checked; where a QR code led here, what is known of the print."""
    asked = request.args.get("print")
    if asked is None:
        return _page()
    reference = asked if REFERENCE.fullmatch(asked) else ""
    return _page(refers=True, reference=reference, prints=checking.referred_to(reference) if reference else [])


@views.post("/verify")
@public
def compare() -> Response:
    """Compare a file with its seal and with what is kept here, and drop it."""
    charge("verify", ALLOWANCE)
    try:
        stream = get_input_stream(request.environ, max_content_length=LARGEST + WRAPPING)
        with places.taken(network(), stream) as upload:
            return _page(finding=checking.check(_brought(upload)))
    except NoPlace:
        raise Crowded from None
    except RequestEntityTooLarge:
        return _refused(TooLarge())
    except (NotTaken, TooSlow) as refusal:
        return _refused(refusal)


@views.get("/verify/certificate.pem")
@public
def certificate() -> Response:
    """Give the certificate that seals, with those that vouch for it."""
    response = make_response(seals.of_site().identity.certificate.pem())
    response.content_type = "application/x-pem-file"
    response.headers.set("Content-Disposition", "attachment", filename="seal.pem")
    return response


def _brought(upload: Upload) -> bytes:
    """Return the file of the form; raise NotTaken, TooSlow or RequestEntityTooLarge.

    It is written nowhere, as Werkzeug would do by itself.
    """
    _rest, _fields, files = parse_form_data(
        {**request.environ, "wsgi.input": upload, "wsgi.input_terminated": True},
        _in_memory,
        max_form_memory_size=FIELDS,
        max_content_length=LARGEST + WRAPPING,
        max_form_parts=FEW,
    )
    brought = files.get("file")
    content = brought.read() if brought else b""
    if len(content) > LARGEST:
        raise TooLarge
    if not content:
        raise NothingBrought
    return content


def _in_memory(*_described: object, **_more: object) -> BytesIO:
    return BytesIO()


def _refused(refusal: Refusal) -> Response:
    return _page(fault=refusal, status=refusal.status)


def _page(*, status: int = 200, **told: Any) -> Response:  # noqa: ANN401 - what the template asks for
    """A page in the language that the reader asks for; what is told of one file is kept by nobody."""
    response = make_response(render_template("pages/verify.html", seals=seals.of_site(), **told), status)
    response.vary.add("Accept-Language")
    if told:
        response.cache_control.no_store = True
        response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response
