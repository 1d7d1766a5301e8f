"""The worker forgets who did not confirm."""

from datetime import timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from app.kit import queue
from app.kit.database import db, writing
from app.signing import actions, tasks
from app.signing.models import Kind, Signatory, State, Visibility
from app.signing.particulars import Particulars
from tests import factories


def test_forget_unconfirmed_after_72_hours(app: Flask, clock: Any) -> None:
    with app.app_context(), writing() as session:
        letter = factories.letter(session)
        text = letter.edition.text_in("en")
        stated = {"stated": Particulars(name="Ines"), "visibility": Visibility.PUBLIC, "updates": False}
        actions.sign(session, letter, text=text, kind=Kind.PERSON, email="ines@example.org", **stated)

    with app.app_context():
        tasks.forget_unconfirmed()
        assert db.session.scalars(sa.select(Signatory.state)).all() == [State.PENDING]

    clock.shift(timedelta(hours=72))
    with app.app_context():
        tasks.forget_unconfirmed()
        assert db.session.scalars(sa.select(Signatory)).all() == []


def test_forget_unconfirmed_is_swept() -> None:
    assert tasks.forget_unconfirmed in queue._jobs.values()
