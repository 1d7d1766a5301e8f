import hashlib
import zlib
from collections.abc import Iterator

import pikepdf
import pytest
from pikepdf import Name, Pdf
from PIL import Image

from app.paper.binding.leaves import Leaf, frame
from app.paper.binding.lighter import Lightener
from app.paper.binding.limits import Budget, Unbindable
from app.paper.binding.pictures import leaf_of_picture
from tests.paper.attachments import SRGB, photograph, picture


@pytest.fixture
def book() -> Iterator[Pdf]:
    with pikepdf.new() as pdf:
        yield pdf


def leaf_of(content: bytes, book: Pdf, *, lighter: bool = False) -> Leaf:
    budget = Budget()
    return leaf_of_picture(content, book, paper="A4", budget=budget, lightener=Lightener(budget) if lighter else None)


def shown(leaf: Leaf) -> Image.Image:
    """The picture as a library reads it out of the PDF."""
    return pikepdf.PdfImage(leaf.drawn).as_pil_image()


@pytest.mark.parametrize("options", [{}, {"progressive": True}])
def test_a_photograph_keeps_its_own_data(options: dict[str, bool], book: Pdf) -> None:
    content = picture(photograph(400, 300), "JPEG", quality=90, icc_profile=SRGB, **options)
    drawn = leaf_of(content, book).drawn

    assert drawn.Filter == Name.DCTDecode
    assert drawn.read_raw_bytes()[-4_000:] == content[-4_000:]
    assert drawn.ColorSpace[0] == Name.ICCBased
    assert drawn.ColorSpace[1].read_bytes() == SRGB


@pytest.mark.parametrize("turn", range(1, 9))
def test_a_photograph_is_set_upright(turn: int, book: Pdf) -> None:
    """The corner that EXIF calls the upper left one is the upper left one."""
    exif = Image.Exif()
    exif[0x0112] = turn
    leaf = leaf_of(picture(photograph(400, 300), "JPEG", exif=exif), book)
    a, b, c, d, e, f = leaf.upright
    # From the pixels of the file (upper left is 0, 1 in the unit square) to the leaf.
    upper_left_of_file = (round(c + e), round(d + f))

    width, height = round(leaf.width), round(leaf.height)
    assert (width > height) == (turn < 5)
    expected = {
        1: (0, height), 2: (width, height), 3: (width, 0), 4: (0, 0),
        5: (0, height), 6: (width, height), 7: (width, 0), 8: (0, 0),
    }  # fmt: skip
    assert upper_left_of_file == expected[turn]
    assert abs(round(a * d - b * c)) == pytest.approx(leaf.width * leaf.height, rel=0.01)


def test_four_colours_are_not_upside_down(book: Pdf) -> None:
    white = Image.new("CMYK", (40, 40), (0, 0, 0, 0))
    drawn = leaf_of(picture(white, "JPEG", quality=95), book).drawn

    assert drawn.ColorSpace == Name.DeviceCMYK
    assert list(drawn.Decode) == [1, 0, 1, 0, 1, 0, 1, 0]


@pytest.mark.parametrize(("mode", "bits"), [("1", 1), ("L", 8), ("P", 8), ("RGB", 8)])
def test_a_drawing_keeps_its_own_data(mode: str, bits: int, book: Pdf) -> None:
    image = photograph(80, 60).convert(mode)
    content = picture(image, "PNG")
    drawn = leaf_of(content, book).drawn

    assert drawn.BitsPerComponent == bits
    assert drawn.read_raw_bytes() in content
    assert pikepdf.PdfImage(drawn).as_pil_image().convert("RGB").tobytes() == image.convert("RGB").tobytes()


def test_a_few_colours_take_a_few_bits(book: Pdf) -> None:
    image = Image.new("P", (40, 40), 1)
    image.putpalette([0, 0, 0, 255, 0, 0, 0, 255, 0])
    drawn = leaf_of(picture(image, "PNG", bits=2), book).drawn

    assert drawn.BitsPerComponent == 2
    assert drawn.ColorSpace[0] == Name.Indexed
    assert zlib.decompress(drawn.read_raw_bytes())


def test_sixteen_bits_become_eight(book: Pdf) -> None:
    image = Image.new("I;16", (10, 10), 0x8000)
    grey = shown(leaf_of(picture(image, "PNG"), book))

    assert grey.mode == "L"
    assert grey.getpixel((5, 5)) in (127, 128)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
def test_what_is_clear_is_white(mode: str, book: Pdf) -> None:
    image = Image.new(mode, (10, 10), 0)
    options = {"transparency": 0} if mode == "P" else {}

    assert set(shown(leaf_of(picture(image, "PNG", **options), book)).convert("L").tobytes()) == {255}


def test_a_picture_is_no_coarser_than_looks_well(book: Pdf) -> None:
    leaf = leaf_of(picture(Image.new("L", (110, 110)), "PNG"), book)

    assert (leaf.width, leaf.height) == (72, 72)


def test_a_picture_fits_above_its_caption(book: Pdf) -> None:
    leaf = leaf_of(picture(Image.new("L", (300, 3_000)), "PNG"), book)
    width, height = frame(wide=False, captioned=True, paper="A4")

    assert leaf.height == pytest.approx(height)
    assert leaf.width < width


def test_a_lighter_photograph_has_150_dots_an_inch(book: Pdf) -> None:
    drawn = leaf_of(picture(photograph(4_000, 3_000), "JPEG", quality=95), book, lighter=True).drawn
    width, height = frame(wide=True, captioned=True, paper="A4")

    assert int(drawn.Width) == pytest.approx(min(width, height * 4 / 3) / 72 * 150, abs=2)


def test_a_picture_of_few_colours_that_is_all_grain_becomes_lighter(book: Pdf) -> None:
    grain = (
        Image.frombytes("L", (900, 1_200), hashlib.shake_256(b"grain").digest(900 * 1_200)).convert("P").convert("RGB")
    )

    drawn = leaf_of(picture(grain, "PNG"), book, lighter=True).drawn

    assert drawn.Filter == Name.DCTDecode
    assert len(drawn.read_raw_bytes()) < 900 * 1_200


def test_a_lighter_drawing_stays_sharp(book: Pdf) -> None:
    content = picture(Image.new("RGB", (4_000, 3_000), "#204060"), "PNG")

    assert leaf_of(content, book, lighter=True).drawn.Width == 4_000


@pytest.mark.parametrize(
    "content",
    ids=("bomb", "cut", "neither"),
    argvalues=[
        picture(Image.new("1", (10_000, 10_000)), "PNG"),
        picture(photograph(80, 60), "PNG")[:200],
        picture(Image.new("L", (4, 4)), "GIF"),
    ],
)
def test_what_cannot_be_shown_is_refused(content: bytes, book: Pdf) -> None:
    with pytest.raises(Unbindable):
        leaf_of(content, book)


def test_a_strange_profile_is_left_out(book: Pdf) -> None:
    content = picture(Image.new("L", (10, 10)), "PNG", icc_profile=b"no profile" * 20)

    assert leaf_of(content, book).drawn.ColorSpace == Name.DeviceGray
