from io import BytesIO

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf
from PIL import Image

from app.paper.binding.leaves import Matrix
from app.paper.binding.lighter import Lightener
from app.paper.binding.limits import Budget
from tests.paper.attachments import SRGB, a_document, drawn_on, photograph, picture

_UPRIGHT: Matrix = (1, 0, 0, 1, 0, 0)
_PLACE = "288 0 0 216 72 72"  # 4 by 3 inches: 600 by 450 dots


def lightened(document: Pdf, scale: float = 1) -> int:
    lightener = Lightener(Budget())
    page = document.pages[0].as_form_xobject()
    lightener.lighten([(page, _UPRIGHT, scale)])
    return lightener.saved


@pytest.mark.parametrize("mode", ["RGB", "L"])
@pytest.mark.parametrize("scale", [1, 0.5])
def test_a_photograph_is_as_fine_as_its_place_needs(mode: str, scale: float) -> None:
    document = a_document()
    image = photograph(1600, 1200, mode)
    space = Name.DeviceRGB if mode == "RGB" else Name.DeviceGray
    drawn = drawn_on(document, image.tobytes(), 1600, 1200, _PLACE, ColorSpace=space)

    assert lightened(document, scale) > 1_000_000
    assert (drawn.Width, drawn.Height) == (round(600 * scale), round(450 * scale))
    assert drawn.Filter == Name.DCTDecode
    assert drawn.ColorSpace == space
    with Image.open(BytesIO(drawn.read_raw_bytes())) as smaller:
        assert (smaller.size, smaller.mode) == ((round(600 * scale), round(450 * scale)), mode)


def test_a_jpeg_with_a_profile_keeps_the_profile() -> None:
    document = a_document()
    profile = document.make_stream(SRGB)
    profile.N = 3
    content = picture(photograph(1600, 1200), "JPEG", quality=95)
    drawn = drawn_on(document, b"", 1600, 1200, _PLACE, ColorSpace=Array([Name.ICCBased, profile]))
    drawn.write(content, filter=Name.DCTDecode)

    assert lightened(document) == len(content) - len(drawn.read_raw_bytes())
    assert drawn.ColorSpace[1].read_bytes() == SRGB


def test_the_largest_place_decides() -> None:
    document = a_document()
    drawn = drawn_on(document, photograph(1600, 1200).tobytes(), 1600, 1200, _PLACE, ColorSpace=Name.DeviceRGB)
    inner = document.make_stream(b"q 1 0 0 1 0 0 cm /Picture Do Q")
    inner.stream_dict.update(
        Dictionary(
            Type=Name.XObject, Subtype=Name.Form, BBox=[0, 0, 1, 1], Matrix=[288, 0, 0, 216, 0, 0],
            Resources=Dictionary(XObject=Dictionary(Picture=drawn)),
        )
    )  # fmt: skip
    page = document.pages[0].obj
    page.Resources.XObject.Inner = inner
    page.Contents = document.make_stream(b"q 28 0 0 21 0 0 cm /Picture Do Q /Inner Do")

    assert lightened(document) > 0
    assert drawn.Width == 600


@pytest.mark.parametrize(
    ("content", "entries"),
    ids=("one bit", "four colours", "drawing", "masked by colour", "lying about its size", "bomb"),
    argvalues=[
        (bytes(200 * 1200), {"ColorSpace": Name.DeviceGray, "BitsPerComponent": 1}),
        (photograph(1600, 1200, "CMYK").tobytes(), {"ColorSpace": Name.DeviceCMYK}),
        (bytes([200, 100, 50]) * (1600 * 1200), {"ColorSpace": Name.DeviceRGB}),
        (photograph(1600, 1200).tobytes(), {"ColorSpace": Name.DeviceRGB, "Mask": Array([0, 1, 0, 1, 0, 1])}),
        (b"too little", {"ColorSpace": Name.DeviceRGB}),
        (bytes(60_000_000), {"ColorSpace": Name.DeviceRGB}),
    ],
)
def test_what_is_no_photograph_stays_as_it_is(content: bytes, entries: dict[str, object]) -> None:
    document = a_document()
    drawn = drawn_on(document, content, 1600, 1200, _PLACE, **entries)
    written = BytesIO()
    document.save(written, compress_streams=True)
    with pikepdf.open(written) as read:
        before = read.pages[0].Resources.XObject.Picture.read_raw_bytes()

        assert lightened(read) == 0
        assert read.pages[0].Resources.XObject.Picture.read_raw_bytes() == before
    assert drawn.Width == 1600
