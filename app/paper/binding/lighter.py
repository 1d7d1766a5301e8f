"""Makes the pictures inside a document lighter, at the size that they have on the sheet."""

import zlib
from collections.abc import Iterable
from io import BytesIO

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Stream
from PIL import Image

from app.paper.binding.leaves import Matrix, stretch, times
from app.paper.binding.limits import MOST_PIXELS, Budget
from app.paper.binding.resampling import QUALITY, is_drawn, pixels_at

_UNIT: Matrix = (1, 0, 0, 1, 0, 0)
_DEEPEST_FORM = 8
_FEWEST_PIXELS = 10_000  # what is smaller, such as a logo, is left alone
_WORTH_IT = 0.9
_SPARE = 1_000
_COLOURS = {"/DeviceGray": 1, "/CalGray": 1, "/DeviceRGB": 3, "/CalRGB": 3}
_MODES = {1: "L", 3: "RGB"}
_PLAIN = ""  # not coded at all
_CODINGS = frozenset({"/DCTDecode", "/FlateDecode", "/JPXDecode", _PLAIN})
_FLAT = frozenset({"/FlateDecode", _PLAIN})
_KEPT = frozenset({
    "/Type", "/Subtype", "/Width", "/Height", "/ColorSpace", "/BitsPerComponent", "/SMask", "/Mask", "/Intent",
    "/Interpolate", "/OC",
})  # fmt: skip


class Lightener:
    """Goes through documents, and knows how many bytes that has saved."""

    def __init__(self, budget: Budget) -> None:
        self._budget = budget
        self.saved = 0

    def lighten(self, pages: Iterable[tuple[Object, Matrix, float]]) -> None:
        """All pictures of one document, each once and for the largest place that it has; raise Unbindable."""
        placed: dict[tuple[int, int], _Placed] = {}
        for page, upright, scale in pages:
            if _has_pictures(page, _DEEPEST_FORM):
                _place(page, times(upright, (scale, 0, 0, scale, 0, 0)), placed, _DEEPEST_FORM)
        for picture in placed.values():
            self._replace(picture)

    def _replace(self, placed: "_Placed") -> None:
        stream = placed.picture
        before = len(stream.read_raw_bytes())
        image = self._opened(stream, placed.colours)
        if image is None:
            return
        size = pixels_at(image.size, (placed.wide, placed.high))
        written = BytesIO()
        image.resize(size, Image.Resampling.LANCZOS, reducing_gap=3).save(
            written, "JPEG", quality=QUALITY, optimize=True
        )
        if written.tell() >= before * _WORTH_IT:
            return
        stream.write(written.getvalue(), filter=Name.DCTDecode)
        stream.Width, stream.Height = size
        stream.BitsPerComponent = 8
        self.saved += before - written.tell()

    def _opened(self, stream: Stream, colours: int) -> Image.Image | None:
        """The picture unpacked, None where it is a drawing, too large to unpack, or not what its dictionary says."""
        width, height = int(stream.Width), int(stream.Height)
        if width * height > MOST_PIXELS:
            return None
        self._budget.spend(width, height)
        try:
            image = _flat(stream, width, height, colours) if _coding(stream) in _FLAT else _coded(stream)
        except (OSError, ValueError, SyntaxError, zlib.error, pikepdf.PikepdfError):
            return None
        return image if image and image.size == (width, height) and image.mode == _MODES[colours] else None


class _Placed:
    """A picture and the largest place, in points, that it has on any sheet."""

    def __init__(self, picture: Stream, colours: int) -> None:
        self.picture = picture
        self.colours = colours
        self.wide = self.high = 0.0

    def at(self, matrix: Matrix) -> None:
        wide, high = stretch(matrix)
        self.wide, self.high = max(self.wide, wide), max(self.high, high)


def _place(form: Object, matrix: Matrix, placed: dict[tuple[int, int], _Placed], depth: int) -> None:
    """Follow a drawing's own changes of scale to every picture in it."""
    things = _things(form)
    now, kept = matrix, []
    for step in pikepdf.parse_content_stream(form, operators="q Q cm Do"):
        match str(step.operator):
            case "q":
                kept.append(now)
            case "Q":
                now = kept.pop() if kept else matrix
            case "cm":
                now = times(_matrix(step.operands), now)
            case _:
                _draw(things.get(str(step.operands[0])), now, placed, depth)


def _draw(thing: object, matrix: Matrix, placed: dict[tuple[int, int], _Placed], depth: int) -> None:
    if not isinstance(thing, Stream):
        return
    if thing.get("/Subtype") == Name.Image:
        colours = _colours(thing)
        if colours:
            placed.setdefault(thing.objgen, _Placed(thing, colours)).at(matrix)
    elif depth and thing.get("/Subtype") == Name.Form and _has_pictures(thing, depth):
        _place(thing, times(_matrix(thing.get("/Matrix", _UNIT)), matrix), placed, depth - 1)


def _matrix(numbers: Iterable[object]) -> Matrix:
    a, b, c, d, e, f = (float(number) for number in numbers)  # type: ignore[arg-type]
    return a, b, c, d, e, f


def _things(form: Object) -> Object:
    found = form.get("/Resources", Dictionary()).get("/XObject")
    return found if isinstance(found, Dictionary) else Dictionary()


def _has_pictures(form: Object, depth: int) -> bool:
    """Whether it is worth reading a drawing for pictures that could become lighter."""
    streams = [thing for thing in _things(form).values() if isinstance(thing, Stream)]
    if any(thing.get("/Subtype") == Name.Image and _colours(thing) for thing in streams):
        return True
    inner = [thing for thing in streams if thing.get("/Subtype") == Name.Form]
    return bool(depth) and any(_has_pictures(thing, depth - 1) for thing in inner)


def _colours(picture: Object) -> int:
    """How many colours a pixel has, 0 for what is not touched: masks, line art, and what is coded in rarer ways."""
    if not set(picture.keys()) <= _KEPT | {"/Filter", "/DecodeParms", "/Length", "/Name"}:
        return 0
    if picture.get("/BitsPerComponent") != 8 or _coding(picture) not in _CODINGS or _is_masked_by_colour(picture):  # noqa: PLR2004
        return 0
    if int(picture.get("/Width", 0)) * int(picture.get("/Height", 0)) < _FEWEST_PIXELS:
        return 0
    space = picture.get("/ColorSpace")
    if isinstance(space, Array) and len(space) > 1 and space[0] == Name.ICCBased:
        count = int(space[1].get("/N", 0))
        return count if count in _MODES else 0
    return _COLOURS.get(str(space[0] if isinstance(space, Array) and len(space) else space), 0)


def _is_masked_by_colour(picture: Object) -> bool:
    mask = picture.get("/SMask")
    return isinstance(picture.get("/Mask"), Array) or (isinstance(mask, Stream) and "/Matte" in mask)


def _coding(picture: Object) -> str:
    coding = picture.get("/Filter")
    if coding is None:
        return _PLAIN
    return str(coding[0] if isinstance(coding, Array) and len(coding) == 1 else coding)


def _coded(stream: Stream) -> Image.Image:
    with Image.open(BytesIO(stream.read_raw_bytes()), formats=("JPEG", "JPEG2000")) as image:
        if image.width * image.height > MOST_PIXELS:
            raise ValueError
        image.load()
        return image


def _flat(stream: Stream, width: int, height: int, colours: int) -> Image.Image | None:
    """Pixels that were only deflated. They are counted before all of them are unpacked at once."""
    expected = width * height * colours
    if _coding(stream) != _PLAIN:
        most = expected + height + _SPARE  # predictors add a byte to each line
        if len(zlib.decompressobj().decompress(stream.read_raw_bytes(), most)) == most:
            return None
    image = Image.frombytes(_MODES[colours], (width, height), stream.read_bytes()[:expected])
    return None if is_drawn(image) else image
