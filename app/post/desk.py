"""The outbox at the desk, for whoever runs the site: what waits, what was sent, what needs a person."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, current_app, redirect, render_template, request, url_for

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
    return render_template("post/desk/mail.html", entry=entry)


@desk.post("/outbox/<int:mail_id>/retry")
@operator
def retry(mail_id: int) -> ResponseReturnValue:
    """Send a mail again that is held or has failed."""
    with writing() as session:
        actions.retry(session, mail_id)
    return redirect(url_for("post.desk.mail", mail_id=mail_id), 303)
