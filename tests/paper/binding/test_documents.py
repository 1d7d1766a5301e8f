from collections.abc import Iterator
from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf

from app.paper.binding.documents import Document
from app.paper.binding.leaves import Leaf, sheet_for
from app.paper.binding.limits import MOST_PAGES, Budget, Unbindable
from tests.paper.attachments import FONT, WORDS, a_document, drawn_on, saved


@pytest.fixture
def book() -> Iterator[Pdf]:
    with pikepdf.new() as pdf:
        yield pdf


def leaves_of(content: bytes, book: Pdf) -> tuple[Leaf, ...]:
    return Document(content, Budget()).leaves(book, "A4", None)


def corner(leaf: Leaf, x: float, y: float) -> tuple[int, int]:
    a, b, c, d, e, f = leaf.upright
    return round(a * x + c * y + e), round(b * x + d * y + f)


@pytest.mark.parametrize(
    ("turn", "size", "top"),
    [(0, (200, 100), (0, 100)), (90, (100, 200), (100, 200)), (180, (200, 100), (200, 0)), (270, (100, 200), (0, 0))],
)
def test_a_turned_page_is_set_upright(turn: int, size: tuple[int, int], top: tuple[int, int], book: Pdf) -> None:
    """The upper left corner of the page before it is turned clockwise, and where it is then."""
    document = a_document(size=(200, 100))
    document.pages[0].obj.MediaBox = Array([10, 20, 210, 120])
    document.pages[0].obj.Rotate = turn
    (leaf,) = leaves_of(saved(document), book)

    assert (leaf.width, leaf.height) == size
    assert corner(leaf, 10, 120) == top


@pytest.mark.parametrize(
    ("boxes", "size"),
    [
        ({"CropBox": [50, 50, 250, 350]}, (200, 300)),
        ({"CropBox": [-100, -100, 9_000, 9_000]}, (595, 842)),
        ({"CropBox": [5_000, 5_000, 6_000, 6_000]}, (595, 842)),
        ({"MediaBox": [595, 842, 0, 0]}, (595, 842)),
        ({"MediaBox": [0, 0, 0, 0]}, (595, 842)),
        ({"MediaBox": [0, 0, 1_000_000, 2_000_000]}, (1_000_000, 2_000_000)),
        ({"UserUnit": 2}, (1_190, 1_684)),
    ],
)
def test_a_page_is_as_large_as_readers_show_it(boxes: dict[str, object], size: tuple[int, int], book: Pdf) -> None:
    document = a_document()
    for name, value in boxes.items():
        document.pages[0].obj[f"/{name}"] = Array(value) if isinstance(value, list) else value
    (leaf,) = leaves_of(saved(document), book)

    assert (round(leaf.width), round(leaf.height)) == size
    assert 0 < sheet_for(leaf, "A4").scale <= 1


def test_what_pages_inherit_comes_with_them(book: Pdf) -> None:
    document = a_document(2)
    for page in document.pages:
        for key in ("/Resources", "/MediaBox"):
            del page.obj[key]
    document.Root.Pages.Resources = Dictionary(Font=Dictionary(F1=FONT))
    document.Root.Pages.MediaBox = Array([0, 0, 300, 200])
    document.Root.Pages.Rotate = 90
    leaves = leaves_of(saved(document), book)

    assert [(leaf.width, leaf.height) for leaf in leaves] == [(200, 300)] * 2
    assert leaves[0].drawn.Resources.Font.F1.BaseFont == Name.Helvetica


def test_text_stays_text(book: Pdf) -> None:
    (leaf,) = leaves_of(saved(a_document()), book)
    document = Document(saved(a_document()), Budget())

    written = BytesIO()
    book.add_blank_page().obj.Resources = Dictionary(XObject=Dictionary(Leaf=leaf.drawn))
    book.save(written)
    document.close()
    with pikepdf.open(written) as read:
        assert WORDS in read.pages[0].Resources.XObject.Leaf.read_bytes()


@pytest.mark.parametrize("version", [3, 4, 6])
def test_an_owner_s_password_does_not_matter(version: int, book: Pdf) -> None:
    locked = saved(
        a_document(),
        encryption=pikepdf.Encryption(owner="theirs", user="", R=version, aes=version >= 4, metadata=version >= 4),
    )

    assert len(leaves_of(locked, book)) == 1


def test_a_lost_table_is_found_again(book: Pdf) -> None:
    content = saved(a_document(3))
    broken = content[: content.rindex(b"startxref")] + b"startxref\n7\n%%EOF"

    assert len(leaves_of(broken, book)) == 3


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (saved(a_document(), encryption=pikepdf.Encryption(owner="o", user="u")), "password"),
        (saved(pikepdf.new()), "no pages"),
        (b"%PDF-1.7\nnothing", "damaged"),
        (b"", "damaged"),
    ],
)
def test_what_cannot_be_read_is_refused(content: bytes, reason: str, book: Pdf) -> None:
    with pytest.raises(Unbindable, match=reason):
        leaves_of(content, book)


def test_a_picture_that_would_fill_the_memory_is_refused(book: Pdf) -> None:
    document = a_document()
    drawn_on(document, b"\0", 60_000, 60_000, "100 0 0 100 0 0", ColorSpace=Name.DeviceRGB)

    with pytest.raises(Unbindable, match="250 MB"):
        leaves_of(saved(document), book)


def test_too_many_pages_are_refused() -> None:
    budget = Budget()
    budget.spend_pages(MOST_PAGES)

    with pytest.raises(Unbindable, match="2,000 pages"):
        Document(saved(a_document()), budget)


def test_an_outline_that_goes_in_circles_is_left_out() -> None:
    document = a_document()
    line = document.make_indirect(Dictionary(Title="Again", Dest=Array([document.pages[0].obj, Name.Fit])))
    line.Next = line
    line.First = line
    document.Root.Outlines = Dictionary(First=line, Last=line)

    assert len(Document(saved(document), Budget()).marks()) <= 1
