"""The line above the window that says where a letter comes from: as much of it as the window shows, in whole parts."""

from functools import cache
from typing import NamedTuple
from unicodedata import east_asian_width

from fontTools.ttLib import TTFont

from app.paper.manuscript import Letterhead
from app.paper.typesetting.fetcher import STATIC

_FONT = STATIC / "fonts" / "print" / "SourceSerif4Caption-Regular.ttf"
_BETWEEN = " · "
# Points. The window of letter.css is 78 mm wide; the rest is for what kerning and letters of other fonts may add.
_ROOM = 78 / 25.4 * 72 * 0.98
_SIZES = (6.4, 6.0, 5.6)
# How wide a letter of another font is, in parts of its size: one of East Asia, and any other.
_WIDE, _OTHER = 1.0, 0.7


class ReturnLine(NamedTuple):
    """Words, and the size in points that they are set in."""

    words: str
    size: float


def return_line(letterhead: Letterhead) -> ReturnLine:
    """Name and first address of a sender, a little smaller if need be; then without the last parts that do not fit."""
    address = letterhead.offices[0].address if letterhead.offices else ()
    parts = [part for part in (letterhead.name, *address) if part]
    whole = _BETWEEN.join(parts)
    size = next((size for size in _SIZES if _width(whole) * size <= _ROOM), _SIZES[-1])
    while parts and _width(_BETWEEN.join(parts)) * size > _ROOM:
        last = parts.pop()
        if not parts:
            return ReturnLine(_shortened(last, size), size)
    return ReturnLine(_BETWEEN.join(parts), size)


def _shortened(words: str, size: float) -> str:
    """The beginning of one part that is too long by itself, up to a whole word where it has any."""
    fitting = [end for end in range(1, len(words)) if (_width(words[:end]) + _WIDE) * size <= _ROOM]
    beginning = words[: max(fitting, default=1)]
    return f"{beginning.rpartition(' ')[0] or beginning}…"


def _width(words: str) -> float:
    """How wide words are, in parts of their size."""
    widths = _widths()
    return sum(widths.get(ord(each), _WIDE if east_asian_width(each) in "WF" else _OTHER) for each in words)


@cache
def _widths() -> dict[int, float]:
    with TTFont(_FONT, lazy=True) as font:
        advances, em = font["hmtx"], font["head"].unitsPerEm
        return {code: advances[glyph][0] / em for code, glyph in font.getBestCmap().items()}
