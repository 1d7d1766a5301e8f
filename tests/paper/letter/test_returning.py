from app.paper.letter.returning import return_line
from app.paper.manuscript import Letterhead, Office

NAME = "Society of the Ten Rivers Archive"


def line(*address: str, name: str = NAME) -> tuple[str, float]:
    return return_line(Letterhead(name, offices=(Office("Reading room", address),)))


def test_a_short_address_stands_in_full() -> None:
    assert line("4 Quay", name="Rivers") == ("Rivers · 4 Quay", 6.4)


def test_a_line_that_is_a_little_too_long_is_set_smaller() -> None:
    words, size = line("14 Weir Street", "Harrowmere HW2 4QF")

    assert words == f"{NAME} · 14 Weir Street · Harrowmere HW2 4QF"
    assert size < 6.4


def test_a_line_that_is_far_too_long_loses_whole_parts_from_its_end() -> None:
    words, _ = line("Third floor, behind the staircase", "14 Weir Street", "Harrowmere HW2 4QF", "United Kingdom")

    assert words == f"{NAME} · Third floor, behind the staircase"


def test_a_name_that_is_too_long_by_itself_ends_at_a_word() -> None:
    words, size = line(name="Association " * 20)

    assert words.endswith("Association…")
    assert len(words) * size * 0.4 < 78 / 25.4 * 72


def test_a_name_of_one_endless_word_is_cut() -> None:
    assert line(name="雨" * 100)[0].endswith("雨…")


def test_a_sender_without_an_address_is_named_alone() -> None:
    assert return_line(Letterhead("Rivers")) == ("Rivers", 6.4)
    assert return_line(Letterhead("")) == ("", 6.4)
