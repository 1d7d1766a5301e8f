"""Fields of one line: folded, limited, printable; and problems that a page can list."""

import pytest
from werkzeug.datastructures import MultiDict
from wtforms import RadioField
from wtforms.validators import InputRequired

from app.kit.forms import Form, LineField, OneOf


class Card(Form):
    name = LineField("Name", [InputRequired("Write your name.")], longest=20)
    place = LineField("Place", longest=5)


def card(**typed: str) -> Card:
    return Card(MultiDict(typed))


def test_a_line_is_folded_and_composed() -> None:
    form = card(name="  Jose\u0301 \t Peña ")

    assert form.validate()
    assert form.name.data == "José Peña"
    assert form.place.data == ""


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"name": ""}, "Write your name."),
        ({"name": "x" * 21}, "Use at most 20 characters."),
        ({"name": "Ines\x00"}, "Remove the characters that cannot be printed."),
        ({"name": "\u202eIines"}, "Remove the characters that cannot be printed."),
        ({"name": "x" + "\u0323" * 5}, "Use at most four accents on one letter."),
    ],
)
def test_a_line_that_cannot_stand_is_told_at_its_field(typed: dict[str, str], sentence: str) -> None:
    form = card(**typed)

    assert not form.validate()
    assert form.problems() == [("name", sentence)]


def test_a_line_is_shown_again_without_what_cannot_be_printed() -> None:
    form = card(name="In\x00e\x1bs\u202e <Peña>")

    assert not form.validate()
    assert 'value="Ines &lt;Peña&gt;"' in form.name()


def test_problems_stand_in_the_order_of_the_form() -> None:
    form = card(place="far away", name="")
    form.validate()

    assert [field for field, _ in form.problems()] == ["name", "place"]


def test_a_browser_is_told_the_longest_line() -> None:
    assert 'maxlength="20"' in card().name()


class Ballot(Form):
    colour = RadioField("Colour", [OneOf("Choose a colour.")], choices=["red", "blue"], validate_choice=False)


@pytest.mark.parametrize(("chosen", "problems"), [("blue", []), ("green", [("colour", "Choose a colour.")])])
def test_a_choice_that_is_not_offered_is_refused_in_our_words(chosen: str, problems: list[tuple[str, str]]) -> None:
    form = Ballot(MultiDict({"colour": chosen}))

    form.validate()

    assert form.problems() == problems
