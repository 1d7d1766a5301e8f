import pytest

from app.delivery import actions, prints
from app.delivery.models import Dispatch, Print
from app.delivery.orders import Order
from app.kit.database import db, writing
from app.letters.models import Letter, LetterState, Recipient
from app.post.models import Mail


@pytest.fixture
def made(letter: Letter, minister: Recipient) -> Print:
    return prints.make(letter, text=letter.edition.text_in("en"), recipient=minister)


def test_the_same_print_is_dispatched_once(made: Print) -> None:
    outcomes = []
    for _time in range(2):
        with writing() as session:
            outcomes.append(actions.dispatch(session, made)[1])

    assert outcomes == [True, False]
    assert db.session.query(Dispatch).count() == db.session.query(Mail).count() == 1


def test_a_draft_is_not_sent(letter: Letter, made: Print) -> None:
    with writing():
        letter.state = LetterState.DRAFT

    with pytest.raises(actions.NotPublished), writing() as session:
        actions.dispatch(session, made)


def test_a_print_for_everyone_is_nobodys_to_receive(letter: Letter) -> None:
    public = prints.make(letter, text=letter.edition.text_in("en"))

    with pytest.raises(actions.NoAddress), writing() as session:
        actions.dispatch(session, public)


def test_a_print_that_is_only_asked_for_cannot_be_sent(letter: Letter, minister: Recipient) -> None:
    with writing() as session:
        asked = actions.ask(session, Order(letter.edition.text_in("en"), "0" * 64, minister))

        with pytest.raises(actions.NotMade):
            actions.dispatch(session, asked)


def test_two_who_ask_for_the_same_print_get_one(letter: Letter) -> None:
    with writing() as session:
        first, second = (actions.ask(session, Order(letter.edition.text_in("en"), "0" * 64)) for _time in range(2))

        assert first is second
