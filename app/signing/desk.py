"""The roll at the desk: searched, read, and cleared of those who should not stand on it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_security import current_user

from app.accounts.models import Role
from app.kit.audience import organiser
from app.kit.database import db, writing
from app.letters import access
from app.signing import actions, overview, particulars
from app.signing.forms import RollForm, StrikeForm

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.signing.models import Signatory

desk = Blueprint("desk", __name__, url_prefix="/desk")


@desk.get("/letters/<slug>/roll")
@organiser("viewer")
def roll(slug: str) -> ResponseReturnValue:
    """Show the signatories that are sought, and what was just done to one of them."""
    letter = access.letter_for(db.session, current_user, slug=slug, needed=Role.VIEWER)
    form = RollForm(request.args)
    changed = form.changed.data
    return render_template(
        "signing/desk/roll.html",
        letter=letter,
        form=form,
        counts=overview.counts(db.session, [letter.id])[letter.id],
        page=overview.search(db.session, letter.id, sought=form.sought(), before=form.before.data),
        changed=overview.signatory(db.session, letter.id, signatory_id=changed) if changed else None,
        stated=particulars.read,
        moderates=_held(letter.organisation_id).covers(Role.MODERATOR),
        back=_back(),
    )


@desk.get("/letters/<slug>/roll/<int:signatory_id>/strike")
@organiser("moderator")
def strike(slug: str, signatory_id: int) -> ResponseReturnValue:
    """Ask for the reason."""
    letter = access.letter_for(db.session, current_user, slug=slug, needed=Role.MODERATOR)
    signatory = overview.signatory(db.session, letter.id, signatory_id=signatory_id)
    return _strike_page(signatory, StrikeForm())


@desk.post("/letters/<slug>/roll/<int:signatory_id>/strike")
@organiser("moderator")
def strike_signatory(slug: str, signatory_id: int) -> ResponseReturnValue:
    """Strike, and go back to where the organiser was on the roll, with an undo at hand."""
    form = StrikeForm(request.form)
    whole = form.validate()
    with writing() as session:
        letter = access.letter_for(session, current_user, slug=slug, needed=Role.MODERATOR)
        signatory = overview.signatory(session, letter.id, signatory_id=signatory_id)
        if whole:
            actions.strike(session, signatory, reason=str(form.reason.data), by=current_user)
    return _to_roll(slug, signatory_id) if whole else (_strike_page(signatory, form), 422)


@desk.post("/letters/<slug>/roll/<int:signatory_id>/restore")
@organiser("moderator")
def restore(slug: str, signatory_id: int) -> ResponseReturnValue:
    """Take a strike back."""
    with writing() as session:
        letter = access.letter_for(session, current_user, slug=slug, needed=Role.MODERATOR)
        signatory = overview.signatory(session, letter.id, signatory_id=signatory_id)
        actions.restore(session, signatory, by=current_user)
    return _to_roll(slug, signatory_id)


def _strike_page(signatory: Signatory, form: StrikeForm) -> str:
    return render_template(
        "signing/desk/strike.html",
        letter=signatory.letter,
        signatory=signatory,
        stated=particulars.read(signatory),
        form=form,
        back=_back(),
    )


def _back() -> dict[str, Any]:
    """Return what was sought, so that an act leads back to the same page of the roll."""
    return {name: value for name, value in request.args.items() if name in RollForm.KEPT and value}


def _to_roll(slug: str, signatory_id: int) -> ResponseReturnValue:
    return redirect(url_for("signing.desk.roll", slug=slug, changed=signatory_id, **_back()), 303)


def _held(organisation_id: int | None) -> Role:
    return current_user.role_in(organisation_id) or Role.VIEWER
