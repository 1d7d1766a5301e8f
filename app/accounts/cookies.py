"""The session's cookie: for the desk alone. Readers and signatories have no session, so none of theirs can be told."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import request
from flask.sessions import SecureCookieSessionInterface

if TYPE_CHECKING:
    from flask import Flask, Request, Response
    from flask.sessions import SecureCookieSession, SessionMixin

DESK = "/desk/"


class DeskSessions(SecureCookieSessionInterface):
    """Read and write the cookie below the desk; elsewhere there is an empty session that goes nowhere.

    Flask-Login looks at the session on every page, and without this each page would say `Vary: Cookie`.
    """

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """Return the session of a request."""
        return super().open_session(app, request) if request.path.startswith(DESK) else self.session_class()

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        """Set the cookie where it belongs."""
        if request.path.startswith(DESK):
            super().save_session(app, session, response)
