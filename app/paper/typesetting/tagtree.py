"""The tree of tags of a print: its elements, the order that standards ask of them, and how it is written down.

The roles are those of ISO 32000-1, 14.8.4; what is mended is what ISO 14289-1 (PDF/UA-1) asks for.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, TypeAlias

from weasyprint.pdf import pydyf

GROUPS = frozenset(["Document", "Art", "Sect", "BlockQuote", "Div"])
_INLINE = frozenset(["Span", "Link", "Reference", "Code", "Lbl"])
_MAY_BE_EMPTY = frozenset(["TD", "TH"])
_HEADINGS = {f"H{level}": level for level in range(1, 7)}


@dataclass(slots=True, eq=False)
class Drawn:
    """A stretch of a page's content, by its number there."""

    page: int
    number: int


@dataclass(slots=True, eq=False)
class Linked:
    """An annotation on a page."""

    page: int
    annotation: Any


@dataclass(slots=True, eq=False)
class Element:
    """A tag: what it is, what is in it in the order of reading, and what it says besides."""

    role: str
    within: "Element | None" = None
    kids: "list[Kid]" = field(default_factory=list)
    language: str = ""
    alternative: str = ""
    identifier: str = ""
    title: str = ""
    attributes: dict[str, Any] = field(default_factory=dict)

    def open(self, role: str, **said: Any) -> "Element":  # noqa: ANN401 — the fields above
        """A new element at the end of this one."""
        new = Element(role, self, **said)
        self.kids.append(new)
        return new

    @property
    def elements(self) -> "Iterator[Element]":
        return (kid for kid in self.kids if isinstance(kid, Element))


Kid: TypeAlias = Element | Drawn | Linked


def mend(root: Element) -> None:
    """Bring the tree into the order that readers of it rely on."""
    _settle(root)
    _step_headings(root)


def _settle(element: Element) -> None:
    for kid in element.elements:
        _settle(kid)
    element.kids = [kid for kid in element.kids if not _says_nothing(kid)]
    if element.role in GROUPS:
        _gather(element, lambda kid: not isinstance(kid, Element) or kid.role in _INLINE, "P")
    elif element.role == "LI":
        _gather(element, lambda kid: not isinstance(kid, Element) or kid.role != "Lbl", "LBody")
    elif element.role == "L" and not any(kid.role == "Lbl" for item in element.elements for kid in item.elements):
        element.attributes = {}  # names without numbers or points
    elif element.role == "TOCI":
        _gather(element, lambda kid: not isinstance(kid, Element) or kid.role != "TOC", "Reference")
    _raise_language(element)


def _says_nothing(kid: Kid) -> bool:
    return isinstance(kid, Element) and not kid.kids and kid.role not in _MAY_BE_EMPTY


def _gather(element: Element, belongs: Any, role: str) -> None:  # noqa: ANN401 — a question about a kid
    """Put neighbours that belong together into one element, unless they stand in one already."""
    kids: list[Kid] = []
    for gathered, run in groupby(element.kids, belongs):
        together = list(run)
        if gathered and not (len(together) == 1 and isinstance(together[0], Element) and together[0].role == role):
            around = Element(role, element, together)
            _raise_language(around)
            together = [around]
        kids += together
    element.kids = kids


def _raise_language(element: Element) -> None:
    """What is wholly in another language says so itself."""
    match element.kids:
        case [Element(role="Span", alternative="") as only] if only.language and not element.language:
            element.language, element.kids = only.language, only.kids


def _step_headings(root: Element) -> None:
    """Levels that are left out in the text are not left out in the tree."""
    open_levels: list[int] = []
    for element in _descendants(root):
        if level := _HEADINGS.get(element.role):
            while open_levels and open_levels[-1] >= level:
                open_levels.pop()
            open_levels.append(level)
            element.role = f"H{len(open_levels)}"


def _descendants(element: Element) -> Iterator[Element]:
    for kid in element.elements:
        yield kid
        yield from _descendants(kid)


class Writer:
    """Writes a tree into a document: every element, and the way back to it from pages and annotations."""

    def __init__(self, pdf: Any, drawn: list[int]) -> None:  # noqa: ANN401 — pydyf has no types
        """`drawn` says how many stretches of content each page has."""
        self._pdf = pdf
        self._pages = pdf.page_references
        self._parents: list[list[bytes]] = [[b"null"] * count for count in drawn]
        self._annotations: list[bytes] = []
        self._identifiers: dict[str, bytes] = {}

    def write(self, tree: Element) -> None:
        parents = self._added({})
        root = self._added({"Type": "/StructTreeRoot", "ParentTree": parents.reference})
        root["K"] = pydyf.Array([self._element(tree, root.reference)])
        rows = [pydyf.Array(row) for row in self._parents] + self._annotations
        parents["Nums"] = pydyf.Array(part for numbered in enumerate(rows) for part in numbered)
        root["ParentTreeNextKey"] = len(rows)
        if self._identifiers:
            names = (part for name, to in sorted(self._identifiers.items()) for part in (pydyf.String(name), to))
            root["IDTree"] = self._added({"Names": pydyf.Array(names)}).reference
        self._pdf.catalog["StructTreeRoot"] = root.reference

    def _added(self, entries: dict[str, Any]) -> Any:  # noqa: ANN401 — pydyf has no types
        added = pydyf.Dictionary(entries)
        self._pdf.add_object(added)
        return added

    def _element(self, element: Element, parent: bytes) -> bytes:
        written = self._added({"Type": "/StructElem", "S": f"/{element.role}", "P": parent})
        reference: bytes = written.reference
        page = next((kid.page for kid in element.kids if not isinstance(kid, Element)), None)
        if page is not None:
            written["Pg"] = self._pages[page]
        said = {"Lang": element.language, "Alt": element.alternative, "ID": element.identifier, "T": element.title}
        written.update({key: pydyf.String(words) for key, words in said.items() if words})
        if element.identifier:
            self._identifiers[element.identifier] = reference
        if element.attributes:
            written["A"] = pydyf.Dictionary(element.attributes)
        written["K"] = pydyf.Array(self._kid(kid, reference, page) for kid in element.kids)
        return reference

    def _kid(self, kid: Kid, parent: bytes, page: int | None) -> Any:  # noqa: ANN401 — a number, bytes or a dictionary
        if isinstance(kid, Element):
            return self._element(kid, parent)
        if isinstance(kid, Linked):
            kid.annotation["StructParent"] = len(self._parents) + len(self._annotations)
            self._annotations.append(parent)
            return pydyf.Dictionary({"Type": "/OBJR", "Obj": kid.annotation.reference, "Pg": self._pages[kid.page]})
        self._parents[kid.page][kid.number] = parent
        if kid.page == page:
            return kid.number
        return pydyf.Dictionary({"Type": "/MCR", "Pg": self._pages[kid.page], "MCID": kid.number})
