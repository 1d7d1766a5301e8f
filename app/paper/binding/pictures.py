"""Pictures as exhibits: their pixels as they came, turned the right way up, and nothing else that their files say."""

import zlib
from dataclasses import dataclass
from io import BytesIO

from pikepdf import Array, Dictionary, Name, Object, Pdf, String
from PIL import Image, ImageCms

from app.paper.binding import jpeg
from app.paper.binding.leaves import Leaf, Matrix, frame
from app.paper.binding.lighter import Lightener
from app.paper.binding.limits import TOO_LARGE, Budget, Unbindable
from app.paper.binding.resampling import QUALITY, is_drawn, pixels_at
from app.paper.manuscript import PaperSize

# A screenshot of 72 pixels an inch would be stretched over the page; it is set no coarser than this.
_COARSEST_PIXELS_PER_POINT = 110 / 72
# Packed bytes a pixel: drawings and charts take a tenth to a quarter, the grain of a photograph one or more.
_BYTES_OF_A_DRAWING = 0.8
_LARGEST_PROFILE = 1_000_000
_PIECE = 1_000_000
_SIGNATURE = 8
_PNG_BITS, _PNG_INTERLACED = 24, 28
# How each kind of pixels is named in profiles and in PDF, and how many colours it has.
_SPACES: dict[str, tuple[str, Name, int]] = {
    "1": ("GRAY", Name.DeviceGray, 1),
    "L": ("GRAY", Name.DeviceGray, 1),
    "P": ("RGB", Name.DeviceRGB, 3),
    "RGB": ("RGB", Name.DeviceRGB, 3),
    "CMYK": ("CMYK", Name.DeviceCMYK, 4),
}
# EXIF's orientations, each as the matrix of a unit square that sets the picture upright.
_TURNS: dict[int, Matrix] = {
    1: (1, 0, 0, 1, 0, 0),
    2: (-1, 0, 0, 1, 1, 0),
    3: (-1, 0, 0, -1, 1, 1),
    4: (1, 0, 0, -1, 0, 1),
    5: (0, -1, -1, 0, 1, 1),
    6: (0, -1, 1, 0, 0, 1),
    7: (0, 1, 1, 0, 0, 0),
    8: (0, 1, -1, 0, 1, 0),
}
_LYING = 5  # from here on width and height change places


@dataclass(frozen=True, slots=True)
class _Coded:
    """A picture in the form that a PDF keeps: the bytes, and what its dictionary says of them."""

    content: bytes
    image: Image.Image
    filter: Name
    bits: int = 8
    inverted: bool = False


def leaf_of_picture(
    content: bytes, book: Pdf, *, paper: PaperSize, budget: Budget, lightener: Lightener | None
) -> Leaf:
    """The picture as a leaf of its own; raise Unbindable where its file is broken or too large."""
    try:
        with Image.open(BytesIO(content), formats=("PNG", "JPEG")) as opened:
            budget.spend(opened.width, opened.height)
            turn = opened.getexif().get(0x0112, 1) if opened.format == "JPEG" else 1
            opened.load()
            return _leaf(opened, content, book, turn=turn if turn in _TURNS else 1, paper=paper, lightener=lightener)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Unbindable(TOO_LARGE) from None
    except AssertionError:  # Pillow's own, such as of a palette that is not there
        raise Unbindable("the picture cannot be read") from None
    except (OSError, ValueError, SyntaxError, zlib.error) as error:
        raise Unbindable(f"the picture cannot be read ({error})") from error


def _leaf(
    opened: Image.Image, content: bytes, book: Pdf, *, turn: int, paper: PaperSize, lightener: Lightener | None
) -> Leaf:
    lying = turn >= _LYING
    width, height = (opened.height, opened.width) if lying else opened.size
    scale = _scale(width, height, paper)
    coded = _coded(opened, content)
    if lightener:
        smaller = _lighter(coded, scale)
        lightener.saved += len(coded.content) - len(smaller.content)
        coded = smaller
    a, b, c, d, e, f = _TURNS[turn]
    wide, high = width * scale, height * scale
    upright = (a * wide, b * high, c * wide, d * high, e * wide, f * high)
    return Leaf(_object(coded, opened.info.get("icc_profile"), book), upright, wide, high, is_picture=True)


def _scale(width: int, height: int, paper: PaperSize) -> float:
    """Points a pixel: as large as the frame allows, and no coarser than looks well."""
    across, up = frame(wide=width > height, captioned=True, paper=paper)
    return min(across / width, up / height, 1 / _COARSEST_PIXELS_PER_POINT)


def _coded(opened: Image.Image, content: bytes) -> _Coded:
    if opened.format == "JPEG" and opened.mode in _SPACES:
        try:
            inverted = opened.mode == "CMYK" and jpeg.is_inverted(content)
            return _Coded(jpeg.bare(content), opened, Name.DCTDecode, inverted=inverted)
        except jpeg.NotPlain:
            return _as_jpeg(opened.convert("RGB"), quality=92)
    _check_whole(content)
    image = _flattened(opened)
    kept_as_it_came = image is opened and not content[_PNG_INTERLACED] and content[_PNG_BITS] <= 8  # noqa: PLR2004
    return _from_png(content if kept_as_it_came else _png(image), image)


def _lighter(coded: _Coded, scale: float) -> _Coded:
    """The picture at the resolution of lighter editions, where that makes it smaller. Drawings stay as they are."""
    image = coded.image
    if coded.filter == Name.FlateDecode and is_drawn(image) and not _is_noisy(coded):
        return coded
    size = pixels_at(image.size, (image.width * scale, image.height * scale))
    smaller = _as_jpeg(image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3), quality=QUALITY)
    return smaller if len(smaller.content) < len(coded.content) else coded


def _is_noisy(coded: _Coded) -> bool:
    """Whether a picture of few colours packs as badly as a photograph, which has no even areas either."""
    image = coded.image
    return image.mode in ("L", "RGB") and len(coded.content) > image.width * image.height * _BYTES_OF_A_DRAWING


def _as_jpeg(image: Image.Image, *, quality: int) -> _Coded:
    written = BytesIO()
    image.save(written, "JPEG", quality=quality, optimize=True)
    inverted = image.mode == "CMYK"  # Pillow writes four colours as Adobe does
    return _Coded(jpeg.bare(written.getvalue()), image, Name.DCTDecode, inverted=inverted)


def _flattened(image: Image.Image) -> Image.Image:
    """Eight bits a colour at most, and without transparency: what shows through on paper is white."""
    if image.has_transparency_data:
        sheet = Image.new("RGBA", image.size, "white")
        sheet.alpha_composite(image.convert("RGBA"))
        return sheet.convert("RGB")
    if image.mode.startswith("I"):  # 16 bits of grey
        return image.convert("I").point(lambda value: value / 257).convert("L")
    return image if image.mode in _SPACES else image.convert("RGB")


def _png(image: Image.Image) -> bytes:
    written = BytesIO()
    image.save(written, "PNG")
    return written.getvalue()


def _check_whole(content: bytes) -> None:
    """WeasyPrint makes Pillow accept pictures that are cut off; half of an exhibit is none."""
    packed, unpacked = zlib.decompressobj(), _packed(content)
    while not packed.eof:
        if not packed.decompress(unpacked, _PIECE):
            raise ValueError("its file is cut off")
        unpacked = packed.unconsumed_tail


def _from_png(content: bytes, image: Image.Image) -> _Coded:
    """PNG and PDF pack and predict pixels alike (ISO 32000-2, 7.4.4.4), so that the data can stay as they are."""
    return _Coded(_packed(content), image, Name.FlateDecode, bits=content[_PNG_BITS])


def _packed(content: bytes) -> bytes:
    parts, at = [], _SIGNATURE
    while at + 8 <= len(content):
        length = int.from_bytes(content[at : at + 4])
        if content[at + 4 : at + 8] == b"IDAT":
            parts.append(content[at + 8 : at + 8 + length])
        at += 12 + length
    return b"".join(parts)


def _object(coded: _Coded, profile: bytes | None, book: Pdf) -> Object:
    image = coded.image
    drawn = book.make_stream(coded.content)
    drawn.stream_dict.update(
        Dictionary(
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=image.width,
            Height=image.height,
            ColorSpace=_colours(image, profile, book),
            BitsPerComponent=coded.bits,
            Filter=coded.filter,
        )
    )
    if coded.filter == Name.FlateDecode:
        drawn.DecodeParms = Dictionary(
            Predictor=15, Colors=len(image.getbands()), BitsPerComponent=coded.bits, Columns=image.width
        )
    if coded.inverted:
        drawn.Decode = Array([1, 0] * 4)
    return drawn


def _colours(image: Image.Image, profile: bytes | None, book: Pdf) -> Object:
    name, plain, count = _SPACES[image.mode]
    space: Object = plain
    if profile and _is_profile_of(profile, name):
        stream = book.make_stream(profile)
        stream.stream_dict.update(Dictionary(N=count, Alternate=plain))
        space = Array([Name.ICCBased, stream])
    if image.mode != "P":
        return space
    palette = bytes(image.getpalette("RGB") or b"")
    return Array([Name.Indexed, space, len(palette) // 3 - 1, String(palette)])


def _is_profile_of(profile: bytes, name: str) -> bool:
    """Whether it is a profile that a library can read, of this kind of colours, and of a size to carry along."""
    if len(profile) > _LARGEST_PROFILE:
        return False
    try:
        return ImageCms.ImageCmsProfile(BytesIO(profile)).profile.xcolor_space.strip() == name
    except (OSError, ImageCms.PyCMSError):
        return False
