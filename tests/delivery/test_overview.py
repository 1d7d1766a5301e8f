from datetime import timedelta

from flask import Flask

from app.delivery import actions, overview
from app.kit import clock
from app.kit.database import db, writing
from app.letters.models import Letter, Recipient
from app.post.models import MailState
from app.signing import queries as signing
from app.signing.models import State
from tests import factories


def test_a_letter_nobody_touched_has_nothing(app: Flask) -> None:
    with app.app_context(), writing() as session:
        [standing] = overview.standings(session, [factories.letter(session)])

    assert (standing.last, sum(standing.signatories.values()), sum(standing.dispatches.values())) == (None, 0, 0)


def test_prints_and_dispatches_are_those_of_the_letter(letter: Letter, minister: Recipient) -> None:
    with writing() as session:
        other = factories.letter(session)
        made = factories.printed(session, letter, recipient_id=minister.id)
        actions.dispatch(session, made)

    ferry, empty = overview.standings(db.session, [letter, other])

    assert ferry.last is not None
    assert ferry.last.print.id == made.id
    assert ferry.dispatches == {MailState.QUEUED: 1}
    assert ferry.signatories[State.CONFIRMED] > 0
    assert (empty.last, empty.dispatches) == (None, {})


def test_the_last_print_is_the_one_made_last_and_may_be_older_than_the_roll(letter: Letter) -> None:
    with writing() as session:
        count = signing.totals(letter).count
        made = factories.printed(session, letter, signatories=count)
        factories.printed(session, letter, signatories=count, made_at=clock.now() - timedelta(days=1))
        factories.printed(session, letter, state="failed", content=None, made_at=clock.now() + timedelta(days=1))

    [current] = overview.standings(db.session, [letter])
    with writing() as session:
        factories.signatory(session, letter)
    [later] = overview.standings(db.session, [letter])

    assert current.last is not None
    assert later.last is not None
    assert current.last.print.id == later.last.print.id == made.id
    assert (current.last.is_older, later.last.is_older) == (False, True)
