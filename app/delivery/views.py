"""The public print of a letter, and that of its roll."""

from __future__ import annotations

import time
from threading import BoundedSemaphore

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug import Response as AnyResponse

from app.delivery import lost, queries, tasks
from app.delivery.models import Print, Volume
from app.kit.audience import public
from app.kit.database import db
from app.kit.languages import gettext_later as _
from app.kit.languages import nearest, speaking
from app.kit.refusals import Refusal
from app.letters import queries as letters
from app.letters.models import Letter

views = Blueprint("delivery", __name__)
LOOKS = 40  # while the worker sets a letter that was published just now
LOOK = 0.5  # seconds between two
waiting_room = BoundedSemaphore(2)  # of the server's threads


class BeingSet(Refusal):
    """The worker has not made the print yet."""

    sentence = _("The letter is being typeset. Try again in a minute.")
    status = 503


class RollBeingSet(Refusal):
    """The worker has not printed the roll yet, or nobody is named on it."""

    sentence = _("The roll is not printed yet. Once somebody is named on it, that takes some minutes.")
    status = 503


class NotSet(Refusal):
    """The press has refused this letter."""

    sentence = _("The PDF of this letter could not be made. Its organisers see the reason at their desk.")
    status = 503


@views.get("/letters/<slug>/letter.pdf")
@public
def letter_pdf(slug: str) -> Response:
    """Give the newest print for everyone, by ?language= in a translation."""
    letter = letters.public_letter(db.session, slug)
    language = request.args.get("language", letter.language)
    if language not in {text.language for text in letter.edition.texts}:
        abort(404)
    return _pdf(_wait_for(letter, language), name=f"{slug}.{language}.pdf")


@views.get("/letters/<slug>/roll.pdf")
@public
def roll_pdf(slug: str) -> AnyResponse:
    """Give the printed roll; where it comes in volumes, lead to their list."""
    made = _roll(letters.public_letter(db.session, slug))
    if len(made.volumes) > 1:
        return redirect(url_for("delivery.roll", slug=slug), 303)
    return _pdf(made.volumes[0], name=f"{slug}-roll.pdf")


@views.get("/letters/<slug>/roll")
@public
def roll(slug: str) -> Response:
    """List the volumes of the printed roll, whom each names and how large it is."""
    letter = letters.public_letter(db.session, slug)
    text = letter.edition.text_in(letter.language)
    with speaking(nearest(text.language)):
        page = render_template("delivery/roll.html", letter=letter, text=text, made=_roll(letter))
        response = make_response(page)
    response.headers["Cache-Control"] = "public, max-age=60"
    return response


@views.get("/letters/<slug>/roll-<int:number>.pdf")
@public
def volume_pdf(slug: str, number: int) -> Response:
    """Give a volume of the printed roll."""
    made = _roll(letters.public_letter(db.session, slug))
    if not 1 <= number <= len(made.volumes):
        abort(404)
    return _pdf(made.volumes[number - 1], name=f"{slug}-roll-{number}.pdf")


def _roll(letter: Letter) -> Print:
    """Return the newest printed roll; raise RollBeingSet until there is one."""
    made = queries.public_roll(db.session, letter, language=letter.language)
    if made is None:
        tasks.wake_press()
        raise RollBeingSet
    return made


def _wait_for(letter: Letter, language: str) -> Print:
    """Return the print, waiting a little for one that is being made; raise BeingSet or NotSet."""
    made = queries.public_print(db.session, letter, language=language)
    if made is None:
        tasks.wake_press()
        made = _look_out_for(letter, language)
    if made is None:
        raise BeingSet
    return made


def _look_out_for(letter: Letter, language: str) -> Print | None:
    """Look again and again while there is room to wait: readers of other pages need the threads too."""
    if not waiting_room.acquire(blocking=False):
        return None
    try:
        for _look in range(LOOKS):
            if queries.public_failure(db.session, letter, language=language):
                raise NotSet
            time.sleep(LOOK)
            db.session.rollback()  # the next look must see what was committed since
            made = queries.public_print(db.session, letter, language=language)
            if made is not None:
                return made
    finally:
        waiting_room.release()
    return None


def _pdf(made: Print | Volume, *, name: str) -> Response:
    response = make_response(lost.content_of(made))
    response.content_type = "application/pdf"
    response.headers.set("Content-Disposition", "inline", filename=name)
    response.headers["Cache-Control"] = "public, max-age=60"
    response.set_etag(str(made.content))
    response.make_conditional(request)
    return response
