import pytest

from app.letters.prose import for_page, for_print


def test_each_call_of_a_note_has_an_address_to_come_back_to() -> None:
    html = for_page("A[^1] b[^1]\n\n[^1]: Note", prefix="report").html

    assert 'href="#report-call-1"' in html
    assert 'href="#report-call-1-2"' in html


def test_a_title_of_the_notes_cannot_bring_markup() -> None:
    assert "&lt;i&gt;" in for_page("A[^1]\n\n[^1]: N", prefix="x", notes_title="<i>").html


@pytest.mark.parametrize(
    ("source", "kept"),
    [
        ("word[^1]\n\n[^1]: N", True),
        ("word[^1][^2]\n\n[^1]: N\n[^2]: M", True),
        ("word [^1]\n\n[^1]: N", False),
        ("*word*[^1]\n\n[^1]: N", False),
        (f"{'long' * 9}[^1]\n\n[^1]: N", False),
    ],
)
def test_a_call_is_kept_with_the_word_it_follows(source: str, kept: bool) -> None:
    html = for_print(source, prefix="x").html

    assert ('class="kept"' in html) is kept
    assert html.count("<span") == html.count("</span>")
