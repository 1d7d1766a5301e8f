"""The outbox at the desk, for whoever runs the site: what waits, what was sent, what needs a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, current_app, make_response, redirect, render_template, request, url_for

from app.kit import files
from app.kit.audience import operator
from app.kit.database import writing
from app.kit.numbers import within
from app.post import actions, queries
from app.post.models import MailState

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

desk = Blueprint("desk", __name__, url_prefix="/desk")


@desk.get("/outbox")
@operator
def outbox() -> ResponseReturnValue:
    """Show the mails, the newest first, and say so when none can leave."""
    state = request.args.get("state", type=MailState)
    return render_template(
        "post/desk/outbox.html",
        page=queries.outbox(before=request.args.get("before", type=within), state=state),
        state=state,
        counts=queries.counts(),
        pause=queries.pause(),
        has_server=current_app.config["SETTINGS"].mail_server is not None,
    )


@desk.get("/outbox/<int:mail_id>")
@operator
def mail(mail_id: int) -> ResponseReturnValue:
    """Show one mail whole."""
    entry = queries.entry(mail_id)
    if entry is None:
        raise actions.NoSuchMail
    enclosed = entry.message.enclosures if entry.message else ()
    enclosures = [
        url_for("post.desk.enclosure", mail_id=mail_id, number=number) for number, _ in enumerate(enclosed, 1)
    ]
    return render_template("post/desk/mail.html", entry=entry, enclosures=enclosures)


@desk.get("/outbox/<int:mail_id>/enclosures/<int:number>")
@operator
def enclosure(mail_id: int, number: int) -> ResponseReturnValue:
    """Give a file that travels with a mail, by its number from 1."""
    entry = queries.entry(mail_id)
    enclosed = entry.message.enclosures[number - 1 : number] if entry and entry.message and number else ()
    if not enclosed:
        raise actions.NoSuchMail
    response = make_response(files.fetch(enclosed[0].content))
    response.content_type = enclosed[0].media_type
    response.headers.set("Content-Disposition", "inline", filename=enclosed[0].filename)
    return response


@desk.post("/outbox/<int:mail_id>/retry")
@operator
def retry(mail_id: int) -> ResponseReturnValue:
    """Send a mail again that is held or has failed."""
    with writing() as session:
        actions.retry(session, mail_id)
    return redirect(url_for("post.desk.mail", mail_id=mail_id), 303)
