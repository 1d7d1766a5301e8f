import hashlib
import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest

from app.paper.letter.enclosing import enclose, file_name
from app.paper.manuscript import Manuscript
from tests.paper.sample import Print, a_letter, printed
from tests.paper.structure import faults


@pytest.fixture(scope="module")
def enclosed(real_letter: Manuscript, real_print: Print, prints: Path) -> Print:
    return printed(enclose(real_print.content, real_letter), prints)


def test_the_attachments_are_listed_under_plain_names(enclosed: Print) -> None:
    listed = subprocess.run(["pdfdetach", "-list", enclosed.file], capture_output=True, text=True, check=True).stdout

    assert listed.startswith("9 embedded files")
    assert "1: attachment-01.pdf" in listed
    assert "9: attachment-09.png" in listed


def test_each_comes_out_as_it_went_in(enclosed: Print, real_letter: Manuscript, tmp_path: Path) -> None:
    subprocess.run(["pdfdetach", "-saveall", "-o", tmp_path, enclosed.file], check=True, capture_output=True)

    for exhibit in real_letter.exhibits:
        taken_out = (tmp_path / file_name(exhibit, real_letter)).read_bytes()
        assert hashlib.sha256(taken_out).hexdigest() == exhibit.sha256


def test_the_print_keeps_what_it_claims_and_says_that_it_carries_files(enclosed: Print) -> None:
    assert faults(enclosed.content) == []
    with pikepdf.open(BytesIO(enclosed.content)) as pdf, pdf.open_metadata() as claims:
        assert (claims["pdfaid:part"], claims["pdfaid:conformance"], claims["pdfuaid:part"]) == ("3", "A", "1")
        assert pdf.Root.AF[3].Desc == "4. Exhibit 4, minutes of the sitting"
        assert pdf.Root.AF[3].AFRelationship == "/Supplement"


def test_the_same_letter_gives_the_same_bytes(enclosed: Print, real_letter: Manuscript, real_print: Print) -> None:
    assert enclose(real_print.content, real_letter) == enclosed.content


def test_a_letter_without_attachments_is_given_back_as_it_is(real_letter: Manuscript, real_print: Print) -> None:
    without_content = tuple(replace(exhibit, content=None) for exhibit in real_letter.exhibits)

    assert enclose(real_print.content, a_letter()) is real_print.content
    assert enclose(real_print.content, replace(real_letter, exhibits=without_content)) is real_print.content


def test_names_sort_as_the_attachments_are_numbered(real_letter: Manuscript) -> None:
    many = tuple(replace(real_letter.exhibits[0], number=number) for number in (9, 10, 100))
    names = [file_name(exhibit, a_letter(exhibits=many)) for exhibit in many]

    assert names == sorted(names) == ["attachment-009.pdf", "attachment-010.pdf", "attachment-100.pdf"]


def test_what_is_no_kind_we_know_gets_a_name_nobody_opens(real_letter: Manuscript) -> None:
    odd = replace(real_letter.exhibits[0], media_type="application/x-executable")

    assert file_name(odd, real_letter) == "attachment-01.bin"
