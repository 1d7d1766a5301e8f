"""Sessions of organisers: Flask-Security without its pages, and the guard that keeps every view closed by default."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Flask, Response, abort, redirect, request, url_for
from flask_security import FSQLALiteUserDatastore, RoleMixin, Security, current_user
from flask_wtf.csrf import CSRFProtect

from app.accounts.cookies import DeskSessions
from app.accounts.models import Organiser, Role
from app.kit import audience
from app.kit.database import db

if TYPE_CHECKING:
    from werkzeug.wrappers import Response as Answer

csrf = CSRFProtect()
SAFE = {"GET", "HEAD", "OPTIONS"}
ALIVE = 12 * 60 * 60  # seconds that a sign-in lasts: a working day
HOME = "/desk/"


def init_app(app: Flask, *, secret: str, secure: bool) -> None:
    """Set the session up. The public has none: no cookie is set before an organiser signs in."""
    app.config.update(
        SECRET_KEY=secret,
        SESSION_COOKIE_NAME="__Host-undersigned"
        if secure
        else "undersigned",  # a browser takes __Host- over https only
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=ALIVE,
        SESSION_REFRESH_EACH_REQUEST=False,
        SECURITY_PASSWORD_SALT=secret,
        SECURITY_URL_PREFIX="/desk",
        SECURITY_TRACKABLE=False,
        SECURITY_SEND_REGISTER_EMAIL=False,
        SECURITY_CLI_USERS_NAME=None,  # organisers have commands of our own
        SECURITY_CLI_ROLES_NAME=None,
        WTF_CSRF_CHECK_DEFAULT=False,  # the guard asks for it, on the desk alone
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,  # it wants a Referer, which our own pages tell browsers not to send
    )
    app.session_interface = DeskSessions()
    csrf.init_app(app)
    Security(app, FSQLALiteUserDatastore(db, Organiser, RoleMixin), register_blueprint=False)
    app.before_request(guard)
    app.after_request(keep_out_of_caches)


def guard() -> Answer | None:
    """Let a request through to its view only if the view's audience includes who asks."""
    if request.endpoint is None:
        return None  # routing has its own answer
    declared = audience.of(request.endpoint)
    if declared is None:
        abort(404)
    if request.method not in SAFE and audience.from_elsewhere(request):
        abort(403)
    return _guard_desk(declared.role) if declared.role else None


def keep_out_of_caches(response: Response) -> Response:
    """Leave nothing of the desk behind: neither at a proxy nor behind the browser's back button."""
    if request.path.startswith(HOME):
        response.headers["Cache-Control"] = "no-store"
    return response


def safe_next(target: str | None) -> str:
    """Return where to go once signed in: a page of the desk, never another site, as `//host` would be."""
    plain = target is not None and target.isascii() and target.isprintable() and "\\" not in target
    return target if target is not None and plain and target.startswith(HOME) else HOME


def _guard_desk(needed: str) -> Answer | None:
    if not current_user.is_authenticated:
        wanted = request.full_path.rstrip("?") if request.method in SAFE else None
        return redirect(url_for("accounts.sign_in", next=wanted if wanted != HOME else None), 303)
    if request.method not in SAFE:
        csrf.protect()
    allowed = current_user.operator if needed == audience.OPERATOR else current_user.may(Role(needed))
    if not allowed:
        abort(403)
    return None
