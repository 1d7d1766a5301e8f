import pytest

from app.paper.manuscript import Addressee
from app.paper.window import MOST_LINES, lines_of, sentence


def test_the_lines_of_an_address_are_counted() -> None:
    addressee = Addressee(
        "Ada Wren", honorific="Dr", office="Clerk", address=("1 Quay", "Oxmoor"), country="UNITED KINGDOM"
    )

    assert lines_of(addressee) == 5


@pytest.mark.parametrize("line", ["Department for the Waters of the North " * 2, "سجلّ المياه في النهر والساحل " * 4])
def test_a_line_too_long_for_the_window_counts_as_several(line: str) -> None:
    assert lines_of(Addressee("Ada Wren", office=line)) > 2


def test_a_warning_names_whom_it_is_about() -> None:
    assert "wren, moss" in sentence(["wren", "moss"])
    assert str(MOST_LINES) in sentence(["wren"])
