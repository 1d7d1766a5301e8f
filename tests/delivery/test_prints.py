from collections.abc import Generator

import pytest

from app.delivery import actions, prints, queries
from app.delivery.models import Print, PrintState, Shape
from app.kit import clock, files
from app.kit.database import db, writing
from app.kit.files import StoreUnusable
from app.letters.models import Letter, Recipient, Text
from app.paper import press
from app.paper.refusals import PressBusy, PressFailed
from tests import factories, presses


def text_of(letter: Letter) -> Text:
    return letter.edition.text_in("en")


def test_a_print_is_made_once_and_served_again(letter: Letter, minister: Recipient) -> None:
    first = prints.make(letter, text=text_of(letter), recipient=minister)
    content = first.content

    again = prints.make(letter, text=text_of(letter), recipient=minister)

    assert again.id == first.id
    assert again.state is PrintState.MADE
    assert files.fetch(content).startswith(b"%PDF-")


def test_a_failed_print_keeps_the_reason_and_is_tried_again(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as broken:
        broken.setattr(press, "carry_out", presses.failing(PressFailed("The text is too long.")))
        with pytest.raises(PressFailed):
            prints.make(letter, text=text_of(letter))
        failed = db.session.query(Print).one()
        assert (failed.state, failed.reason) == (PrintState.FAILED, "The text is too long.")

    made = prints.make(letter, text=text_of(letter))

    assert (made.id, made.state, made.reason) == (failed.id, PrintState.MADE, "")


def test_a_print_that_could_not_be_made_just_now_is_left_to_the_worker(
    letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(press, "carry_out", presses.failing(PressBusy("The press is busy.")))

    with pytest.raises(PressBusy):
        prints.make(letter, text=text_of(letter))

    waiting = db.session.query(Print).one()
    assert (waiting.state, waiting.tries) == (PrintState.ASKED, 1)
    assert waiting.again_at > clock.now()
    assert waiting.reason == "The press is busy. It will be tried again by itself."


def test_a_store_that_is_full_is_no_fault_of_the_letter(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(content: bytes) -> str:
        raise StoreUnusable("The store is full.")

    with monkeypatch.context() as broken:
        broken.setattr(files, "keep", full)
        with pytest.raises(StoreUnusable):
            prints.make(letter, text=text_of(letter))

    assert db.session.query(Print).one().state is PrintState.ASKED


def test_each_shape_and_paper_is_a_print_of_its_own(letter: Letter) -> None:
    text = text_of(letter)

    made = [prints.make(letter, text=text, shape=shape) for shape in (Shape.LETTER, Shape.BOUND, Shape.ENCLOSING)]
    american = prints.make(letter, text=text, paper="Letter")

    assert [each.shape for each in made] == [Shape.LETTER, Shape.BOUND, Shape.ENCLOSING]
    assert len({each.content for each in (*made, american)}) == 4
    assert (made[0].paper, american.paper) == ("A4", "Letter")


def test_a_letter_to_america_is_on_american_paper(letter: Letter, minister: Recipient) -> None:
    with writing():
        minister.country = "US"

    assert prints.make(letter, text=text_of(letter), recipient=minister).paper == "Letter"


def test_all_recipients_of_a_language_are_served_by_one_job(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    served: list[press.Job] = []

    def counted(job: press.Job) -> Generator[bytes, None, None]:
        served.append(job)
        return presses.quick(job)

    monkeypatch.setattr(press, "carry_out", counted)
    add_recipients(letter, 5)

    made = list(prints.make_all(letter, letter.addressees))

    assert {each.recipient_id for each in made} == {each.id for each in letter.addressees}
    assert all(each.state is PrintState.MADE for each in made)
    assert len(served) == 2  # the mayor reads French
    assert len({each.content for each in made}) == len({each.manuscript for each in made}) == 7
    assert len({each.reference for each in made}) == 2


def test_those_that_are_made_are_not_made_again(letter: Letter, minister: Recipient) -> None:
    first = prints.make(letter, text=text_of(letter), recipient=minister).content

    made = {each.recipient_id: each.content for each in prints.make_all(letter, letter.addressees)}

    assert made[minister.id] == first
    assert len(made) == 2


def test_what_was_done_before_the_press_failed_stays(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    add_recipients(letter, 3)
    with monkeypatch.context() as broken:
        broken.setattr(press, "carry_out", presses.failing(PressFailed("The text is too long."), after=2))
        with pytest.raises(PressFailed):
            list(prints.make_all(letter, letter.addressees))

    states = sorted(each.state for each in db.session.query(Print))
    assert states == [PrintState.FAILED] * 2 + [PrintState.MADE] * 2


def test_what_is_being_made_is_seen_as_asked_for_and_left_alone_by_the_worker(letter: Letter) -> None:
    add_recipients(letter, 1)
    making = prints.make_all(letter, letter.addressees)

    next(making)

    states = sorted(each.state for each in db.session.query(Print))
    assert states == [PrintState.ASKED, PrintState.MADE]
    assert queries.asked(db.session) == []


def test_a_print_that_was_cancelled_while_it_was_made_leaves_nothing_behind(
    letter: Letter, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []

    def cancelled(job: press.Job) -> Generator[bytes, None, None]:
        with writing() as session:
            actions.cancel(session, session.query(Print).one())
        yield from presses.quick(job)

    keep = files.keep
    monkeypatch.setattr(press, "carry_out", cancelled)
    monkeypatch.setattr(files, "keep", lambda content: kept.append(keep(content)) or kept[-1])

    left = prints.make(letter, text=text_of(letter))

    assert (left.state, left.content) == (PrintState.CANCELLED, None)
    assert len(kept) == 2
    for digest in kept:
        with pytest.raises(files.FileLost):
            files.fetch(digest)


def test_asking_again_for_what_was_cancelled_has_it_made(letter: Letter) -> None:
    prints.ask(letter, text=text_of(letter))
    with writing() as session:
        actions.cancel(session, session.query(Print).one())

    prints.ask(letter, text=text_of(letter))

    assert db.session.query(Print).one().state is PrintState.ASKED


def test_a_print_knows_what_it_is(letter: Letter) -> None:
    made = prints.make(letter, text=text_of(letter))

    assert (made.pages, made.signatories, made.overtaken_at) == (1, 3, None)
    assert made.size == len(files.fetch(made.content))
    assert len(made.reference) == 20


def add_recipients(letter: Letter, count: int) -> None:
    """Others who read what the minister reads."""
    with writing() as session:
        for number in range(count):
            factories.recipient(
                session, letter, f"r{number}", name=f"Name {number}", language="en", position=10 + number
            )


def test_a_print_is_asked_for_each_recipient_in_their_language(letter: Letter) -> None:
    with writing() as session:
        maren = factories.organiser(session)

    prints.ask_all(letter, letter.addressees, made_by=maren)

    asked = db.session.query(Print).order_by(Print.id)
    assert {(each.recipient.key, each.language) for each in asked} == {("minister", "en"), ("mayor", "fr")}
    assert {(each.state, each.made_by) for each in asked} == {(PrintState.ASKED, maren)}
