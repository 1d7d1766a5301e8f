from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from PIL import Image

from app.paper.binding import bind
from app.paper.manuscript import Manuscript
from app.paper.refusals import PressFailed
from tests.paper.sample import Print, a_letter, png, printed


@pytest.fixture(scope="module")
def bound(real_letter: Manuscript, real_print: Print, prints: Path) -> Print:
    return printed(bind(real_print.content, real_letter, paper="A4"), prints)


def test_each_attachment_stands_behind_its_cover(bound: Print, real_print: Print, real_letter: Manuscript) -> None:
    """Three attachments of two pages and six images, each behind one sheet."""
    assert len(bound.pages) == len(real_print.pages) + 9 + 3 * 2 + 6
    for exhibit in real_letter.exhibits:
        cover = next(page for page in bound.pages[len(real_print.pages) :] if exhibit.title in page)
        assert exhibit.sha256 in cover.replace("\n", "").replace(" ", "")


def test_outline_and_page_labels_lead_to_the_attachments(bound: Print, real_print: Print) -> None:
    with pikepdf.open(BytesIO(bound.content)) as pdf:
        with pdf.open_outline() as outline:
            titles = [item.title for item in outline.root]
        assert pdf.pages[0].label == "1"
        assert pdf.pages[len(real_print.pages)].label == "1-1"
        assert pdf.pages[-1].label == "9-2"

    assert [title for title in titles if "Exhibit" in title] == [
        f"{number}. Exhibit {number}, minutes of the sitting" for number in range(1, 10)
    ]


def test_a_bound_print_claims_nothing_for_the_attachments(bound: Print) -> None:
    with pikepdf.open(BytesIO(bound.content)) as pdf, pdf.open_metadata() as metadata:
        assert "pdfuaid:part" not in metadata


def test_a_wide_image_lies_on_a_turned_sheet(bound: Print) -> None:
    with pikepdf.open(BytesIO(bound.content)) as pdf:
        wide, tall = (next(page for page in pdf.pages if page.label == label).mediabox for label in ("2-2", "3-2"))

    assert wide[2] > wide[3]
    assert tall[2] < tall[3]


def test_a_see_through_image_is_laid_on_white(real_letter: Manuscript, real_print: Print) -> None:
    drawn = BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(drawn, "PNG")
    exhibit = replace(real_letter.exhibits[1], content=drawn.getvalue())
    bound = bind(real_print.content, replace(real_letter, exhibits=(exhibit,)), paper="A4")

    with pikepdf.open(BytesIO(bound)) as pdf:
        assert set(pdf.pages[-1].Resources.XObject.Exhibit.read_bytes()) == {255}


def test_a_letter_without_attachments_is_bound_as_it_is(real_print: Print) -> None:
    with pikepdf.open(BytesIO(bind(real_print.content, a_letter(), paper="A4"))) as pdf:
        assert len(pdf.pages) == len(real_print.pages)


@pytest.mark.parametrize(
    ("media_type", "content"),
    ids=("PDF", "PNG", "JPEG"),
    argvalues=[("application/pdf", b"%PDF-1.7 broken"), ("image/png", png()[:40]), ("image/jpeg", b"no image")],
)
def test_a_broken_attachment_is_named(
    media_type: str, content: bytes, real_letter: Manuscript, real_print: Print
) -> None:
    broken = replace(real_letter.exhibits[3], media_type=media_type, content=content)

    with pytest.raises(PressFailed, match=r"^Attachment 4 cannot be bound"):
        bind(real_print.content, replace(real_letter, exhibits=(broken,)), paper="A4")
