from app.delivery import actions, prints, queries
from app.delivery.models import Shape
from app.kit.database import db, writing
from app.letters.models import Letter, Recipient
from tests import factories


def test_dispatches_of_a_letter_come_newest_first(letter: Letter, minister: Recipient) -> None:
    with writing() as session:
        made = [factories.printed(session, letter, recipient_id=minister.id) for _number in range(2)]
        sent = [actions.dispatch(session, each)[0].id for each in made]

    assert [dispatch.id for dispatch in queries.dispatches_of(db.session, letter)] == sent[::-1]


def test_an_addressed_or_bound_print_is_never_the_public_one(letter: Letter, minister: Recipient) -> None:
    text = letter.edition.text_in("en")
    prints.make(letter, text=text, recipient=minister)
    prints.make(letter, text=text, shape=Shape.BOUND)

    assert queries.public_print(db.session, letter, language="en") is None
