"""Leads a reader through a bound print: page labels, outline, and the letter's references to its attachments."""

from collections.abc import Iterable, Mapping, Sequence

from pikepdf import Array, Dictionary, Name, OutlineItem, Page, Pdf, String

from app.paper.binding.leaves import Leaf, Link, Mark, Matrix, Part, Sheet, boxed

_PRINTED = 4  # the flag of an annotation that belongs on paper too


def count(book: Pdf) -> None:
    """Number every sheet from 1 on, as they are numbered on paper."""
    book.Root.PageLabels = Dictionary(Nums=Array([0, Dictionary(S=Name.D)]))


def outline(book: Pdf, parts: Sequence[tuple[Part, int]], *, title: str, register: int) -> None:
    """Add to the letter's outline the list of attachments and each of them, with its own outline below it."""
    with book.open_outline() as lines:
        lines.root.append(OutlineItem(title, register, "Fit"))
        for part, start in parts:
            item = OutlineItem(f"{part.exhibit.number}. {part.exhibit.title}", start, "Fit")
            item.is_closed = True
            item.children.extend(_items(part.marks, start + 1))
            lines.root.append(item)


def _items(marks: Iterable[Mark], first: int) -> list[OutlineItem]:
    items = []
    for mark in marks:
        item = OutlineItem(mark.title, first + mark.leaf, "Fit")
        item.is_closed = True
        item.children.extend(_items(mark.below, first))
        items.append(item)
    return items


def lead_to_covers(pages: Iterable[Page], covers: Mapping[int, Page]) -> None:
    """In the plain letter a reference leads to the list; here the attachment itself is at hand."""
    targets = {f"attachment-{number}": page for number, page in covers.items()}
    for page in pages:
        for annotation in page.obj.get("/Annots", ()):
            cover = targets.get(str(annotation.get("/Dest"))) if isinstance(annotation.get("/Dest"), String) else None
            if cover is not None:
                annotation.Dest = Array([cover.obj, Name.Fit])


def link_leaf(book: Pdf, page: Page, leaf: Leaf, sheet: Sheet, leaves: Sequence[Page]) -> None:
    """Put the links of a leaf onto its sheet. `leaves` are the sheets of its attachment."""
    onto = (sheet.scale, 0, 0, sheet.scale, sheet.left, sheet.bottom)
    links = [_annotation(link, onto, leaves) for link in leaf.links]
    if links:
        page.obj.Annots = Array([*page.obj.get("/Annots", ()), *(book.make_indirect(link) for link in links)])


def _annotation(link: Link, onto: Matrix, leaves: Sequence[Page]) -> Dictionary:
    box = Array([round(number, 2) for number in boxed(link.box, onto)])
    annotation = Dictionary(Type=Name.Annot, Subtype=Name.Link, Rect=box, Border=Array([0, 0, 0]), F=_PRINTED)
    if link.leaf is None:
        annotation.A = Dictionary(S=Name.URI, URI=String(link.address))
        annotation.Contents = String(link.address)
    else:
        annotation.Dest = Array([leaves[link.leaf].obj, Name.Fit])
    return annotation
