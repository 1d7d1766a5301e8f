from io import BytesIO

import pikepdf
import pytest
from pikepdf import Pdf
from PIL import Image

from app.paper import glyphs
from app.paper.letter.letter import set_letter
from app.paper.manuscript import Letterhead, Manuscript
from app.paper.typesetting import typeset
from app.paper.typesetting.claims import allow_files, withdraw
from tests.paper.sample import Print, a_letter

CLAIMS = ("pdfuaid:part", "pdfaid:part", "pdfaid:conformance")


def claims_of(pdf: Pdf) -> list[str]:
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as said:
        return [str(said.get(claim, "")) for claim in CLAIMS]


def claims_in(letter: Manuscript) -> list[str]:
    with pikepdf.open(BytesIO(set_letter(letter, paper="A4"))) as pdf:
        return claims_of(pdf)


def test_a_letter_claims_to_be_accessible_and_lasting(real_print: Print) -> None:
    with pikepdf.open(BytesIO(real_print.content)) as pdf:
        assert claims_of(pdf) == ["1", "2", "A"]
        withdraw(pdf)
        assert claims_of(pdf) == ["", "", ""]


def test_a_print_with_files_in_it_claims_the_part_that_allows_them(real_print: Print) -> None:
    with pikepdf.open(BytesIO(real_print.content)) as pdf:
        allow_files(pdf)
        assert claims_of(pdf) == ["1", "3", "A"]


def test_a_page_with_a_character_that_no_font_has_claims_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """A letter has none: what no font has is printed by its number."""
    monkeypatch.setattr(glyphs, "named", str)
    page = "<html lang=en><title>Notice</title><p>Seen: \u0378"
    with pikepdf.open(BytesIO(typeset(page, {}, identifier=b"notice", tagged=True))) as pdf:
        assert claims_of(pdf) == ["", "", ""]


def test_a_logo_in_the_colours_of_a_printing_machine_stands_against_the_claims() -> None:
    drawn = BytesIO()
    Image.new("CMYK", (30, 10)).save(drawn, "JPEG")
    letterhead = Letterhead("Bureau", logo=drawn.getvalue(), logo_type="image/jpeg")

    assert claims_in(a_letter(letterhead=letterhead)) == ["", "", ""]


def test_what_is_said_is_written_as_it_was_meant() -> None:
    letter = a_letter(title="A <b> & “c”", letterhead=Letterhead("R & D"))
    with pikepdf.open(BytesIO(set_letter(letter, paper="A4"))) as pdf, pdf.open_metadata() as said:
        assert said["dc:title"] == "A <b> & “c”"
        assert said["dc:creator"] == ["R & D"]
        assert said["xmp:CreateDate"] == "2026-11-22"
