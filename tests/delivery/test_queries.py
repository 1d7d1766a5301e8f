from app.delivery import actions, prints, queries
from app.delivery.models import Shape
from app.kit.database import db, writing
from app.letters.models import Letter, Recipient


def test_prints_and_dispatches_of_a_letter_come_newest_first(letter: Letter, minister: Recipient) -> None:
    text = letter.edition.text_in("en")
    numbers = [prints.make(letter, text=text).id, prints.make(letter, text=text, recipient=minister).id]
    with writing() as session:
        sent, _new = actions.dispatch(session, queries.prints_of(session, letter)[0])

    assert [made.id for made in queries.prints_of(db.session, letter)] == numbers[::-1]
    assert [dispatch.id for dispatch in queries.dispatches_of(db.session, letter)] == [sent.id]


def test_an_addressed_or_bound_print_is_never_the_public_one(letter: Letter, minister: Recipient) -> None:
    text = letter.edition.text_in("en")
    prints.make(letter, text=text, recipient=minister)
    prints.make(letter, text=text, shape=Shape.BOUND)

    assert queries.public_print(db.session, letter, language="en") is None
