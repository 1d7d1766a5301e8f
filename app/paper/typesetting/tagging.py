"""Tags a print: from the boxes of its layout to a tree in the order of reading.

WeasyPrint makes a new element on each page, line and column; tags running heads that no tree holds; knows neither
notes nor contents. Here one element of the HTML is one tag, wherever it goes on.
"""

from collections.abc import Iterator
from typing import Any, TypeAlias

import weasyprint.pdf
from weasyprint.formatting_structure import boxes
from weasyprint.layout.absolute import AbsolutePlaceholder
from weasyprint.pdf import pydyf

from app.paper.scripts import language_by_script
from app.paper.typesetting.hooks import put_in_place
from app.paper.typesetting.tagtree import GROUPS, Drawn, Element, Linked, Writer, mend

_POINTS_PER_PIXEL = 0.75
_ROLES = {f"h{level}": f"H{level}" for level in range(1, 7)} | {
    "main": "Art",
    "article": "Art",
    "section": "Sect",
    "nav": "Sect",
    "header": "Sect",
    "p": "P",
    "pre": "P",
    "blockquote": "BlockQuote",
    "code": "Code",
    "a": "Link",
    "img": "Figure",
    "ul": "L",
    "ol": "L",
    "li": "LI",
    "li::marker": "Lbl",
    "span::footnote-marker": "Lbl",
    "table": "Table",
    "thead": "THead",
    "tbody": "TBody",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
}
_CALL = "span::footnote-call"
_REPEATED = frozenset(["thead", "tfoot"])
_NUMBERING = {"ol": "/Decimal", "ul": "/Disc"}
# What a note may stand in, beside its call; a heading's note stands after the heading.
_HOLDS_NOTES = GROUPS | {"P", "LBody", "LI", "TD", "Note"}
_ROOTS = frozenset(["html", "body"])
_SCOPES = {"row": "Row", "rowgroup": "Row"}
_EDGES = {True: "Header", False: "Footer"}


def tag(pdf: Any, document: Any, _version: object, streams: list[Any]) -> None:  # noqa: ANN401 — no types
    """Give the document its tree of tags: in the place of `weasyprint.pdf.tags.add_tags`."""
    language = document.metadata.lang or ""
    written = (pdf.objects[number] for number in pdf.pages["Kids"][::3])
    pages = [_Page(number, *drawn) for number, drawn in enumerate(zip(document.pages, streams, written, strict=True))]
    reader = _Reader(language)
    for page in pages:
        reader.read(page)
    mend(reader.root)
    Writer(pdf, [page.count for page in pages]).write(reader.root)
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    if reader.right_to_left:
        pdf.catalog["ViewerPreferences"]["Direction"] = "/R2L"


# There is no hook for another tree; the typesetter looks up its own here each time it writes a file.
put_in_place(weasyprint.pdf, "add_tags", tag)


class _Reader:
    """Reads the boxes of page after page into one tree."""

    def __init__(self, language: str) -> None:
        self.root = Element("Document")
        self.right_to_left = False
        self._language = language
        self._known: dict[_Place, Element] = {}
        self._earlier: frozenset[_Place] = frozenset()

    def read(self, page: "_Page") -> None:
        """Take up what a page shows; whatever no element holds is left out of the tree."""
        self._page = page
        self._earlier = frozenset(place for place in self._known if place[1] in _REPEATED)
        for box in page.boxes:
            if isinstance(box, boxes.MarginBox):
                page.leave_out(box, f"/{_EDGES[box.at_keyword.startswith('@top')]}")
            else:
                self._box(box, self.root)
        page.leave_out_the_rest()

    def _box(self, box: Any, parent: Element) -> None:  # noqa: ANN401 — no types
        if isinstance(box, AbsolutePlaceholder):
            box = box._box  # noqa: SLF001 — as the typesetter's own tree does
        if isinstance(box, boxes.TextBox):
            self._text(box, parent)
        elif box.is_leader or _place(box) in self._earlier:
            self._page.leave_out(box)
        else:
            self._inside(box, self._element(box, parent))

    def _inside(self, box: Any, element: Element) -> None:  # noqa: ANN401 — no types
        if box.link_annotation:
            self._link(box, element)
        if isinstance(box, boxes.ReplacedBox):
            element.kids.append(self._page.drawn(box))
        for child in box.children:
            self._box(child, element)

    def _element(self, box: Any, parent: Element) -> Element:  # noqa: ANN401 — no types
        """The element that a box is a part of: one that was met before, a new one, or the one around it."""
        place = _place(box)
        if place in self._known:
            return self._known[place]
        html, tag = place
        if tag == _CALL:
            return self._called(html, parent)
        if tag == "html" and html.get("dir") == "rtl":
            self.right_to_left = True
            self.root.attributes = {"O": "/Layout", "WritingMode": "/RlTb"}
        role = _role(html, tag)
        if not role:
            return parent
        element = self._known[place] = parent.open(
            role, language=self._language_of(html), title=html.get("data-name", "")
        )
        _describe(element, html, tag)
        if role == "Figure":
            element.alternative = html.get("alt", "")
            element.attributes = {"O": "/Layout", "Placement": "/Block", "BBox": self._page.area(box)}
        return element

    def _called(self, html: Any, parent: Element) -> Element:  # noqa: ANN401 — no types
        """A call of a note; the note itself, which stands at the foot of the page, is read right after it."""
        call = self._known[html, _CALL] = parent.open("Reference")
        holder = parent
        while holder.role not in _HOLDS_NOTES and holder.within:
            holder = holder.within
        self._known[html, "span"] = holder.open("Note", identifier=html.get("id", f"note-{len(self._known)}"))
        return call

    def _text(self, box: Any, element: Element) -> None:  # noqa: ANN401 — no types
        """A stretch of text; spaces alone are not drawn."""
        if not box.text.strip():
            self._page.leave_out(box)
            return
        language = language_by_script(box.text, self._language)
        last = element.kids[-1] if element.kids else None
        if language and not (isinstance(last, Element) and last.role == "Span" and last.language == language):
            last = element.open("Span", language=language)
        into = last if language and isinstance(last, Element) else element
        into.kids.append(self._page.drawn(box))

    def _link(self, box: Any, element: Element) -> None:  # noqa: ANN401 — no types
        """A link on the page: one for each line, and none for the parts of a line."""
        annotation = box.link_annotation
        for inner in _inner_links(box):
            self._page.unlink(inner)
        if "Dest" in annotation:
            annotation["Contents"] = pydyf.String(_words(box.element))
        element.kids.append(Linked(self._page.number, annotation))

    def _language_of(self, html: Any) -> str:  # noqa: ANN401 — no types
        said: str = html.get("lang", "")
        return "" if said == self._language else said


_Place: TypeAlias = tuple[Any, str]


def _place(box: Any) -> _Place:  # noqa: ANN401 — no types
    """What the boxes of one element have in common, on whatever page they are."""
    return box.element, box.element_tag or ""


def _role(html: Any, tag: str) -> str:  # noqa: ANN401 — no types
    """The tag of an element; a template of ours may name it, a text from outside cannot."""
    if html is None:
        return ""
    if tag == html.tag and (named := html.get("data-tag")):
        return str(named)
    return _ROLES.get(tag, "Span" if tag == html.tag and tag not in _ROOTS and html.get("lang") else "")


def _describe(element: Element, html: Any, tag: str) -> None:  # noqa: ANN401 — no types
    if tag == "th":
        element.attributes = {"O": "/Table", "Scope": f"/{_SCOPES.get(html.get('scope', ''), 'Column')}"}
    elif tag in _NUMBERING and element.role == "L":
        element.attributes = {"O": "/List", "ListNumbering": _NUMBERING[tag]}


def _inner_links(box: Any) -> Iterator[Any]:  # noqa: ANN401 — no types
    """Parts of a link that the typesetter has made links of their own, though they lie within it."""
    for child in box.children:
        if isinstance(child, AbsolutePlaceholder):
            continue
        if child.link_annotation and child.link_annotation is not box.link_annotation:
            yield child
        yield from _inner_links(child)


def _words(html: Any) -> str:  # noqa: ANN401 — no types
    return " ".join("".join(html.itertext()).replace("\u2060", "").split())


class _Page:
    """A page: its boxes, and its content as it is drawn, whose marked stretches are numbered anew."""

    def __init__(self, number: int, page: Any, stream: Any, written: Any) -> None:  # noqa: ANN401 — no types
        self.number = number
        self.boxes = page._page_box.children  # noqa: SLF001 — as the typesetter's own tree does
        self.count = 0
        self._height = page.height
        self._written = written
        self._marks = stream._tags  # noqa: SLF001 — as above
        self._stream = stream.stream
        self._places = {
            part["MCID"]: place
            for place, part in enumerate(self._stream)
            if isinstance(part, pydyf.Dictionary) and "MCID" in part
        }

    def drawn(self, box: Any) -> Drawn:  # noqa: ANN401 — no types
        """The stretch of content that shows this box."""
        place = self._places[self._marks.pop(box)["mcid"]]
        self._stream[place] = pydyf.Dictionary({"MCID": self.count})
        self.count += 1
        return Drawn(self.number, self.count - 1)

    def leave_out(self, box: Any, edge: str = "") -> None:  # noqa: ANN401 — no types
        """What a box shows is no part of the text: an artifact."""
        for part in box.descendants():
            if part in self._marks:
                self._be_artifact(self._marks.pop(part)["mcid"], edge)

    def leave_out_the_rest(self) -> None:
        while self._marks:
            self._be_artifact(self._marks.popitem()[1]["mcid"], "")

    def _be_artifact(self, mark: int, edge: str) -> None:
        place = self._places[mark]
        said = {"Type": "/Pagination", "Subtype": edge} if edge else {}
        self._stream[place - 1 : place + 1] = ["/Artifact", pydyf.Dictionary(said)]

    def area(self, box: Any) -> Any:  # noqa: ANN401 — no types
        """Where a box lies, in points from the lower left corner."""
        left, top = box.content_box_x(), box.content_box_y()
        corners = (left, self._height - top - box.height, left + box.width, self._height - top)
        return pydyf.Array(round(corner * _POINTS_PER_PIXEL, 3) for corner in corners)

    def unlink(self, box: Any) -> None:  # noqa: ANN401 — no types
        """Take a link off the page. Its object stays, empty: the numbers of objects are given."""
        self._written["Annots"].remove(box.link_annotation.reference)
        box.link_annotation.clear()
        box.link_annotation = None
