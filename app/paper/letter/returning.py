"""The line above the window that says where a letter comes from: as much of it as the window shows, in whole parts."""

from typing import NamedTuple

from app.paper import window
from app.paper.manuscript import Letterhead

_FONT = "SourceSerif4Caption-Regular"
_BETWEEN = " · "
_ROOM = window.WIDTH * 0.98  # the rest is for what kerning and letters of other fonts may add
_SIZES = (6.4, 6.0, 5.6)  # points


class ReturnLine(NamedTuple):
    """Words, and the size in points that they are set in."""

    words: str
    size: float


def return_line(letterhead: Letterhead) -> ReturnLine:
    """Name and first address of a sender, a little smaller if need be; then without the last parts that do not fit."""
    address = letterhead.offices[0].address if letterhead.offices else ()
    parts = [part for part in (letterhead.name, *address) if part]
    whole = _BETWEEN.join(parts)
    size = next((size for size in _SIZES if _fits(whole, size)), _SIZES[-1])
    while parts and not _fits(_BETWEEN.join(parts), size):
        last = parts.pop()
        if not parts:
            return ReturnLine(_shortened(last, size), size)
    return ReturnLine(_BETWEEN.join(parts), size)


def _shortened(words: str, size: float) -> str:
    """The beginning of one part that is too long by itself, up to a whole word where it has any."""
    fitting = [end for end in range(1, len(words)) if _fits(f"{words[:end]}…", size)]
    beginning = words[: max(fitting, default=1)]
    return f"{beginning.rpartition(' ')[0] or beginning}…"


def _fits(words: str, size: float) -> bool:
    return window.width(words, _FONT) * size <= _ROOM
