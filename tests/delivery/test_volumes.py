from app.delivery import prints, rolls, volumes
from app.delivery.models import Print, PrintState, Shape, Timestamp
from app.delivery.volumes import FinishedVolume
from app.kit.database import db, writing
from app.letters.models import Letter


def finished(digit: str, timestamp: Timestamp = Timestamp.GRANTED) -> FinishedVolume:
    return FinishedVolume(digit * 64, digit * 64, digit * 64, size=10, pages=2, timestamp=timestamp)


def test_a_roll_is_printed_once_all_its_volumes_are_there(letter: Letter) -> None:
    wanted = rolls.planned(letter, text=letter.edition.text_in("en"))
    with writing() as session:
        number = volumes.begin(session, wanted.order, wanted.plan).id
        before = volumes.close(session, number, signatories=3, reference="a" * 20, seal="b" * 64).state
        first = volumes.record(session, number, 1, finished("1", Timestamp.PENDING))
        second = volumes.record(session, number, 1, finished("2"))
        volumes.close(session, number, signatories=3, reference="a" * 20, seal="b" * 64)

    made = db.session.get_one(Print, number)
    assert (before, first, second) == (PrintState.ASKED, True, False)
    assert (made.state, made.size, made.pages, made.timestamp) == (PrintState.MADE, 10, 2, Timestamp.PENDING)


def test_what_is_given_up_tells_of_its_files(letter: Letter) -> None:
    wanted = rolls.planned(letter, text=letter.edition.text_in("en"))
    with writing() as session:
        number = volumes.begin(session, wanted.order, wanted.plan).id
        volumes.record(session, number, 1, finished("1"))

        assert volumes.drop(session, number) == ["1" * 64, "1" * 64]
        assert volumes.drop(session, number) == []


def test_a_wish_becomes_what_was_planned_or_gives_way_to_what_is_there(letter: Letter) -> None:
    text = letter.edition.text_in("en")
    wish = prints.ask(letter, text=text, shape=Shape.ROLL).id
    with writing() as session:
        assert volumes.adopt(session, wish, "c" * 64) == []
    adopted = db.session.get_one(Print, wish).manuscript

    second = prints.ask(letter, text=text, shape=Shape.ROLL).id
    with writing() as session:
        volumes.adopt(session, second, "c" * 64)

    assert adopted == "c" * 64
    assert [each.id for each in db.session.query(Print)] == [wish]
