"""Prints of every kind hold to what they claim; and the suite that says so sees what would spoil them."""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, String

from app.letters.prose import for_print
from app.paper.letter.letter import set_letter
from app.paper.manuscript import Letterhead
from app.paper.seal.identity import own
from app.paper.seal.seal import seal
from tests.paper.everything import WORDS, a_letter_of_everything, text_of
from tests.paper.sample import Print, a_letter, png, printed
from tests.paper.structure import faults, sealed_faults


@pytest.fixture(scope="module")
def sound(prints: Path) -> Iterator[bytes]:
    """A letter with a logo, lists, notes, links and tables."""
    with pytest.MonkeyPatch.context() as surroundings:
        surroundings.setenv("SOURCE_DATE_EPOCH", "0")
        letterhead = Letterhead("Bureau", "https://hearings.example.org", png(300, 100), "image/png")
        body = for_print(text_of("en"), prefix="letter").passage
        yield printed(set_letter(a_letter(letterhead=letterhead, body=body), paper="Letter"), prints).content


@pytest.mark.parametrize("language", WORDS)
def test_a_letter_of_everything_is_sound(language: str) -> None:
    assert faults(set_letter(a_letter_of_everything(language), paper="A4")) == []


def test_a_short_letter_is_sound() -> None:
    assert faults(set_letter(a_letter(), paper="A4")) == []


def test_the_real_letter_is_sound_and_stays_so_under_the_seal(real_print: Print, tmp_path: Path) -> None:
    identity = own(tmp_path, host="letters.example.org")

    assert faults(real_print.content) == []
    assert sealed_faults(seal(real_print.content, identity).content) == []


def element(pdf: Pdf, role: str) -> Any:
    return next(elements(pdf, role))


def elements(pdf: Pdf, role: str) -> Iterator[Any]:
    return (each for each in pdf.objects if isinstance(each, Dictionary) and each.get("/S") == Name(f"/{role}"))


def reword(pdf: Pdf, before: bytes, after: bytes) -> None:
    packet = pdf.Root.Metadata.read_bytes()
    assert before in packet
    pdf.Root.Metadata.write(packet.replace(before, after))


def redraw(pdf: Pdf, before: bytes, after: bytes) -> None:
    content = pdf.pages[0].Contents.read_bytes()
    assert before in content
    pdf.pages[0].Contents = pdf.make_stream(content.replace(before, after, 1))


def a_font(pdf: Pdf) -> Any:
    return next(iter(dict(pdf.pages[0].Resources.Font).values()))


def an_image(pdf: Pdf) -> Any:
    return next(iter(dict(pdf.pages[0].Resources.XObject).values()))


def a_link(pdf: Pdf) -> Any:
    return next(note for page in pdf.pages for note in page.get("/Annots", ()))


def without_a_way_back(pdf: Pdf) -> None:
    pdf.Root.StructTreeRoot.ParentTree.Nums[1][0] = element(pdf, "Document")


def with_an_attachment(pdf: Pdf) -> None:
    pdf.attachments["x"] = b"x"


def with_a_loose_file(pdf: Pdf) -> None:
    with_an_attachment(pdf)
    del pdf.Root.AF


def with_a_wide_row(pdf: Pdf) -> None:
    row = element(pdf, "TR")
    row.K.append(pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.TH, P=row, K=Array(), A=row.K[0].A)))


def with_orphaned_content(pdf: Pdf) -> None:
    element(pdf, "H1").K = Array()


SPOILT: dict[str, Callable[[Pdf], object]] = {
    "The file has no tree of tags.": lambda pdf: pdf.Root.__delattr__("StructTreeRoot"),
    "The file does not say that it is tagged": lambda pdf: pdf.Root.MarkInfo.__setattr__("Marked", False),
    "The file does not say its language.": lambda pdf: pdf.Root.__setattr__("Lang", String("")),
    "The window would show the file's name": lambda pdf: pdf.Root.__delattr__("ViewerPreferences"),
    "The file has no bookmarks.": lambda pdf: pdf.Root.__delattr__("Outlines"),
    "Page 1: the tabulator": lambda pdf: pdf.pages[0].__delattr__("Tabs"),
    "content \\d+: in no element.": with_orphaned_content,
    "A H1 is empty.": with_orphaned_content,
    "Page 1, content 0: the parent tree leads elsewhere.": without_a_way_back,
    "Paragraph is no standard type": lambda pdf: element(pdf, "P").__setattr__("S", Name.Paragraph),
    "A H5 follows a heading of level \\d.": lambda pdf: element(pdf, "H3").__setattr__("S", Name.H5),
    "An LI has no LBody.": lambda pdf: element(pdf, "LBody").__setattr__("S", Name.P),
    "A L holds a P.": lambda pdf: element(pdf, "LI").__setattr__("S", Name.P),
    "A list has labels and does not say": lambda pdf: element(pdf, "L").__delattr__("A"),
    "A TH does not say what it heads.": lambda pdf: element(pdf, "TH").__delattr__("A"),
    "A Table has no headers.": lambda pdf: [each.__setattr__("S", Name.TD) for each in elements(pdf, "TH")],
    "The rows of a Table are not of one width.": with_a_wide_row,
    "A Note has no ID.": lambda pdf: element(pdf, "Note").__delattr__("ID"),
    "The tree of IDs is not that of the elements.": lambda pdf: element(pdf, "Note").__setattr__("ID", String("x")),
    "A Figure has no alternative text.": lambda pdf: element(pdf, "Figure").__delattr__("Alt"),
    "A P is in no language": lambda pdf: element(pdf, "P").__setattr__("Lang", String("in Greek")),
    "a Link does not say where it leads.": lambda pdf: a_link(pdf).__delattr__("Contents"),
    "a Link is not flagged": lambda pdf: a_link(pdf).__setattr__("F", 2),
    "a Link: the parent tree leads elsewhere.": lambda pdf: a_link(pdf).__setattr__("StructParent", 0),
    "a Link does more than lead": lambda pdf: a_link(pdf).A.__setattr__("S", Name.JavaScript),
    "The action /JavaScript": lambda pdf: a_link(pdf).A.__setattr__("S", Name.JavaScript),
    "something is drawn \\(S\\) that is neither": lambda pdf: redraw(pdf, b"BT", b"EMC 0 0 m 9 9 l S /P BMC BT"),
    "an artifact stands within tagged content.": lambda pdf: redraw(pdf, b"BT", b"/Artifact BMC EMC BT"),
    "states are saved 30 deep.": lambda pdf: redraw(pdf, b"BT", b"q " * 29 + b"Q " * 29 + b"BT"),
    "the operator xyz is not known.": lambda pdf: redraw(pdf, b"BT", b"xyz BT"),
    "colours of a printing machine": lambda pdf: redraw(pdf, b"BT", b"0 0 0 1 k BT"),
    "marks or states are left open.": lambda pdf: redraw(pdf, b"EMC", b""),
    "the code \\d+ stands for no text.": lambda pdf: a_font(pdf).ToUnicode.write(b""),
    "is not embedded.": lambda pdf: a_font(pdf).DescendantFonts[0].FontDescriptor.__delattr__("FontFile2"),
    "wide in the file, not in the font.": lambda pdf: a_font(pdf).DescendantFonts[0].__delattr__("W"),
    "does not say which glyph a code is.": lambda pdf: a_font(pdf).DescendantFonts[0].__delattr__("CIDToGIDMap"),
    "shows a glyph that is missing.": lambda pdf: redraw(pdf, b"[<", b"[<0000"),
    "The file says nothing of itself": lambda pdf: pdf.Root.__delattr__("Metadata"),
    "The file does not claim PDF/UA-1.": lambda pdf: reword(pdf, b"<pdfuaid:part>1", b"<pdfuaid:part>2"),
    "The file claims neither PDF/A": lambda pdf: reword(pdf, b"<pdfaid:part>2", b"<pdfaid:part>1"),
    "/Title is": lambda pdf: pdf.docinfo.__setitem__("/Title", "Another"),
    "/CreationDate is D:1970\\d+\\+02": lambda pdf: pdf.docinfo.__setitem__("/CreationDate", "D:19700101000000+02'00'"),
    "/CreationDate is D:2020": lambda pdf: pdf.docinfo.__setitem__("/CreationDate", "D:20200101"),
    "The property .*part is not described.": lambda pdf: reword(pdf, b"URI>http://www.aiim.org/pdfua", b"URI>http://x"),
    "The file does not say which colours": lambda pdf: pdf.Root.__delattr__("OutputIntents"),
    "The profile of its colours": lambda pdf: pdf.Root.OutputIntents[0].DestOutputProfile.write(bytes(128)),
    "An image is to be smoothed.": lambda pdf: an_image(pdf).__setattr__("Interpolate", True),
    "The file carries others": with_an_attachment,
    "is not associated with the document.": with_a_loose_file,
    "The catalogue has /OpenAction.": lambda pdf: pdf.Root.__setattr__(
        "OpenAction", Array([pdf.pages[0].obj, Name.Fit])
    ),
    "Something acts of itself": lambda pdf: pdf.pages[0].__setattr__("AA", Dictionary()),
    "Colours are changed": lambda pdf: pdf.pages[0].Resources.__setattr__(
        "ExtGState", Dictionary(x=Dictionary(Type=Name.ExtGState, TR=Name.Identity))
    ),
}


@pytest.mark.parametrize("sentence", SPOILT)
def test_the_suite_sees_what_was_spoilt(sentence: str, sound: bytes) -> None:
    with pikepdf.open(BytesIO(sound)) as pdf:
        SPOILT[sentence](pdf)
        saved = BytesIO()
        pdf.save(saved)

    assert any(re.search(sentence, fault) for fault in faults(saved.getvalue()))


def test_the_suite_sees_what_follows_the_end(sound: bytes) -> None:
    assert faults(sound + b"more") == ["Something follows the end of the file."]


def test_what_is_not_sealed_has_no_field(sound: bytes) -> None:
    assert sealed_faults(sound) == ["The file has no field for a signature."]
