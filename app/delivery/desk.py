"""Letters, prints, recipients and sending at the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, render_template
from flask_security import current_user

from app.delivery import overview
from app.kit.audience import organiser
from app.kit.database import db
from app.letters import access

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

desk = Blueprint("desk", __name__, url_prefix="/desk")


@desk.get("/")
@organiser("viewer")
def letters() -> ResponseReturnValue:
    """Show the letters that the organiser may see, and where each stands."""
    mine = access.letters_of(db.session, current_user)
    return render_template("delivery/desk/letters.html", standings=overview.standings(db.session, mine))
