import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from app.delivery import forms
from app.delivery.forms import ChooseForm, PrintForm, SendForm
from app.delivery.models import Shape
from app.kit.database import writing
from app.letters.models import Letter


def test_a_print_is_in_the_recipients_language_unless_another_is_chosen(app: Flask, letter: Letter) -> None:
    with app.test_request_context():
        own = PrintForm(MultiDict({"to": "mayor", "language": ""}), letter=letter)
        chosen = PrintForm(MultiDict({"to": "mayor", "language": "en"}), letter=letter)

        assert own.validate()
        assert (own.recipient, own.text.language) == (letter.addressees[1], "fr")
        assert chosen.text.language == "en"


def test_a_print_is_the_letter_on_the_usual_paper_unless_something_else_is_chosen(app: Flask, letter: Letter) -> None:
    with app.test_request_context():
        plain = PrintForm(MultiDict({"to": "mayor"}), letter=letter)
        chosen = PrintForm(MultiDict({"to": "mayor", "paper": "Letter", "shape": "roll"}), letter=letter)

        assert plain.validate()
        assert chosen.validate()
        assert (plain.chosen_shape, plain.sheet) == (Shape.LETTER, None)
        assert (chosen.chosen_shape, chosen.sheet) == (Shape.ROLL, "Letter")


@pytest.mark.parametrize("field", ["to", "language", "paper", "shape"])
def test_what_is_not_on_the_list_is_refused_in_a_sentence_of_ours(app: Flask, letter: Letter, field: str) -> None:
    with app.test_request_context():
        form = PrintForm(
            MultiDict({"to": "", "language": "", "paper": "", "shape": "letter", field: "moon"}), letter=letter
        )

        assert not form.validate()
        [(refused, sentence)] = form.problems()
        assert refused == field
        assert sentence.startswith("Choose ")


def test_a_letter_without_attachments_has_none_to_bind_in(app: Flask, letter: Letter) -> None:
    with writing():
        letter.attachments.clear()
    with app.test_request_context():
        form = PrintForm(MultiDict({"shape": "bound"}), letter=letter)

        assert forms.shapes_of(letter) == (Shape.LETTER, Shape.ROLL)
        assert not form.validate()


def test_only_who_can_be_reached_can_be_chosen(app: Flask, letter: Letter) -> None:
    letter.addressees[1].email = ""
    with app.test_request_context():
        form = ChooseForm(MultiDict([("to", "mayor"), ("to", "king")]), letter=letter)

        assert not form.validate()
        assert [field for field, _sentence in form.problems()] == ["to"]


def test_no_more_are_chosen_than_go_out_at_once(app: Flask, letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those beyond would be left out of what is sent, and nobody would know."""
    monkeypatch.setattr(forms, "MOST_AT_ONCE", 1)
    with app.test_request_context():
        form = ChooseForm(MultiDict([("to", "minister"), ("to", "mayor")]), letter=letter)

        assert not form.validate()
        assert form.problems() == [("to", "Choose at most 1 recipients at once.")]


def test_a_roll_is_not_what_is_mailed(app: Flask, letter: Letter) -> None:
    with app.test_request_context():
        form = ChooseForm(MultiDict({"to": "mayor", "shape": "roll"}), letter=letter)

        assert not form.validate()
        assert [field for field, _sentence in form.problems()] == ["shape"]


def test_prints_are_named_by_their_numbers(app: Flask) -> None:
    with app.test_request_context():
        form = SendForm(MultiDict({"prints-0": "4", "prints-1": "x", "prints-2": "4", "prints-3": "7"}))

        assert form.numbers == [4, 7]
