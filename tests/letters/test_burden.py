import sys
from collections.abc import Callable
from types import FrameType

import pytest

from app.letters.burden import LONGEST_PARAGRAPH, MOST, burdens
from app.letters.prose import Fault, faults, for_page, for_print


def test_what_people_write_is_no_burden() -> None:
    assert not burdens("# One\n\nTwo.[^1]\n\n| a | b |\n|---|---|\n| c | d |\n\n[^1]: Three.")


def test_a_paragraph_without_end_is_told_with_its_line() -> None:
    length = LONGEST_PARAGRAPH + 1

    assert burdens(f"One.\n\n{'a' * length}") == [Fault(3, "The paragraph has 10,001 characters; the most is 10,000.")]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("# a\n" * 1_001, "headings"),
        ("\n".join(f"[^{number}]: a\n" for number in range(2_001)), "notes"),
        ("|a|b|\n|-|-|\n" + "|c|d|\n" * 3_000, "cells of tables"),
        ("a\n\n" * 8_001, "paragraphs, lines of lists and lines of tables"),
        ("- a\n" * 4_001, "paragraphs, lines of lists and lines of tables"),
        ("---\n" * 8_001, "paragraphs, lines of lists and lines of tables"),
    ],
)
def test_more_than_a_print_has_time_for_is_told_once(text: str, kind: str) -> None:
    (fault,) = burdens(text)

    assert fault.line > 1
    assert fault.sentence == f"The text has more than {MOST[kind]:,} {kind} up to here."


@pytest.mark.parametrize(
    "piece", ["[", "![", "[^", "[a](", "*a **a ", "_", "`a", "<", "&", "www.a-", "http:", "> ", "- ", "a@", "|a", "\\"]
)
def test_a_paragraph_of_what_parsers_fear_costs_no_more_than_the_square_of_its_length(piece: str) -> None:
    """So its longest length is all that keeps the site from being busy."""
    steps(piece, 200)  # what is made once: expressions are compiled, tables of letters read

    assert steps(piece, 800) < 5 * steps(piece, 400)


def steps(piece: str, length: int) -> int:
    """Count the lines of Python that reading a paragraph takes."""
    text = (piece * length)[:length]
    taken = 0

    def count(_frame: FrameType, event: str, _argument: object) -> Callable[[FrameType, str, object], object]:
        nonlocal taken
        taken += event == "line"
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        burdens(text)
        for_page(text, prefix="a")
        for_print(text, prefix="a")
        faults(text, {1})
    finally:
        sys.settrace(before)
    return taken


def test_notes_within_notes_without_end_are_refused_and_break_nothing() -> None:
    text = "\n\n".join(["a[^0]", *(f"[^{number}]: b[^{number + 1}]" for number in range(1_500)), "[^1500]: c"])

    assert burdens(text) == [Fault(25, "The note [^11] stands more than 10 notes deep.")]
    assert for_print(text, prefix="a").html


def test_notes_that_call_each_other_are_no_burden() -> None:
    assert not burdens("a[^1] b[^2]\n\n[^1]: c[^2]\n\n[^2]: d[^1]")
