"""Where the links and the outline of an attachment lead: to pages of its own, or to the web."""

import re
from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, NameTree, Object, OutlineItem, Page, Pdf, PikepdfError, String

from app.paper.binding.leaves import Box, Link, Mark, Matrix, boxed

_WEB = re.compile(r"(?:https?://|mailto:)[\x21-\x7e]{1,2000}", re.IGNORECASE)
_DEEPEST, _MOST_MARKS, _LONGEST_TITLE = 6, 1_000, 300
_BROKEN = (PikepdfError, TypeError, ValueError, AttributeError, KeyError, IndexError, RecursionError)


class Targets:
    """The pages of one document, and the names that it has for places on them."""

    def __init__(self, document: Pdf) -> None:
        self._numbers = {page.obj.objgen: number for number, page in enumerate(document.pages)}
        self._old = document.Root.get("/Dests", Dictionary())
        self._names = _names(document)

    def page_of(self, target: object) -> int | None:
        """Which page a destination of any form shows, None where that cannot be known."""
        try:
            found = self._named(target)
            page = found[0] if isinstance(found, Array) and len(found) else None
            return self._numbers.get(page.objgen) if isinstance(page, Dictionary) else None
        except _BROKEN:
            return None

    def _named(self, target: object) -> object:
        if isinstance(target, Name):
            target = self._old.get(str(target))
        elif isinstance(target, String | str):
            target = self._names.get(str(target)) if self._names is not None else None
        return target.get("/D") if isinstance(target, Dictionary) else target


def _names(document: Pdf) -> NameTree | None:
    try:
        return NameTree(document.Root.Names.Dests)
    except _BROKEN:
        return None


def links_of(page: Page, targets: Targets, upright: Matrix, box: Box) -> Iterator[Link]:
    """The links of a page that may stay: to its own document, to the web and to mailboxes. Boxes are the leaf's."""
    annotations = page.obj.get("/Annots")
    for each in annotations if isinstance(annotations, Array) else ():
        try:
            link = _link(each, targets)
            if link:
                yield Link(_within(boxed(_box(each.Rect), upright), box), link.leaf, link.address)
        except _BROKEN:
            continue


def _link(annotation: Object, targets: Targets) -> Link | None:
    nowhere = (0.0, 0.0, 0.0, 0.0)
    if annotation.get("/Subtype") != Name.Link:
        return None
    action = annotation.get("/A", Dictionary())
    if action.get("/S") == Name.URI:
        address = str(action.URI)
        return Link(nowhere, address=address) if _WEB.fullmatch(address) else None
    own = action.get("/D") if action.get("/S") == Name.GoTo else annotation.get("/Dest")
    leaf = targets.page_of(own)
    return None if leaf is None else Link(nowhere, leaf)


def _box(numbers: Object) -> Box:
    left, bottom, right, top = (float(number) for number in numbers)
    return left, bottom, right, top


def _within(box: Box, limits: Box) -> Box:
    """No link reaches beyond its page: one of a mile would cover ours."""
    left, bottom = max(box[0], limits[0]), max(box[1], limits[1])
    right, top = min(box[2], limits[2]), min(box[3], limits[3])
    if left >= right or bottom >= top:
        raise ValueError
    return left, bottom, right, top


def marks_of(document: Pdf, targets: Targets) -> tuple[Mark, ...]:
    """The document's own outline, as far as it leads to its pages; none where it is broken."""
    if "/Outlines" not in document.Root:
        return ()
    try:
        left = [_MOST_MARKS]
        return tuple(_marks(document.open_outline(max_depth=_DEEPEST).root, targets, left))
    except _BROKEN:
        return ()


def _marks(items: list[OutlineItem], targets: Targets, left: list[int]) -> Iterator[Mark]:
    for item in items:
        below = tuple(_marks(item.children, targets, left))
        action = item.action if item.action is not None else Dictionary()
        leaf = targets.page_of(action.get("/D") if action.get("/S") == Name.GoTo else item.destination)
        leaf = below[0].leaf if leaf is None and below else leaf
        left[0] -= 1
        if leaf is not None and left[0] >= 0:
            yield Mark(item.title[:_LONGEST_TITLE], leaf, below)
