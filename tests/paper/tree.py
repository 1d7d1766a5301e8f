"""The tree of tags of a PDF, held against ISO 14289-1, ISO 32000-1 (14.7 and 14.8), and what the pages show."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Any

from pikepdf import Array, Dictionary, Name, Pdf

_GROUPING = (
    "Document",
    "Part",
    "Art",
    "Sect",
    "Div",
    "BlockQuote",
    "Caption",
    "TOC",
    "TOCI",
    "Index",
    "NonStruct",
    "Private",
)
_BLOCKS = ("P", "H", "H1", "H2", "H3", "H4", "H5", "H6", "L", "LI", "Lbl", "LBody")
_TABLES = ("Table", "TR", "TH", "TD", "THead", "TBody", "TFoot")
_INLINE = ("Span", "Quote", "Note", "Reference", "BibEntry", "Code", "Link", "Annot", "Figure", "Formula", "Form")
STANDARD = frozenset((*_GROUPING, *_BLOCKS, *_TABLES, *_INLINE))
# Grouping elements hold elements, never content of their own (ISO 32000-1, 14.8.4.2).
_HOLDS_NO_CONTENT = frozenset(_GROUPING) - {"Caption", "NonStruct", "Private"} | {
    "L",
    "LI",
    "Table",
    "TR",
    "THead",
    "TBody",
    "TFoot",
}
_MAY_HOLD = {
    "L": {"Caption", "L", "LI"},
    "LI": {"Lbl", "LBody"},
    "TOC": {"Caption", "TOC", "TOCI"},
    "TOCI": {"Lbl", "Reference", "NonStruct", "P", "TOC"},
    "Table": {"Caption", "TR", "THead", "TBody", "TFoot"},
    "THead": {"TR"},
    "TBody": {"TR"},
    "TFoot": {"TR"},
    "TR": {"TH", "TD"},
}
_STANDS_IN = {
    "LI": {"L"},
    "LBody": {"LI"},
    "TOCI": {"TOC"},
    "TR": {"Table", "THead", "TBody", "TFoot"},
    "THead": {"Table"},
    "TBody": {"Table"},
    "TFoot": {"Table"},
    "TH": {"TR"},
    "TD": {"TR"},
}
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")


def tree_faults(pdf: Pdf, numbers: list[Counter[int]]) -> list[str]:
    """The tree against what the pages show: `numbers` counts the marked content (MCID) of each page."""
    if "/StructTreeRoot" not in pdf.Root:
        return ["The file has no tree of tags."]
    return _Tree(pdf, numbers).faults


class _Tree:
    """Walks the tree once, and holds it against pages and parent tree."""

    def __init__(self, pdf: Pdf, numbers: list[Counter[int]]) -> None:
        self.faults: list[str] = []
        self._root = pdf.Root.StructTreeRoot
        self._language = str(pdf.Root.get("/Lang", ""))
        self._pages = {page.objgen: page.index for page in pdf.pages}
        self._roles = {str(key)[1:]: str(value)[1:] for key, value in dict(self._root.get("/RoleMap", {})).items()}
        self._back = dict(_numbers_of(self._root.get("/ParentTree", Dictionary())))
        self._content: dict[tuple[int, int], tuple[int, int]] = {}
        self._annotations: dict[tuple[int, int], tuple[int, int]] = {}
        self._identifiers: Counter[str] = Counter()
        self._level = 0
        self._walk_root()
        self._compare_content(pdf, numbers)
        self._compare_annotations(pdf)
        self._compare_identifiers()

    def _say(self, fault: str) -> None:
        self.faults.append(fault)

    def _walk_root(self) -> None:
        for role, standard in self._roles.items():
            if role in STANDARD or self._standard(standard) not in STANDARD:
                self._say(f"The role {role} is mapped to {standard}.")
        tops = _listed(self._root.get("/K", Array()))
        if [self._standard(str(top.S)[1:]) for top in tops] != ["Document"]:
            self._say("The tree does not have one Document at its top.")
        for top in tops:
            if not _is_same(top.get("/P"), self._root):
                self._say("The top of the tree does not name the tree as its parent.")
            self._element(top, "")

    def _standard(self, role: str) -> str:
        seen: set[str] = set()
        while role in self._roles and role not in seen:
            seen.add(role)
            role = self._roles[role]
        return role

    def _element(self, element: Any, above: str) -> None:
        role = self._standard(str(element.get("/S", "/"))[1:])
        kids = _listed(element.get("/K", Array()))
        inside = [self._standard(str(kid.S)[1:]) for kid in kids if _is_element(kid)]
        self._judge(element, role, above, kids, inside)
        for kid in kids:
            if _is_element(kid):
                if not _is_same(kid.get("/P"), element):
                    self._say(f"A {kid.S} in {role} names another parent.")
                self._element(kid, role)
            else:
                self._content_of(element, role, kid)

    def _judge(self, element: Any, role: str, above: str, kids: list[Any], inside: list[str]) -> None:
        if role not in STANDARD:
            self._say(f"{role} is no standard type of element.")
        if not kids and role not in ("TD", "TH"):
            self._say(f"A {role} is empty.")
        for odd in set(inside) - _MAY_HOLD.get(role, set(inside)):
            self._say(f"A {role} holds a {odd}.")
        if role in _STANDS_IN and above not in _STANDS_IN[role]:
            self._say(f"A {role} stands in a {above}.")
        if "/Lang" in element and not LANGUAGE.fullmatch(str(element.Lang)):
            self._say(f"A {role} is in no language: {element.Lang}.")
        self._judge_kind(element, role, inside)

    def _judge_kind(self, element: Any, role: str, inside: list[str]) -> None:
        broken = {
            "A heading has no level.": role == "H",
            f"A {role} has no alternative text.": role in ("Figure", "Formula")
            and not _said(element, "/Alt", "/ActualText"),
            "A Figure does not say where it lies.": role == "Figure" and not _attribute(element, "/BBox"),
            "A Note has no ID.": role == "Note" and not _said(element, "/ID"),
            "A Note has no label.": role == "Note" and "Lbl" not in inside,
            "A TH does not say what it heads.": role == "TH" and not _attribute(element, "/Scope"),
            "An LI has no LBody.": role == "LI" and "LBody" not in inside,
            "A list has labels and does not say of which kind.": role == "L"
            and self._has_labels(element)
            and not _attribute(element, "/ListNumbering"),
        }
        self.faults += [sentence for sentence, is_so in broken.items() if is_so]
        if role == "Table":
            self._judge_table(element)
        if re.fullmatch("H[1-6]", role):
            self._judge_heading(int(role[1]))
        if "/ID" in element:
            self._identifiers[str(element.ID)] += 1

    def _judge_heading(self, level: int) -> None:
        if level > self._level + 1:
            self._say(f"A H{level} follows a heading of level {self._level}.")
        self._level = level

    def _has_labels(self, element: Any) -> bool:
        items = (kid for kid in _listed(element.K) if _is_element(kid))
        return any(_is_element(kid) and Name.Lbl == kid.S for item in items for kid in _listed(item.K))

    def _judge_table(self, table: Any) -> None:
        """Every row as wide as the others, and headers somewhere."""
        rows = [
            [(cell, int(_attribute(cell, "/ColSpan") or 1)) for cell in _listed(row.get("/K", Array()))]
            for row in _below(table, "/TR")
        ]
        spanned = any(int(_attribute(cell, "/RowSpan") or 1) > 1 for row in rows for cell, _ in row)
        if not spanned and len({sum(span for _, span in row) for row in rows}) > 1:
            self._say("The rows of a Table are not of one width.")
        if not any(cell.get("/S") == Name.TH for row in rows for cell, _ in row):
            self._say("A Table has no headers.")

    def _content_of(self, element: Any, role: str, kid: Any) -> None:
        """A number on the element's own page, a number on another, or an annotation."""
        if role in _HOLDS_NO_CONTENT:
            self._say(f"A {role} holds content that no element in it holds.")
        page = kid.get("/Pg", element.get("/Pg")) if isinstance(kid, Dictionary) else element.get("/Pg")
        if page is None or page.objgen not in self._pages:
            self._say(f"A {role} holds content of no page of this file.")
        elif isinstance(kid, Dictionary) and kid.get("/Type") == Name.OBJR:
            self._once(self._annotations, kid.Obj.objgen, element, f"An annotation in {role}")
        else:
            number = int(kid.MCID) if isinstance(kid, Dictionary) else int(kid)
            place = (self._pages[page.objgen], number)
            self._once(self._content, place, element, f"Page {place[0] + 1}, content {number}")

    def _once(self, known: dict[Any, tuple[int, int]], key: Any, element: Any, what: str) -> None:
        if key in known:
            self._say(f"{what} stands in the tree twice.")
        known[key] = element.objgen

    def _compare_content(self, pdf: Pdf, numbers: list[Counter[int]]) -> None:
        all_held: dict[int, set[int]] = defaultdict(set)
        for index, number in self._content:
            all_held[index].add(number)
        for index, (page, shown) in enumerate(zip(pdf.pages, numbers, strict=True)):
            place, held = f"Page {index + 1}", all_held[index]
            for number in sorted(set(shown) ^ held):
                self._say(f"{place}, content {number}: {'in no element' if number in shown else 'not on the page'}.")
            for number in (number for number, times in shown.items() if times > 1):
                self._say(f"{place}: {shown[number]} contents are numbered {number}.")
            if held:
                self._compare_row(page, index, held)

    def _compare_row(self, page: Any, index: int, held: set[int]) -> None:
        """The way back from a page's content to its elements."""
        place = f"Page {index + 1}"
        row = self._back.get(int(page.get("/StructParents", -1)))
        if not isinstance(row, Array):
            self._say(f"{place} has no row in the parent tree.")
            return
        leads = {number: to.objgen for number, to in enumerate(row) if isinstance(to, Dictionary)}
        for number in sorted(held):
            if leads.get(number) != self._content[index, number]:
                self._say(f"{place}, content {number}: the parent tree leads elsewhere.")
        for number in sorted(set(leads) - held):
            self._say(f"{place}: the parent tree knows a content {number}, the tree does not.")

    def _compare_annotations(self, pdf: Pdf) -> None:
        for index, page in enumerate(pdf.pages):
            for annotation in page.get("/Annots", Array()):
                element = self._annotations.pop(annotation.objgen, None)
                if _is_exempt(annotation, page):
                    continue
                where = f"Page {index + 1}: a {str(annotation.Subtype)[1:]}"
                if element is None:
                    self._say(f"{where} stands in no element.")
                    continue
                to = self._back.get(int(annotation.get("/StructParent", -1)))
                if not isinstance(to, Dictionary) or to.objgen != element:
                    self._say(f"{where}: the parent tree leads elsewhere.")
                elif {"/Link": "Link", "/Widget": "Form"}.get(str(annotation.Subtype), "Annot") != self._standard(
                    str(to.S)[1:]
                ):
                    self._say(f"{where} stands in a {to.S}.")
        for _ in self._annotations:
            self._say("The tree holds an annotation that no page has.")

    def _compare_identifiers(self) -> None:
        for identifier in (identifier for identifier, times in self._identifiers.items() if times > 1):
            self._say(f"Two elements have the ID {identifier}.")
        named = dict(names_of(self._root.get("/IDTree", Dictionary())))
        if set(named) != set(self._identifiers):
            self._say("The tree of IDs is not that of the elements.")
        if list(named) != sorted(named, key=lambda name: name.encode()):
            self._say("The tree of IDs is not sorted.")


def _is_element(kid: Any) -> bool:
    return isinstance(kid, Dictionary) and "/S" in kid


def _is_same(one: Any, other: Any) -> bool:
    """Whether these are one object. Comparing what they hold would go through the whole tree each time."""
    return isinstance(one, Dictionary) and one.is_indirect and one.objgen == other.objgen


def _is_exempt(annotation: Any, page: Any) -> bool:
    """Outside the page, so nobody meets it (ISO 14289-1, 7.18.1)."""
    left, low, right, high = (float(side) for side in annotation.Rect)
    box = [float(side) for side in page.cropbox]
    return right <= box[0] or high <= box[1] or left >= box[2] or low >= box[3]


def _said(element: Any, *keys: str) -> bool:
    return any(str(element.get(key, "")).strip() for key in keys)


def _attribute(element: Any, key: str) -> Any:
    owners = (owner for owner in _listed(element.get("/A", Array())) if isinstance(owner, Dictionary))
    return next((owner[key] for owner in owners if key in owner), None)


def _below(element: Any, role: str) -> Iterator[Any]:
    for kid in _listed(element.get("/K", Array())):
        if _is_element(kid):
            if Name(role) == kid.S:
                yield kid
            elif Name.Table != kid.S:
                yield from _below(kid, role)


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, Array) else [value]


def _numbers_of(node: Any) -> Iterator[tuple[int, Any]]:
    nums = node.get("/Nums", Array())
    yield from ((int(nums[at]), nums[at + 1]) for at in range(0, len(nums), 2))
    for kid in node.get("/Kids", Array()):
        yield from _numbers_of(kid)


def names_of(node: Any) -> Iterator[tuple[str, Any]]:
    names = node.get("/Names", Array())
    yield from ((str(names[at]), names[at + 1]) for at in range(0, len(names), 2))
    for kid in node.get("/Kids", Array()):
        yield from names_of(kid)
