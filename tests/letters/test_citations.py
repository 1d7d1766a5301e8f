import pytest

from app.letters import prose
from app.letters.citations import cited


@pytest.mark.parametrize(
    ("numbers", "found"),
    [("4", {4}), ("1, 2 and 5", {1, 2, 5}), ("2–4", {2, 3, 4}), ("1-2, 7 — 9", {1, 2, 7, 8, 9}), ("5–3", {3, 5})],
)
def test_ranges_and_lists_name_every_attachment(numbers: str, found: set[int]) -> None:
    assert cited(numbers) == found


@pytest.mark.parametrize(
    ("language", "source", "shown"),
    [
        ("en", "[Attachment 4]", "[Attachment 4]"),
        ("uk", "[Attachment 4]", "[Додаток\u00a04]"),
        ("fr", "[Attachments 1, 2]", "[Annexes\u00a01, 2]"),
        ("ar", "[attachment 1]", "[المرفق\u00a01]"),
        ("de", "[Attachment 4]", "[Attachment 4]"),
        ("uk", "[Annexe 4]", "[Annexe 4]"),
    ],
)
def test_the_english_word_is_shown_in_the_language_of_the_text(language: str, source: str, shown: str) -> None:
    page = prose.for_page(source, prefix="letter", language=language)

    assert page.html.striptags() == shown


def test_a_note_may_be_called_right_behind_a_citation() -> None:
    page = prose.for_page("It drips [Attachment 4][^1].\n\n[^1]: A bucket.", prefix="letter", language="en")

    assert page.attachments == {4}
    assert page.footnotes == 1


def test_the_words_of_a_link_are_no_citation() -> None:
    page = prose.for_page("See [Attachment 4][there].\n\n[there]: https://example.org", prefix="letter", language="en")

    assert page.attachments == frozenset()
