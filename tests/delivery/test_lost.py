from pathlib import Path

import pytest
from flask.testing import FlaskClient, FlaskCliRunner

from app.delivery import actions, lost, prints, rolls, upkeep
from app.delivery.models import Print, PrintState
from app.kit import files
from app.kit.database import db, writing
from app.letters.models import Letter, Recipient


def test_what_is_kept_is_given(letter: Letter) -> None:
    made = prints.make(letter, text=letter.edition.text_in("en"))

    assert lost.content_of(made).startswith(b"%PDF-")


def test_a_print_that_is_lost_is_made_anew_as_the_same_print(letter: Letter, minister: Recipient) -> None:
    made = prints.make(letter, text=letter.edition.text_in("en"), recipient=minister)
    number, reference = made.id, made.reference
    files.forget(str(made.content))

    with pytest.raises(lost.MadeAnew):
        lost.content_of(made)
    assert db.session.get_one(Print, number).state is PrintState.ASKED
    upkeep.make_asked()

    again = db.session.get_one(Print, number)
    assert (again.state, again.reference) == (PrintState.MADE, reference)
    assert lost.content_of(again).startswith(b"%PDF-")


def test_a_file_that_no_longer_matches_its_digest_gives_way_to_a_new_one(letter: Letter, tmp_path: Path) -> None:
    made = prints.make(letter, text=letter.edition.text_in("en"))
    number, content = made.id, str(made.content)
    files.current_app.extensions["files"].put(f"{content[:2]}/{content}", b"rotten")

    with pytest.raises(lost.MadeAnew):
        lost.content_of(made)
    upkeep.make_asked()

    assert lost.content_of(db.session.get_one(Print, number)).startswith(b"%PDF-")


def test_one_that_was_sent_stays_as_it_was_and_says_so(letter: Letter, minister: Recipient) -> None:
    made = prints.make(letter, text=letter.edition.text_in("en"), recipient=minister)
    number, content = made.id, str(made.content)
    with writing() as session:
        actions.dispatch(session, session.get_one(Print, number))
    files.forget(content)

    with pytest.raises(lost.LostOnceSent):
        lost.content_of(db.session.get_one(Print, number))

    after = db.session.get_one(Print, number)
    assert (after.state, after.content) == (PrintState.MADE, content)
    assert prints.make(letter, text=letter.edition.text_in("en"), recipient=minister).id == number


def test_a_volume_of_a_roll_that_is_lost_is_made_anew(letter: Letter) -> None:
    text = letter.edition.text_in("en")
    made = rolls.make(letter, text=text)
    number = made.id
    files.forget(str(made.volumes[0].content))

    with pytest.raises(lost.MadeAnew):
        lost.content_of(made.volumes[0])
    again = rolls.make(letter, text=text)

    assert (again.id, again.state) == (number, PrintState.MADE)
    assert lost.content_of(again.volumes[0]).startswith(b"%PDF-")


def test_the_command_line_makes_what_is_lost_at_once(letter: Letter, runner: FlaskCliRunner, tmp_path: Path) -> None:
    made = prints.make(letter, text=letter.edition.text_in("en"))
    files.forget(str(made.content))

    result = runner.invoke(args=["letters", "print", "oxmoor-ferry", "--out", str(tmp_path / "a.pdf")])

    assert result.exit_code == 0, result.output
    assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF-")


def test_a_reader_is_told_that_it_is_being_made(letter: Letter, client: FlaskClient) -> None:
    made = prints.make(letter, text=letter.edition.text_in("en"))
    files.forget(str(made.content))

    answer = client.get("/letters/oxmoor-ferry/letter.pdf")

    assert answer.status_code == 503
    assert "is being made anew" in answer.text
