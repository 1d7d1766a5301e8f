"""Leaves: pages of attachments as they are drawn, and where each lies on its sheet."""

import math
from dataclasses import dataclass
from typing import TypeAlias

from pikepdf import Object

from app.paper.manuscript import Exhibit, PaperSize

# Points: a 72nd of an inch.
_POINTS_PER_MM = 72 / 25.4
_SHEETS = {"A4": (210 * _POINTS_PER_MM, 297 * _POINTS_PER_MM), "Letter": (612.0, 792.0)}
# The frame that a leaf is laid into; below it stands the foot. static/css/print/cover.css has the same figures.
_EDGE = 10 * _POINTS_PER_MM
_FOOT = 17 * _POINTS_PER_MM
_CAPTION = 15 * _POINTS_PER_MM
_ABOVE_CAPTION = 3 * _POINTS_PER_MM
# A page of the paper's size is set at nine tenths, one of A4 on Letter at 84 %, which nobody need be told.
_WORTH_TELLING = 0.8

# As in PDF: (a, b, c, d, e, f) takes x, y to a·x + c·y + e, b·x + d·y + f.
Matrix: TypeAlias = tuple[float, float, float, float, float, float]
Box: TypeAlias = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Link:
    """A place on a leaf, in the leaf's own points, that leads to another leaf of its attachment, or to the web."""

    box: Box
    leaf: int | None = None
    address: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A line of an attachment's own outline."""

    title: str
    leaf: int
    below: tuple["Mark", ...] = ()


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page: an XObject, the matrix that sets it upright with its lower left corner at 0, 0, and its size."""

    drawn: Object
    upright: Matrix
    width: float
    height: float
    links: tuple[Link, ...] = ()
    is_picture: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """An attachment, ready to be bound."""

    exhibit: Exhibit
    leaves: tuple[Leaf, ...]
    marks: tuple[Mark, ...] = ()


@dataclass(frozen=True, slots=True)
class Sheet:
    """Where a leaf lies on the paper. Measures are in points, from the lower left corner of the sheet."""

    wide: bool
    scale: float
    left: float
    bottom: float
    captioned: bool
    caption_top: float  # from the upper edge of the frame

    @property
    def reduced(self) -> bool:
        return self.scale < _WORTH_TELLING and not self.captioned

    @property
    def percent(self) -> int:
        return max(1, round(self.scale * 100))


def sheet_for(leaf: Leaf, paper: PaperSize) -> Sheet:
    """Lay a leaf into the frame of a sheet turned its way, never larger than it is."""
    # A sheet is turned only for what would not fit upright as large as it is.
    wide = leaf.width > max(leaf.height, frame(wide=False, captioned=leaf.is_picture, paper=paper)[0])
    width, height = frame(wide=wide, captioned=leaf.is_picture, paper=paper)
    scale = min(1.0, width / leaf.width, height / leaf.height)
    rest = height - leaf.height * scale
    # The middle of a page looks as if it hung too low; what is small stands a little above it.
    bottom = _FOOT + (_CAPTION if leaf.is_picture else 0) + rest * 0.6
    caption_top = rest * 0.4 + leaf.height * scale + _ABOVE_CAPTION
    left = _EDGE + (width - leaf.width * scale) / 2
    return Sheet(wide, scale, left, bottom, leaf.is_picture, round(caption_top, 2))


def frame(*, wide: bool, captioned: bool, paper: PaperSize) -> tuple[float, float]:
    """How wide and how high a leaf may lie on a sheet of this paper."""
    width, height = sorted(_SHEETS[paper], reverse=wide)
    return width - 2 * _EDGE, height - _EDGE - _FOOT - (_CAPTION if captioned else 0)


def times(first: Matrix, then: Matrix) -> Matrix:
    """Both one after the other."""
    a, b, c, d, e, f = first
    g, h, i, j, k, m = then
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)


def boxed(box: Box, by: Matrix) -> Box:
    """The upright box around a box that was moved."""
    a, b, c, d, e, f = by
    corners = [(x, y) for x in (box[0], box[2]) for y in (box[1], box[3])]
    across = [a * x + c * y + e for x, y in corners]
    up = [b * x + d * y + f for x, y in corners]
    return min(across), min(up), max(across), max(up)


def stretch(by: Matrix) -> tuple[float, float]:
    """How long the sides of a unit square become."""
    return math.hypot(by[0], by[1]), math.hypot(by[2], by[3])
