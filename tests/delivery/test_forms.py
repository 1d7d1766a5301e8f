from flask import Flask
from werkzeug.datastructures import MultiDict

from app.delivery.forms import ChooseForm, PrintForm, SendForm
from app.letters.models import Letter


def test_a_print_is_in_the_recipients_language_unless_another_is_chosen(app: Flask, letter: Letter) -> None:
    with app.test_request_context():
        own = PrintForm(MultiDict({"to": "mayor", "language": ""}), letter=letter)
        chosen = PrintForm(MultiDict({"to": "mayor", "language": "en"}), letter=letter)

        assert own.validate()
        assert (own.recipient, own.text.language) == (letter.addressees[1], "fr")
        assert chosen.text.language == "en"


def test_only_who_can_be_reached_can_be_chosen(app: Flask, letter: Letter) -> None:
    letter.addressees[1].email = ""
    with app.test_request_context():
        form = ChooseForm(MultiDict([("to", "mayor"), ("to", "king")]), letter=letter)

        assert not form.validate()
        assert [field for field, _sentence in form.problems()] == ["to"]


def test_prints_are_named_by_their_numbers(app: Flask) -> None:
    with app.test_request_context():
        form = SendForm(MultiDict({"prints-0": "4", "prints-1": "x", "prints-2": "4", "prints-3": "7"}))

        assert form.numbers == [4, 7]
