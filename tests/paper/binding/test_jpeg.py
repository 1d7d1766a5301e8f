from io import BytesIO

import pytest
from PIL import Image

from app.paper.binding.jpeg import NotPlain, bare, is_inverted
from tests.paper.attachments import SRGB, photograph, picture


def pixels(content: bytes) -> bytes:
    with Image.open(BytesIO(content)) as image:
        return image.tobytes()


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_rows": 1}, {"subsampling": 2}])
def test_only_the_picture_stays(options: dict[str, object]) -> None:
    exif = Image.Exif()
    exif[0x010F] = "Maker of cameras"
    exif.get_ifd(0x8825)[1] = "N"
    whole = picture(
        photograph(64, 48), "JPEG", exif=exif, icc_profile=SRGB, comment=b"taken at home", dpi=(72, 72), **options
    )
    second = b"\xff\xd8 another picture behind the first"

    left = bare(whole + second)
    assert pixels(left) == pixels(whole)
    for trace in (b"Maker", b"Exif", b"ICC_PROFILE", b"taken at home", b"JFIF", b"another"):
        assert trace not in left
    assert left.endswith(b"\xff\xd9")


def test_what_adobe_says_of_the_colours_stays() -> None:
    four_colours = picture(photograph(16, 16, "CMYK"), "JPEG")

    assert is_inverted(bare(four_colours))
    assert not is_inverted(picture(photograph(16, 16), "JPEG"))


@pytest.mark.parametrize(
    "content",
    ids=("no JPEG", "cut in its scan", "cut in its head"),
    argvalues=[b"PNG", picture(photograph(64, 64), "JPEG")[:-60], picture(photograph(64, 64), "JPEG")[:100]],
)
def test_what_is_cut_off_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"cut off|does not begin|does not know"):
        bare(content)


def test_what_a_pdf_may_not_hold_is_told_apart() -> None:
    with pytest.raises(NotPlain):
        bare(picture(Image.new("L", (8, 8)), "JPEG").replace(b"\xff\xc0", b"\xff\xc9"))
