from app.delivery import actions
from app.delivery.models import Print, Shape
from app.delivery.orders import Order
from app.delivery.pressroom import Finished
from app.delivery.previews import Preview, previews
from app.kit import files
from app.kit.database import db, writing
from app.letters.models import Letter, Recipient
from tests.orders import order_of


def ask(letter: Letter, minister: Recipient, fingerprint: str = "a" * 64) -> Print:
    with writing() as session:
        text = letter.edition.text_in("en")
        return actions.ask(session, Order(text, fingerprint, minister))


def record(wanted: Print) -> None:
    with writing() as session:
        actions.record(session, order_of(wanted), Finished(files.keep(b"%PDF"), size=4, signatories=3))


def shown(letter: Letter, minister: Recipient) -> Preview:
    [preview] = previews(db.session, letter, [minister])
    return preview


def test_nothing_is_ready_before_its_print_is(letter: Letter, minister: Recipient) -> None:
    assert shown(letter, minister).print is None

    wanted = ask(letter, minister)
    assert shown(letter, minister).waits
    assert not shown(letter, minister).is_ready

    record(wanted)
    assert shown(letter, minister).is_ready


def test_a_print_that_was_sent_is_not_ready_again(letter: Letter, minister: Recipient) -> None:
    wanted = ask(letter, minister)
    record(wanted)
    with writing() as session:
        actions.dispatch(session, wanted)

    assert shown(letter, minister).sent is not None
    assert not shown(letter, minister).is_ready


def test_the_print_that_was_last_looked_at_counts(letter: Letter, minister: Recipient) -> None:
    older, newer = ask(letter, minister, "a" * 64), ask(letter, minister, "b" * 64)
    record(newer)
    record(older)

    preview = shown(letter, minister)

    assert preview.print is not None
    assert preview.print.id == older.id


def test_a_bound_print_is_not_what_is_mailed(letter: Letter, minister: Recipient) -> None:
    with writing() as session:
        text = letter.edition.text_in("en")
        actions.ask(session, Order(text, "c" * 64, minister, shape=Shape.BOUND))

    assert shown(letter, minister).print is None
