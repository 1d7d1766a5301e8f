"""How much the window of an envelope shows, reckoned from the widths of letters alone.

It is that of static/css/print/letter.css: 78 mm wide, and high enough for nine lines of the smaller type below the
sender's. A print decides by what was truly laid out; this tells people beforehand.
"""

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from unicodedata import east_asian_width

from fontTools.ttLib import TTFont

from app.paper.manuscript import Addressee

_FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts" / "print"
WIDTH = 78 / 25.4 * 72  # points
MOST_LINES = 9
_SMALLEST = 9.2  # points
# How wide a letter of another font is, in parts of its size: one of East Asia, and any other.
_WIDEST, _OTHER = 1.0, 0.7


def lines_of(addressee: Addressee) -> int:
    """How many lines an address takes in the smaller type, those counted that are too long for one."""
    name = f"{addressee.honorific} {addressee.name}".strip()
    lines = (name, addressee.office, addressee.institution, *addressee.address, addressee.country)
    return sum(_turns(line) for line in lines if line)


def sentence(names: Sequence[str]) -> str:
    """What to tell of recipients whose address the window does not show in full."""
    return (
        f"The address of {', '.join(names)} has more than {MOST_LINES} lines,"
        " more than the window of an envelope shows: shorten it, or use an envelope without a window."
    )


def width(words: str, font: str) -> float:
    """How wide words are in one of our fonts, in parts of its size."""
    widths = _widths(font)
    return sum(widths.get(ord(each), _WIDEST if east_asian_width(each) in "WF" else _OTHER) for each in words)


def _turns(line: str) -> int:
    """How many lines one becomes, broken between words; a word is never so long that it matters."""
    turns, filled = 1, 0.0
    for word in line.split():
        wide = width(f"{word} ", "SourceSerif4-Regular") * _SMALLEST
        if filled and filled + wide > WIDTH:
            turns, filled = turns + 1, 0.0
        filled += wide
    return turns


@cache
def _widths(font: str) -> dict[int, float]:
    with TTFont(_FONTS / f"{font}.ttf", lazy=True) as opened:
        advances, em = opened["hmtx"], opened["head"].unitsPerEm
        return {code: advances[glyph][0] / em for code, glyph in opened.getBestCmap().items()}
