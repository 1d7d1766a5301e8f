"""Signing in by a link that works once, and signing out. No cookie is set before the link is used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, redirect, render_template, request, session, url_for
from flask_babel import get_locale
from flask_security import current_user, login_user, logout_user

from app.accounts import actions, queries
from app.accounts.forms import LinkForm
from app.accounts.sessions import safe_next
from app.kit.audience import public
from app.kit.database import db, writing

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from app.kit.refusals import Refusal

views = Blueprint("accounts", __name__, url_prefix="/desk")


@views.get("/sign-in")
@public
def sign_in() -> ResponseReturnValue:
    """Ask for an address to mail a link to."""
    if current_user.is_authenticated:
        return redirect(safe_next(request.args.get("next")), 303)
    return render_template("accounts/sign_in.html", form=LinkForm(request.args))


@views.post("/sign-in")
@public
def send_link() -> ResponseReturnValue:
    """Mail a link if the address is an organiser's, and answer the same if it is not."""
    form = LinkForm(request.form)
    if not form.validate():
        return render_template("accounts/sign_in.html", form=form), 422
    with writing() as written:
        actions.mail_link(
            written, str(form.email.data), onward=_onward(form.next.data), language=str(get_locale()).replace("_", "-")
        )
    return redirect(url_for("accounts.link_sent"), 303)


@views.get("/sign-in/sent")
@public
def link_sent() -> ResponseReturnValue:
    """Say what happens now, to whoever asked."""
    return render_template("accounts/link_sent.html")


@views.get("/sign-in/<token>")
@public
def open_link(token: str) -> ResponseReturnValue:
    """Show the button that signs in: mail scanners open links, and must not use them up."""
    link = queries.sign_in_link(db.session, token)
    return render_template("accounts/open_link.html", organiser=link.organiser, next=_onward(request.args.get("next")))


@views.post("/sign-in/<token>")
@public
def use_link(token: str) -> ResponseReturnValue:
    """Sign in with a session of its own: nothing of what the browser held before stays in it."""
    with writing() as written:
        organiser = actions.sign_in(written, token)
    session.clear()
    session.permanent = True
    login_user(organiser)
    return redirect(safe_next(request.form.get("next")), 303)


@views.errorhandler(queries.LinkSpent)
@views.errorhandler(queries.LinkUnreadable)
def link_of_no_use(refusal: Refusal) -> ResponseReturnValue:
    """Say what is wrong with a link where a new one can be asked for."""
    return render_template("accounts/sign_in.html", form=LinkForm(), refusal=refusal), refusal.status


@views.post("/sign-out")
@public
def sign_out() -> ResponseReturnValue:
    """Sign out everywhere: the cookie is taken back and would open nothing any more."""
    if current_user.is_authenticated:
        with writing() as written:
            actions.sign_out(written, current_user.id)
        logout_user()
    session.clear()
    return redirect(url_for("accounts.sign_in"), 303)


def _onward(target: str | None) -> str | None:
    """Return where to go once signed in, None for the desk's first page, which needs no naming."""
    safe = safe_next(target)
    return safe if safe == target else None
