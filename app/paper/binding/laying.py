"""Lays the leaves of attachments on the sheets that were set for them."""

from collections.abc import Sequence
from dataclasses import dataclass

from pikepdf import Dictionary, Object, Page, Pdf

from app.paper.binding import navigation, structure
from app.paper.binding.leaves import Leaf, Part, Sheet, times


@dataclass(frozen=True, slots=True)
class Fed:
    """An attachment with its pages in the book; `start` is the index of its cover."""

    part: Part
    start: int
    cover: Page
    pages: Sequence[Page]
    sheets: Sequence[Sheet]
    section: Object


def feed(
    parts: Sequence[Part], sheets: Sequence[Sequence[Sheet]], pages: Sequence[Page], sections: Sequence[Object]
) -> list[Fed]:
    """Deal out pages and tags: for each attachment the book ends with a cover and sheets, its tags with a section."""
    fed = []
    start = len(pages) - sum(1 + len(laid) for laid in sheets)
    for part, laid, section in zip(parts, sheets, sections[-len(parts) :], strict=True):
        end = start + 1 + len(laid)
        fed.append(Fed(part, start, pages[start], pages[start + 1 : end], laid, section))
        start = end
    return fed


def lay(book: Pdf, fed: Fed) -> None:
    """Draw each leaf on its sheet, tag it, and let its links lead on."""
    for leaf, page, sheet in zip(fed.part.leaves, fed.pages, fed.sheets, strict=True):
        mark = structure.tag_leaf(book, page, fed.section, leaf, fed.part.exhibit)
        _draw(book, page, leaf, sheet, mark)
        navigation.link_leaf(book, page, leaf, sheet, fed.pages)


def _draw(book: Pdf, page: Page, leaf: Leaf, sheet: Sheet, mark: int) -> None:
    """Below all that the sheet says itself; a hairline shows where a page ends."""
    placed = times(leaf.upright, (sheet.scale, 0, 0, sheet.scale, sheet.left, sheet.bottom))
    numbers = " ".join(f"{number:.5f}" for number in placed)
    drawing = f"{structure.tag_of(leaf)} <</MCID {mark}>> BDC q {numbers} cm /Leaf Do Q EMC\n"
    if not leaf.is_picture:
        edge = (sheet.left, sheet.bottom, leaf.width * sheet.scale, leaf.height * sheet.scale)
        box = " ".join(f"{number:.3f}" for number in edge)
        drawing += f"/Artifact BMC q 0.25 w 0.7 G {box} re S Q EMC\n"
    # Sheets share their resources: each gets a list of its own.
    resources = Dictionary(dict(page.obj.Resources.items()))
    resources.XObject = Dictionary(dict(resources.get("/XObject", Dictionary()).items()))
    resources.XObject.Leaf = leaf.drawn
    page.obj.Resources = resources
    page.contents_add(book.make_stream(drawing.encode()), prepend=True)
