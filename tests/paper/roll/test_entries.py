from app.paper.manuscript import SignatoryLine
from app.paper.roll.entries import Manner, direction, entry, harmless
from app.paper.roll.textkeeping import Keeper

MANNER = Manner("en", "ltr", ", ")


def test_a_plain_line_is_few_runs() -> None:
    line = SignatoryLine("person", "Amina Vala", "Dr", "Nurse", "Norway", note="in a personal capacity")

    assert entry(line, MANNER, Keeper()) == [
        [
            "inline",
            ["plain", "Dr "],
            ["name", "Amina Vala"],
            ["plain", ", "],
            ["affiliation", "Nurse"],
            ["plain", ", Norway "],
            ["note", "(in a personal capacity)"],
        ]
    ]


def test_a_name_of_the_other_direction_is_boxed_and_a_long_one_has_its_own_lines() -> None:
    short = entry(SignatoryLine("person", "دوست", country="Norway"), MANNER, Keeper())
    long = entry(SignatoryLine("person", "دوست " * 10 + "د", country="Norway"), MANNER, Keeper())

    assert [part[0] for part in short] == ["box", "inline"]
    assert [part[0] for part in long] == ["block", "inline"]
    assert long[1] == ["inline", ["plain", "Norway"]]


def test_harmless_text_keeps_what_spelling_needs() -> None:
    assert harmless("گل\u200cمحمدی") == "گل\u200cمحمدی"
    assert harmless("a\x00\ud800\u202eb\u2067  c\n") == "ab c"
    assert len(harmless("Z" + "\u0301" * 50)) < 8


def test_direction_is_that_of_the_first_letter() -> None:
    assert [direction(text) for text in ("7 دوست", "Zoë", "7")] == ["rtl", "ltr", "ltr"]
    assert direction("7", "rtl") == "rtl"
