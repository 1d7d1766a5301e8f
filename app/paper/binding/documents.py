"""Attachments that are PDF themselves: each page becomes a drawing, with nothing in it that acts."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO

import pikepdf
from pikepdf import Array, Object, Page, Pdf

from app.paper.binding import layers
from app.paper.binding.leaves import Box, Leaf, Mark, Matrix, sheet_for
from app.paper.binding.lighter import Lightener
from app.paper.binding.limits import Budget, Unbindable
from app.paper.binding.scrubbing import Scrubber
from app.paper.binding.targets import Targets, links_of, marks_of
from app.paper.manuscript import PaperSize

_A4: Box = (0.0, 0.0, 595.28, 841.89)
_SMALLEST = 3.0  # points, for either side of a page that says it is smaller, or nothing at all
_DEEPEST_TREE = 50
# What is read may be of any kind: a list that is empty, a number that is none, or beyond all numbers.
_DAMAGED = (
    pikepdf.PikepdfError, ArithmeticError, AttributeError, LookupError, TypeError, ValueError, RuntimeError,
)  # fmt: skip


class Document:
    """An attachment that has been opened; it stays open until the print is written, as its pages are read only then."""

    def __init__(self, content: bytes, budget: Budget) -> None:
        """Open it; raise Unbindable where that is not possible."""
        try:
            self._document = Pdf.open(BytesIO(content))
            pages = len(self._document.pages)
        except pikepdf.PasswordError:
            raise Unbindable("it can only be opened with a password") from None
        except _DAMAGED as error:
            raise Unbindable("its file is damaged") from error
        if not pages:
            raise Unbindable("it has no pages")
        budget.spend_pages(pages)

    def close(self) -> None:
        self._document.close()

    def leaves(self, book: Pdf, paper: PaperSize, lightener: Lightener | None) -> tuple[Leaf, ...]:
        """Each page as a drawing that belongs to the book; raise Unbindable."""
        try:
            self._flatten()
            leaves = list(self._drawn())
            if lightener:
                lightener.lighten([(leaf.drawn, leaf.upright, sheet_for(leaf, paper).scale) for leaf in leaves])
            return tuple(replace(leaf, drawn=book.copy_foreign(leaf.drawn)) for leaf in leaves)
        except _DAMAGED as error:
            raise Unbindable("its file is damaged") from error

    def marks(self) -> tuple[Mark, ...]:
        return marks_of(self._document, Targets(self._document))

    def layers(self, book: Pdf) -> tuple[layers.Layer, ...]:
        return layers.layers_of(self._document, book)

    def _flatten(self) -> None:
        """What forms and notes look like becomes part of the page; what they do is left behind."""
        off = layers.switched_off(self._document)
        for page in self._document.pages:
            annotations = page.obj.get("/Annots")
            if off and isinstance(annotations, Array):
                shown = [each for each in annotations if not layers.is_of(each, off)]
                page.obj.Annots = Array(shown)
        if "/AcroForm" in self._document.Root and self._document.Root.AcroForm.get("/NeedAppearances"):
            self._document.generate_appearance_streams()
        self._document.flatten_annotations("all")

    def _drawn(self) -> Iterator[Leaf]:
        scrubber, targets = Scrubber(), Targets(self._document)
        for page in self._document.pages:
            box = _box(page)
            upright, width, height = _upright(page, box)
            links = tuple(links_of(page, targets, upright, (0, 0, width, height)))
            drawn = page.as_form_xobject(handle_transformations=False)
            drawn.BBox = Array(box)
            scrubber.scrub(drawn)
            yield Leaf(drawn, upright, width, height, links)


def _upright(page: Page, box: Box) -> tuple[Matrix, float, float]:
    """The matrix that turns a page as a reader shows it, and its size then."""
    left, bottom, right, top = box
    unit = float(page.obj.get("/UserUnit", 1))
    unit = unit if unit > 0 else 1.0
    wide, high = (right - left) * unit, (top - bottom) * unit
    turn = _inherited(page, "/Rotate")
    match int(turn) % 360 if isinstance(turn, int) else 0:
        case 90:
            return (0, -unit, unit, 0, -bottom * unit, right * unit), high, wide
        case 180:
            return (-unit, 0, 0, -unit, right * unit, top * unit), wide, high
        case 270:
            return (0, unit, -unit, 0, top * unit, -left * unit), high, wide
    return (unit, 0, 0, unit, -left * unit, -bottom * unit), wide, high


def _box(page: Page) -> Box:
    """What a reader shows of a page: its crop box, as far as there is paper below it."""
    media = _numbers(_inherited(page, "/MediaBox")) or _A4
    crop = _numbers(_inherited(page, "/CropBox")) or media
    shown = max(media[0], crop[0]), max(media[1], crop[1]), min(media[2], crop[2]), min(media[3], crop[3])
    return shown if _is_sheet(shown) else media


def _numbers(box: object) -> Box | None:
    try:
        first, second, third, fourth = (float(number) for number in box)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        return None
    upright = min(first, third), min(second, fourth), max(first, third), max(second, fourth)
    return upright if _is_sheet(upright) else None


def _is_sheet(box: Box) -> bool:
    return box[2] - box[0] >= _SMALLEST and box[3] - box[1] >= _SMALLEST


def _inherited(page: Page, key: str) -> object:
    """An entry of the page, or of the nearest branch of the tree that has it."""
    node: Object | None = page.obj
    for _ in range(_DEEPEST_TREE):
        if node is None or key in node:
            break
        node = node.get("/Parent")
    return node.get(key) if node is not None else None
