"""The bound print as its readers get it: one letter, nine attachments, on numbered sheets."""

import subprocess
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Name
from PIL import Image

from app.paper.binding import bind
from app.paper.letter.letter import set_letter
from app.paper.manuscript import Manuscript, PaperSize
from app.paper.refusals import PressFailed
from tests.paper.attachments import (
    a_document,
    drawn_on,
    exhibit,
    photograph,
    picture,
    saved,
    with_everything_that_acts,
    with_layers,
)
from tests.paper.sample import Print, a_letter, png, printed


@pytest.fixture(scope="module")
def bound(real_letter: Manuscript, real_print: Print, prints: Path) -> Print:
    return printed(bind(real_print.content, real_letter, paper="A4"), prints)


@pytest.fixture(scope="module")
def short_print() -> bytes:
    with pytest.MonkeyPatch.context() as surroundings:
        surroundings.setenv("SOURCE_DATE_EPOCH", "0")
        return set_letter(a_letter(), paper="A4")


def bound_with(content: bytes, letter: bytes, media_type: str = "application/pdf", **options: bool) -> bytes:
    manuscript = a_letter(exhibits=(exhibit(content, media_type),))
    return bind(letter, manuscript, paper="A4", **options)


def opened(content: bytes) -> pikepdf.Pdf:
    return pikepdf.open(BytesIO(content))


def numbers(tree: pikepdf.Object) -> dict[int, pikepdf.Object]:
    flat = list(tree.Nums)
    return {int(key): value for key, value in zip(flat[::2], flat[1::2], strict=True)}


def test_each_attachment_stands_behind_its_cover(bound: Print, real_print: Print, real_letter: Manuscript) -> None:
    """A list, nine covers, three attachments of two pages and six pictures."""
    assert len(bound.pages) == len(real_print.pages) + 1 + 9 + 3 * 2 + 6
    for each in real_letter.exhibits:
        cover = next(page for page in bound.pages[len(real_print.pages) + 1 :] if each.title in page)
        assert each.sha256 in cover.replace("\n", "").replace(" ", "")


def test_the_list_names_the_page_that_is_printed_on_each_cover(bound: Print, real_print: Print) -> None:
    register = bound.pages[len(real_print.pages)]
    lines = [line for line in register.splitlines() if "Exhibit" in line]

    assert len(lines) == 9
    for number, line in enumerate(lines, start=1):
        page = int(line.split()[-1])
        assert f"Exhibit {number}," in bound.pages[page - 1]
        assert bound.pages[page - 1].split()[-1] == str(page)


def test_every_sheet_bears_the_number_that_the_file_gives_it(bound: Print, real_print: Print) -> None:
    with opened(bound.content) as pdf:
        labels = [page.label for page in pdf.pages]

    assert labels == [str(number) for number in range(1, len(labels) + 1)]
    assert [page.split()[-1] for page in bound.pages[len(real_print.pages) :]] == labels[len(real_print.pages) :]
    assert "Attachment 1 · page 2 of 2" in bound.pages[len(real_print.pages) + 3]


def test_references_in_the_letter_lead_to_the_covers(bound: Print, real_print: Print) -> None:
    with opened(bound.content) as pdf:
        places = {page.obj.objgen: index for index, page in enumerate(pdf.pages)}
        covers = {
            places[link.Dest[0].objgen]: link.Contents
            for page in list(pdf.pages)[: len(real_print.pages)]
            for link in page.obj.get("/Annots", ())
            if isinstance(link.get("/Dest"), pikepdf.Array)
        }
        found = {str(name): bound.pages[index] for index, name in covers.items()}

    assert sorted(found) == [f"Attachment {number}" for number in range(1, 10)]
    assert all(f"Exhibit {name.split()[-1]}," in cover for name, cover in found.items())


def test_the_outline_goes_on_with_the_attachments(bound: Print) -> None:
    with opened(bound.content) as pdf:
        titles = [item.title for item in pdf.open_outline().root]

    assert titles[0] == "Open the hearing on Ostrava Street"
    assert titles[-9:] == [f"{number}. Exhibit {number}, minutes of the sitting" for number in range(1, 10)]


def test_the_names_of_places_in_the_letter_stay(bound: Print, real_print: Print) -> None:
    with opened(bound.content) as pdf, opened(real_print.content) as letter:
        names = dict(pikepdf.NameTree(pdf.Root.Names.Dests).items())
        assert set(pikepdf.NameTree(letter.Root.Names.Dests)) <= set(names)
        assert {f"cover-{number}" for number in range(1, 10)} <= set(names)


def test_the_tags_of_the_letter_go_on_behind_it(bound: Print) -> None:
    """Each page finds its elements, each element its page; pictures have words."""
    with opened(bound.content) as pdf:
        parents = numbers(pdf.Root.StructTreeRoot.ParentTree)
        for page in pdf.pages:
            elements = parents[int(page.obj.StructParents)]
            assert all(each.Pg.objgen == page.obj.objgen for each in elements)
            for link in page.obj.get("/Annots", ()):
                element = parents[int(link.StructParent)]
                assert Name.Link in (element.S, element.P.S)
        last = parents[int(pdf.pages[-1].obj.StructParents)]
        figure = next(each for each in last if each.get("/S") == Name.Figure)
        assert str(figure.Alt) == "Exhibit 9, minutes of the sitting"
        assert figure.P.K[-2].objgen == figure.objgen  # and then its caption
        assert len(pdf.Root.StructTreeRoot.K) == 1


def test_a_bound_print_claims_nothing_for_the_attachments(bound: Print) -> None:
    with opened(bound.content) as pdf, pdf.open_metadata() as metadata:
        assert "pdfuaid:part" not in metadata
        assert metadata["dc:title"] == "Open the hearing on Ostrava Street"
        assert pdf.Root.Lang == "en"


def test_it_is_a_sound_file_and_the_same_each_time(
    bound: Print, real_letter: Manuscript, real_print: Print, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "0")

    assert subprocess.run(["qpdf", "--check", bound.file], capture_output=True, check=False).returncode == 0
    assert bind(real_print.content, real_letter, paper="A4") == bound.content


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_all_sheets_are_of_the_paper_that_was_asked_for(paper: PaperSize, short_print: bytes) -> None:
    documents = [a_document(size=size) for size in [(842, 1191), (1191, 842), (230, 570), (14_400, 14_400)]]
    exhibits = tuple(exhibit(saved(document), number=number) for number, document in enumerate(documents, start=1))
    content = bind(short_print, a_letter(exhibits=exhibits), paper=paper)

    with opened(content) as pdf:
        sheets = [tuple(round(float(side)) for side in page.mediabox[2:]) for page in list(pdf.pages)[3::2]]
    tall = (595, 842) if paper == "A4" else (612, 792)
    assert sheets == [tall, tall[::-1], tall, tall]


def test_nothing_acts_in_a_bound_print(short_print: bytes, prints: Path) -> None:
    """Scripts, files, forms and tags stay behind; what a form looks like, and where links inside lead, stays."""
    result = printed(bound_with(with_everything_that_acts(), short_print), prints)

    with opened(result.content) as pdf:
        everything = " ".join(repr(each.unparse()) for each in pdf.objects)
        assert not pdf.attachments
        assert not {"/OpenAction", "/AcroForm", "/AA"} & set(pdf.Root.keys())
        links = pdf.pages[3].obj.Annots
        assert [str(link.A.URI) for link in links if "/A" in link] == ["https://archive.example.org/minutes"]
        assert [link.Dest[0].objgen for link in links if "/Dest" in link] == [pdf.pages[4].obj.objgen]
        assert all(float(link.Rect[2]) <= 595 for link in links)
        assert pdf.open_outline().root[-1].children[0].title == "Second page"
        assert pdf.pages[0].obj.StructParents == 0
    for trace in ("JavaScript", "Launch", "calc.exe", "payload", "Widget", "Leak", "GoToR", "whose machine", "passwd"):
        assert trace not in everything
    assert "Filled in by hand" in result.pages[3]


def test_what_an_author_switched_off_stays_unseen(short_print: bytes, prints: Path, tmp_path: Path) -> None:
    result = printed(bound_with(with_layers(), short_print), prints)

    subprocess.run(
        ["pdftoppm", "-r", "20", "-png", "-singlefile", "-f", "4", result.file, tmp_path / "page"], check=True
    )
    with pikepdf.open(result.file) as pdf:
        assert [str(layer.Name) for layer in pdf.Root.OCProperties.D.OFF] == ["Hidden"]
    colours = {colour for _, colour in _colours(tmp_path / "page.png")}
    assert (255, 0, 0) in colours
    assert (0, 0, 255) not in colours


def _colours(file: Path) -> list[tuple[int, tuple[int, int, int]]]:
    with Image.open(file) as image:
        return image.convert("RGB").getcolors(100_000) or []


def test_a_lighter_print_is_lighter_and_says_so(short_print: bytes, prints: Path) -> None:
    document = a_document()
    image = photograph(1600, 1200)
    drawn_on(document, image.tobytes(), 1600, 1200, "400 0 0 300 72 72", ColorSpace=Name.DeviceRGB)
    content = saved(document)

    heavy = bound_with(content, short_print)
    light = printed(bound_with(content, short_print, lighter=True), prints)
    assert len(light.content) < len(heavy) / 10
    assert "150 dots an inch" in light.text
    assert "smaller" in light.text


def test_a_lighter_print_keeps_one_of_what_is_there_twice(short_print: bytes) -> None:
    image = picture(photograph(800, 600), "JPEG")
    twice = a_letter(exhibits=tuple(exhibit(image, "image/jpeg", number=number) for number in (1, 2)))

    assert len(bind(short_print, twice, paper="A4", lighter=True)) < len(bind(short_print, twice, paper="A4")) * 0.7


def test_a_letter_without_attachments_is_bound_as_it_is(short_print: bytes) -> None:
    assert bind(short_print, a_letter(), paper="A4") == short_print


def test_a_picture_bears_its_number_and_title_below_it(short_print: bytes, prints: Path) -> None:
    result = printed(bound_with(png(), short_print, "image/png"), prints)

    assert " ".join(result.pages[-1].split()) == "Attachment 4 Minutes Attachment 4 · page 1 of 1 4"


@pytest.mark.parametrize(
    ("media_type", "content"),
    ids=("PDF", "PNG", "JPEG", "password", "no pages"),
    argvalues=[
        ("application/pdf", b"%PDF-1.7 broken"),
        ("image/png", png()[:40]),
        ("image/jpeg", b"no image"),
        ("application/pdf", saved(a_document(), encryption=pikepdf.Encryption(owner="o", user="u"))),
        ("application/pdf", saved(pikepdf.new())),
    ],
)
def test_what_cannot_be_bound_is_named(
    media_type: str, content: bytes, real_letter: Manuscript, real_print: Print
) -> None:
    broken = replace(real_letter.exhibits[3], media_type=media_type, content=content)

    with pytest.raises(PressFailed, match=r"^Attachment 4 cannot be bound: .*\.$"):
        bind(real_print.content, replace(real_letter, exhibits=(broken,)), paper="A4")
