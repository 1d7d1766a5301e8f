from app.delivery import actions
from app.delivery.models import Print, PrintState, Shape
from app.delivery.previews import Preview, Sheaf, previews
from app.delivery.shelf import Stage
from app.kit.database import db, writing
from app.letters.models import Letter, Recipient
from app.post.weight import COMMONLY_TAKEN
from tests import factories

ASKED = {"state": PrintState.ASKED, "content": None}


def printed(letter: Letter, recipient: Recipient, **columns: object) -> Print:
    with writing() as session:
        return factories.printed(session, letter, **{"recipient_id": recipient.id, **columns})


def sheaf(letter: Letter, *recipients: Recipient, shape: Shape = Shape.LETTER) -> Sheaf:
    return previews(db.session, letter, recipients, shape=shape)


def shown(letter: Letter, minister: Recipient) -> Preview:
    [preview] = sheaf(letter, minister).previews
    return preview


def test_nothing_is_ready_before_its_print_is(letter: Letter, minister: Recipient) -> None:
    assert (shown(letter, minister).print, shown(letter, minister).stage) == (None, None)

    wanted = printed(letter, minister, **ASKED)
    assert shown(letter, minister).waits
    assert shown(letter, minister).stage is Stage.WAITING
    assert not shown(letter, minister).is_ready

    with writing():
        wanted.state, wanted.content = PrintState.MADE, "a" * 64
    assert shown(letter, minister).is_ready


def test_a_print_that_was_sent_is_not_ready_again(letter: Letter, minister: Recipient) -> None:
    made = printed(letter, minister)
    with writing() as session:
        actions.dispatch(session, made)

    assert shown(letter, minister).sent is not None
    assert not shown(letter, minister).is_ready


def test_the_print_that_was_last_looked_at_counts(letter: Letter, minister: Recipient) -> None:
    older, newer = printed(letter, minister), printed(letter, minister)
    with writing():
        older.checked_at = newer.checked_at.replace(year=newer.checked_at.year + 1)

    preview = shown(letter, minister)

    assert preview.print is not None
    assert preview.print.id == older.id


def test_a_print_counts_in_its_own_shape_and_on_its_own_paper(letter: Letter, minister: Recipient) -> None:
    bound = printed(letter, minister, shape=Shape.BOUND)
    printed(letter, minister, paper="Letter" if bound.paper == "A4" else "A4")

    [preview] = sheaf(letter, minister, shape=Shape.BOUND).previews

    assert preview.print is not None
    assert preview.print.id == bound.id
    assert shown(letter, minister).print is None


def test_a_mail_is_heavy_by_what_it_weighs_on_its_way(letter: Letter, minister: Recipient) -> None:
    """8 MB fit on paper, and are 11 MB as a mail."""
    printed(letter, minister, size=8_000_000)

    preview = shown(letter, minister)

    assert preview.size > COMMONLY_TAKEN
    assert preview.is_heavy
    assert sheaf(letter, minister).heavy == [preview]


def test_a_sheaf_counts_what_is_set_and_what_waits(letter: Letter, minister: Recipient) -> None:
    mayor = letter.addressees[1]
    printed(letter, minister)
    printed(letter, mayor, language="fr", **ASKED)

    both = sheaf(letter, minister, mayor)

    assert (both.done, len(both.ready), len(both.waiting), both.heavy) == (1, 1, 1, [])


def test_a_print_that_was_cancelled_may_be_asked_for_again_and_one_that_cannot_be_made_not(
    letter: Letter, minister: Recipient
) -> None:
    wanted = printed(letter, minister, **ASKED)
    with writing():
        wanted.state = PrintState.CANCELLED
    assert shown(letter, minister).may_be_tried_again

    with writing():
        wanted.state, wanted.reason, wanted.tries = PrintState.FAILED, "The text is too long.", 1
    assert not shown(letter, minister).may_be_tried_again
