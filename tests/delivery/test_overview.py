from datetime import UTC, datetime

import time_machine
from flask import Flask

from app.delivery import actions, overview
from app.delivery.orders import Order
from app.delivery.pressroom import Finished
from app.kit import files
from app.kit.database import db, writing
from app.letters.models import Letter, Recipient
from app.post.models import MailState
from app.signing.models import State
from tests import factories

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_a_letter_nobody_touched_has_nothing(app: Flask) -> None:
    with app.app_context(), writing() as session:
        [standing] = overview.standings(session, [factories.letter(session)])

    assert (standing.printed_at, sum(standing.signatories.values()), sum(standing.dispatches.values())) == (None, 0, 0)


def test_prints_and_dispatches_are_those_of_the_letter(
    letter: Letter, minister: Recipient, clock: time_machine.Traveller
) -> None:
    with writing() as session:
        other = factories.letter(session)
        text = letter.edition.text_in("en")
        order = Order(text, "f" * 64, minister)
        made = actions.record(session, order, Finished(files.keep(b"%PDF"), size=4, signatories=3))
        actions.dispatch(session, made)

    ferry, empty = overview.standings(db.session, [letter, other])

    assert ferry.printed_at == NOON
    assert ferry.dispatches == {MailState.QUEUED: 1}
    assert ferry.signatories[State.CONFIRMED] > 0
    assert (empty.printed_at, empty.dispatches) == (None, {})
