"""A client that fails a test when a request wrote something and did not commit it."""

from typing import Any

from flask import Flask, request_tearing_down
from flask.testing import FlaskClient
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session
from werkzeug.test import TestResponse

from app.kit.database import db

WRITTEN = "written and not committed"


class TidyClient(FlaskClient):
    """Looks at the session when the request is over, before it is closed."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        left: list[str] = []

        def look(_sender: Flask, **_more: object) -> None:
            left.extend(uncommitted(db.session))

        with request_tearing_down.connected_to(look, self.application):
            response = super().open(*args, **kwargs)
        assert response.status_code >= 400 or not left, f"{response.request.path} left uncommitted: {left}"
        return response


def uncommitted(session: Session) -> list[str]:
    waiting = [repr(model) for model in (*session.new, *session.dirty, *session.deleted)]
    return [*waiting, *session.info.get(WRITTEN, [])]


@event.listens_for(Session, "after_flush")
def _flushed(session: Session, _context: object) -> None:
    touched = [repr(model) for model in (*session.new, *session.dirty, *session.deleted)]
    session.info.setdefault(WRITTEN, []).extend(touched)


@event.listens_for(Session, "do_orm_execute")
def _executed(state: ORMExecuteState) -> None:
    if state.is_insert or state.is_update or state.is_delete:
        state.session.info.setdefault(WRITTEN, []).append(str(state.statement))


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_rollback")
def _settled(session: Session) -> None:
    session.info.pop(WRITTEN, None)
