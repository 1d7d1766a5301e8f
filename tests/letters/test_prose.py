import re

import pytest

from app.letters.prose import Fault, faults, for_page, for_print, inline

NOTES = """Twice.[^a] Again.[^a] Other.[^b]

[^b]: Other note.
[^a]: First note, https://example.org/a.

    Second paragraph.
"""


def test_headings_start_at_the_level_asked_for_and_keep_their_letters_in_their_addresses() -> None:
    prose = for_page("# Висновки *суду*\n\n### Далі[^1]\n\n# Висновки суду\n\n[^1]: x", prefix="report", top=2)

    assert [(heading.level, heading.id, heading.text) for heading in prose.headings] == [
        (2, "report-висновки-суду", "Висновки суду"),
        (4, "report-далі", "Далі"),
        (2, "report-висновки-суду-2", "Висновки суду"),
    ]
    assert '<h2 id="report-висновки-суду">' in prose.html


def test_a_heading_without_letters_has_an_address_all_the_same() -> None:
    assert for_page("## …", prefix="letter").headings[0].id == "letter-section"


def test_call_and_note_lead_to_each_other_on_the_page() -> None:
    prose = for_page(NOTES, prefix="report", notes_title="Notes")

    assert prose.footnotes == 2
    assert "<h2>Notes</h2>" in prose.html
    targets = set(re.findall(r'id="([^"]+)"', prose.html))
    links = re.findall(r'href="#([^"]+)"', prose.html)
    assert len(links) == 6
    assert set(links) <= targets


def test_two_texts_on_a_page_share_no_address() -> None:
    letter, report = (for_page(NOTES + "\n\n## One", prefix=prefix) for prefix in ("letter", "report"))

    assert not set(re.findall(r'id="([^"]+)"', letter.html)) & set(re.findall(r'id="([^"]+)"', report.html))


def test_a_note_stands_where_it_is_called_first_in_print() -> None:
    html = for_print(NOTES, prefix="report").html

    assert html.count('class="footnote"') == 2
    first, again, other = html.split("Again.")[0], html.split("Again.")[1].split("Other.")[0], html.split("Other.")[1]
    assert 'data-number="1">First note' in first
    assert "<br>Second paragraph.</span>" in first
    assert '<a class="note-again" href="#report-note-1">1</a>' in again
    assert 'data-number="2">Other note.' in other


def test_blocks_inside_a_note_are_flattened_for_print() -> None:
    source = "Call.[^1]\n\n[^1]: Words\n\n    - one\n    - two\n\n    ```\n    <b>code</b>\n    ```\n"
    note = re.search(r'<span class="footnote".*?</span>', for_print(source, prefix="x").html, re.DOTALL)

    assert note
    assert note[0].endswith("Words<br>one<br>two<br><code>&lt;b&gt;code&lt;/b&gt;</code></span>")


def test_a_note_that_calls_itself_or_another_is_told_once() -> None:
    html = for_print("Call.[^1]\n\n[^1]: One.[^1] And.[^2]\n[^2]: Two.", prefix="x").html

    assert html.count("One.") == 1
    assert "(2: Two.)" in html


def test_a_call_is_kept_with_its_word_in_print() -> None:
    assert '<span class="kept">eels.<span class="footnote"' in for_print("Its eels.[^1]\n\n[^1]: x", prefix="x").html


@pytest.mark.parametrize(
    ("source", "numbers"),
    [
        ("[Attachment 4]", {4}),
        ("[attachments 1, 2, 3]", {1, 2, 3}),
        ("[Attachments 1–3 and 7]", {1, 2, 3, 7}),
        ("[Annexe 2] [Annexes 3 et 5]", {2, 3, 5}),
        ("[Pièces jointes 1 et 2]", {1, 2}),
        ("[Додаток 1] [Додатки 2, 3] [Додатків 4-6] [Додатку 7]", {1, 2, 3, 4, 5, 6, 7}),
        ("[المرفق 1] [المرفقات 2 و 3] [المرفقات ٤، ٥]", {1, 2, 3, 4, 5}),
    ],
)
def test_references_to_attachments_are_links_and_read_as_typed(source: str, numbers: set[int]) -> None:
    prose = for_page(source, prefix="letter")

    assert prose.attachments == numbers
    assert prose.html.striptags() == source
    linked = {int(number) for number in re.findall(r'href="#attachment-(\d+)"', prose.html)}
    assert linked <= numbers
    assert {min(numbers), max(numbers)} <= linked


@pytest.mark.parametrize(
    "source",
    [
        "`[Attachment 4]`",
        "    [Attachment 4]",
        "[Attachment 4](https://example.org)",
        r"\[Attachment 4]",
        "[Attachment four]",
        "[Attachment]",
    ],
)
def test_what_only_looks_like_a_reference_is_none(source: str) -> None:
    assert for_page(source, prefix="letter").attachments == set()
    assert "#attachment" not in for_page(source, prefix="letter").html


def test_bare_addresses_are_links_that_read_as_typed() -> None:
    typed = "https://example.org/a%20b/Қала?x=1"
    html = for_page(f"See {typed}, www.example.org/x. Then.", prefix="letter").html

    assert f">{typed}</a>," in html
    assert '<a href="http://www.example.org/x" rel="noopener noreferrer" dir="ltr">www.example.org/x</a>.' in html


def test_a_full_stop_without_its_space_makes_no_address() -> None:
    assert "<a" not in for_page("So said the court.In March it closed. See report.md", prefix="letter").html


@pytest.mark.parametrize(
    "source",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[x](javascript:alert(1))",
        "[x](data:text/html,x)",
        "[x](/desk/letters)",
        "[x](//example.org)",
        "![words](https://example.org/x.png)",
        '[x](https://example.org "><script>")',
        '<https://example.org/"onmouseover=alert(1)>',
        "[^1]\n\n[^1]: <iframe src=x>",
        "| <b>x</b> |\n|---|\n| <style>p{}</style> |",
    ],
)
@pytest.mark.parametrize("render", [for_page, for_print])
def test_nothing_typed_becomes_more_than_text(source: str, render: object) -> None:
    html = render(source, prefix="letter").html  # type: ignore[operator]

    assert not re.search(r"<(script|img|iframe|style|b)\b", html)
    assert not re.search(r"<[^>]*\son\w+=", html)
    assert not re.search(r'href="(?!https?:|mailto:|#)', html)


def test_an_image_says_what_it_shows() -> None:
    assert for_page("![A *closed* door](x.png)", prefix="letter").html == "<p>A closed door</p>\n"


def test_columns_are_aligned_by_classes_not_styles() -> None:
    html = for_page("| a | b |\n|---|--:|\n| 1 | 2 |", prefix="letter").html

    assert '<td class="align-right">2</td>' in html
    assert "style" not in html


def test_deep_nesting_ends() -> None:
    html = for_page("> " * 500 + "words", prefix="letter").html

    assert html.count("<blockquote>") <= 20


def test_a_lead_is_words_without_paragraphs() -> None:
    assert inline("One *word*\nand https://example.org") == (
        'One <em>word</em> and <a href="https://example.org" rel="noopener noreferrer" dir="ltr">https://example.org</a>'
    )


def test_faults_are_told_with_their_lines() -> None:
    source = "# Title\n\nA[^1] and\n[^2] see [Attachments 1–3]\n`[^9]`\n\n[^1]: One\n\n[^3]: Three [Attachment 7]\n"

    assert faults(source, {1, 2}) == [
        Fault(4, "The note [^2] is called here but written nowhere."),
        Fault(4, "There is no attachment 3."),
        Fault(9, "The note [^3] is never called."),
        Fault(9, "There is no attachment 7."),
    ]


def test_a_note_written_twice_is_a_fault() -> None:
    assert Fault(4, "The note [^1] is written twice.") in faults("A[^1]\n\n[^1]: One\n[^1]: Two\n", set())


def test_a_sound_text_has_no_faults() -> None:
    assert faults("A[^1] [Attachment 1]\n\n[^1]: One\n", {1}) == []


def test_print_keeps_hyphens_of_words_and_addresses_from_the_end_of_a_line() -> None:
    source = "A half-hearted <https://a-b.example/c-d>\n\n## A well-known case"

    html = for_print(source, prefix="letter").html

    assert "half-\u2060hearted" in html
    assert 'href="https://a-b.example/c-d"' in html
    assert "https://a-\u2060b.example/c-\u2060d</a>" in html
    assert "well-known case</h2>" in html
