from io import BytesIO

import pikepdf
import pytest

from app.letters.prose import for_print
from app.paper.letter.letter import set_letter
from app.paper.manuscript import Manuscript, SignatoryLine
from tests.paper.everything import NAMES, WORDS, a_letter_of_everything
from tests.paper.reading import Told, told
from tests.paper.sample import Print, a_letter, exhibits, report_of


def read(letter: Manuscript) -> list[Told]:
    return told(set_letter(letter, paper="A4"))


def letter_saying(source: str, **changes: object) -> Manuscript:
    return a_letter(body=for_print(source, prefix="letter").passage, **changes)


def test_a_paragraph_that_goes_on_overleaf_is_one_element() -> None:
    words = " ".join(f"word{number}" for number in range(900))

    assert words in [element.words for element in read(letter_saying(words)) if element.role == "P"]


def test_the_names_of_a_roll_in_columns_are_one_list() -> None:
    lines = tuple(SignatoryLine("person", f"Ada Beck {number}") for number in range(90))
    elements = read(a_letter(signatories=lines, signatory_total=90))

    assert [element.role for element in elements].count("L") == 1
    names = [element.words for element in elements if element.role == "LBody"]
    assert names == [f"Ada Beck {number}" for number in range(90)]


def test_a_note_is_read_where_it_is_called() -> None:
    elements = read(letter_saying("It was said.[^a] It was so.\n\n[^a]: In the minutes."))

    roles = [(element.role, element.words) for element in elements]
    call = roles.index(("Reference", "1"))
    assert roles[call - 1] == ("P", "It was said. It was so.")
    assert roles[call + 1 : call + 3] == [("Note", "In the minutes."), ("Lbl", "1")]
    assert elements[call + 1].item["/ID"] == "letter-note-1"


def test_the_note_of_a_heading_is_no_part_of_the_heading() -> None:
    elements = read(letter_saying("## What was said[^a]\n\nMuch.\n\n[^a]: In the minutes."))

    heading, note = (next(element for element in elements if element.role == role) for role in ("H2", "Note"))
    assert note.depth == heading.depth


def test_headings_go_down_step_by_step_whatever_levels_the_text_leaves_out() -> None:
    """The second heading is that of the contents."""
    elements = read(letter_saying("## One\n\n#### Two\n\n#### Two again\n\n### Two at last\n\n## One\n\n###### Two"))

    assert [element.role for element in elements if element.role[0] == "H"] == [
        "H1",
        "H2",
        "H2",
        "H3",
        "H3",
        "H3",
        "H2",
        "H3",
    ]


def test_running_heads_and_leaders_are_not_read(real_print: Print) -> None:
    words = [element.words for element in told(real_print.content)]

    assert not any("Page 1 of" in each or ". . ." in each for each in words)
    assert "Finding 01 of the panel 4" in words


def test_contents_are_contents(real_print: Print) -> None:
    elements = told(real_print.content)

    first = next(place for place, element in enumerate(elements) if element.role == "TOC")
    assert [element.role for element in elements[first : first + 4]] == ["TOC", "TOCI", "Reference", "Link"]


def test_an_attachment_is_numbered_by_its_label(real_print: Print) -> None:
    elements = told(real_print.content)
    exhibit = next(place for place, element in enumerate(elements) if element.words.startswith("Exhibit 4, minutes"))

    assert [(element.role, element.words) for element in elements[exhibit - 2 : exhibit]] == [("LI", ""), ("Lbl", "4")]


def test_a_long_table_repeats_its_head_for_the_eye_alone() -> None:
    rows = "".join(f"| row {number} | {number} |\n" for number in range(120))
    elements = read(letter_saying(f"| What | How much |\n|--|--|\n{rows}"))

    assert [element.words for element in elements if element.role == "TH"] == ["What", "How much"]
    assert [element.role for element in elements].count("Table") == 1
    assert [element.words for element in elements if element.role == "TD"][-2:] == ["row 119", "119"]


def test_a_link_over_two_lines_is_one_with_an_area_on_each() -> None:
    address = "https://example.org/" + "a-part/" * 30
    printed = set_letter(letter_saying(f"[**{address}**]({address})"), paper="A4")

    link = next(element for element in told(printed) if element.role == "Link" and "a-part" in element.words)
    assert link.words.replace(" ", "") == address
    with pikepdf.open(BytesIO(printed)) as pdf:
        areas = [note for page in pdf.pages for note in page.Annots if note.get("/Contents") == address]
    assert len(areas) == len(link.words.split(" ")) > 1


def test_a_link_within_the_letter_says_its_words() -> None:
    printed = set_letter(letter_saying("See [Attachment 2].", exhibits=exhibits()), paper="A4")

    with pikepdf.open(BytesIO(printed)) as pdf:
        assert "Attachment 2" in [str(note.Contents) for page in pdf.pages for note in page.Annots]


@pytest.mark.parametrize(("language", "number"), [("en", 0), ("fr", 1), ("en", 2), ("ar", 3)])
def test_a_name_in_a_script_of_its_own_says_its_language(language: str, number: int) -> None:
    name, spoken = NAMES[number], ("el", "ka", "hy", "he")[number]
    elements = read(a_letter(language=language, signatories=(SignatoryLine("person", name),), signatory_total=1))

    assert [element.language for element in elements if element.role == "LBody"] == [spoken]


def test_a_letter_from_right_to_left_says_so() -> None:
    letter = letter_saying(WORDS["ar"], language="ar")
    with pikepdf.open(BytesIO(set_letter(letter, paper="A4"))) as pdf:
        assert pdf.Root.ViewerPreferences.Direction == "/R2L"
        assert pdf.Root.StructTreeRoot.K[0].A.WritingMode == "/RlTb"
        assert pdf.Root.Lang == "ar"


def test_pictures_say_what_they_show_and_where() -> None:
    figures = [element.item for element in read(a_letter_of_everything()) if element.role == "Figure"]

    assert [str(figure["/Alt"]).partition(":")[0] for figure in figures] == [f"Logo of {WORDS['en']}", "QR code"]
    left, low, right, high = (float(side) for side in figures[0]["/A"].BBox)
    assert 70 < left < right < 240
    assert 740 < low < high < 800


def test_the_blocks_that_vary_with_the_addressee_bear_their_names() -> None:
    named = {str(element.item["/T"]) for element in read(a_letter_of_everything()) if "/T" in element.item}

    assert named == {"return", "addressee", "salutation"}


def test_the_bookmarks_lead_to_each_part(real_print: Print) -> None:
    with pikepdf.open(BytesIO(real_print.content)) as pdf, pdf.open_outline() as outline:
        titles = [item.title for item in outline.root]

    assert titles == [
        "Open the hearing on Ostrava Street",
        "Signatories",
        "The long hearing of Ostrava Street",
        "Attachments",
        "Colophon",
    ]


def test_a_long_report_with_many_notes_keeps_each_with_its_call() -> None:
    report = for_print(report_of(9, 30), prefix="report", top=1).passage
    elements = read(a_letter(report=report))

    calls = [place for place, element in enumerate(elements) if element.role == "Reference" and element.words]
    assert [elements[call].words for call in calls] == [str(number) for number in range(1, 31)]
    assert all(elements[call + 1].words.startswith(f"Source {int(elements[call].words):02}") for call in calls)
