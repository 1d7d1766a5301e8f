"""What must hold in the structure of a tagged print, whoever made it: each check tells what it finds amiss.

Pages, marks, tags and links point to each other in a circle (ISO 32000-1, 14.7.4): a mark on a page is in the table of
its page, the table names an element, the element holds the mark.
"""

from collections.abc import Iterator
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, NameTree, NumberTree, Pdf

HEADINGS = ("/H1", "/H2", "/H3", "/H4", "/H5", "/H6")


def faults(pdf: Pdf) -> list[str]:
    """All that is amiss; a sound print has none."""
    checks = (marks_astray, elements_astray, pages_astray, links_astray, fonts_astray, names_astray)
    return [fault for check in checks for fault in check(pdf)]


def elements(pdf: Pdf) -> Iterator[Any]:
    """Every structure element in the order of reading."""
    pending = list(reversed(_kids(pdf.Root.StructTreeRoot)))
    while pending:
        kid = pending.pop()
        if isinstance(kid, Dictionary) and "/S" in kid:
            yield kid
            pending.extend(reversed(_kids(kid)))


def tags(pdf: Pdf) -> list[str]:
    return [str(element.S) for element in elements(pdf)]


def headings(pdf: Pdf) -> list[str]:
    return [tag for tag in tags(pdf) if tag in HEADINGS]


def marks_astray(pdf: Pdf) -> Iterator[str]:
    """Marks that a page draws twice, that its table does not know, or whose element does not hold them."""
    table = NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    for number, page in enumerate(pdf.pages, start=1):
        drawn = drawn_marks(page)
        known = list(table[int(page.StructParents)])
        if len(drawn) != len(set(drawn)):
            yield f"page {number} draws a mark twice"
        for mark in drawn:
            if mark >= len(known) or not isinstance(known[mark], Dictionary):
                yield f"page {number}: mark {mark} is in no table"
            elif (page.objgen, mark) not in set(_held_marks(known[mark])):
                yield f"page {number}: the element of mark {mark} does not hold it"
        for mark, element in enumerate(known):
            if isinstance(element, Dictionary) and mark not in drawn:
                yield f"page {number}: mark {mark} of the table is not drawn"


def elements_astray(pdf: Pdf) -> Iterator[str]:
    """Elements that do not point to the one they are in, or that hold a mark no page draws."""
    drawn = {(page.objgen, mark) for page in pdf.pages for mark in drawn_marks(page)}
    seen = set()
    for element in elements(pdf):
        if element.objgen in seen:
            yield f"{element.S} {element.objgen} is in the tree twice"
        seen.add(element.objgen)
        for kid in _kids(element):
            if isinstance(kid, Dictionary) and "/S" in kid and kid.P.objgen != element.objgen:
                yield f"{kid.S} {kid.objgen} does not point to the {element.S} that it is in"
        for mark in _held_marks(element):
            if mark not in drawn:
                yield f"{element.S} {element.objgen} holds {mark}, which is not drawn"


def pages_astray(pdf: Pdf) -> Iterator[str]:
    """Elements on a page that the document does not have."""
    pages = {page.objgen for page in pdf.pages}
    for element in elements(pdf):
        if "/Pg" in element and element.Pg.objgen not in pages:
            yield f"{element.S} {element.objgen} is on a page that is not there"


def links_astray(pdf: Pdf) -> Iterator[str]:
    """Links that no element holds, and links within the document that lead nowhere."""
    table = NumberTree(pdf.Root.StructTreeRoot.ParentTree)
    names = set(NameTree(pdf.Root.Names.Dests).keys()) if "/Dests" in pdf.Root.get("/Names", {}) else set()
    for number, page in enumerate(pdf.pages, start=1):
        for link in page.get("/Annots", Array()):
            holder = table[int(link.StructParent)] if "/StructParent" in link else None
            if holder is None or link.objgen not in [kid.Obj.objgen for kid in _objects(holder)]:
                yield f"page {number}: no element holds a link"
            if isinstance(link.get("/Dest"), pikepdf.String) and str(link.Dest) not in names:
                yield f"page {number}: a link leads to {link.Dest}, which is not there"


def fonts_astray(pdf: Pdf) -> Iterator[str]:
    """Fonts that are not embedded or not mapped to Unicode, and parts of fonts that go by one name."""
    fonts = {font.objgen: font for page in pdf.pages for font in page.Resources.get("/Font", {}).values()}
    names = [str(font.get("/BaseFont", objgen)) for objgen, font in fonts.items()]
    if len(names) != len(set(names)):
        yield "two parts of a font go by one name"
    for font in fonts.values():
        if "/ToUnicode" not in font:
            yield f"{font.get('/BaseFont')} has no Unicode map"
        if font.Subtype == "/Type0":
            descriptor = font.DescendantFonts[0].FontDescriptor
            if not {"/FontFile2", "/FontFile3"} & set(descriptor.keys()):
                yield f"{font.BaseFont} is not embedded"
            if not font.BaseFont == font.DescendantFonts[0].BaseFont == descriptor.FontName:
                yield f"{font.BaseFont} has several names"


def names_astray(pdf: Pdf) -> Iterator[str]:
    """Fonts and states that a page asks for and does not have."""
    for number, page in enumerate(pdf.pages, start=1):
        for operands, operator in pikepdf.parse_content_stream(page):
            kind = {"Tf": "/Font", "gs": "/ExtGState", "Do": "/XObject"}.get(str(operator))
            if kind and operands[0] not in page.Resources[kind]:
                yield f"page {number} has no {kind} {operands[0]}"


def drawn_marks(page: pikepdf.Page) -> list[int]:
    """The numbers of the marked stretches of a page, as they are drawn; fails where they are not closed."""
    marks, depth = [], 0
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "BDC" | "BMC":
                depth += 1
                if isinstance(operands[-1], Dictionary) and "/MCID" in operands[-1]:
                    marks.append(int(operands[-1].MCID))
            case "EMC":
                depth -= 1
        assert depth >= 0
    assert depth == 0
    return marks


def _held_marks(element: Any) -> Iterator[tuple[Any, int]]:
    for kid in _kids(element):
        if isinstance(kid, int):
            yield element.Pg.objgen, kid
        elif "/MCID" in kid:
            yield kid.get("/Pg", element.get("/Pg")).objgen, int(kid.MCID)


def _objects(element: Any) -> Iterator[Any]:
    return (kid for kid in _kids(element) if isinstance(kid, Dictionary) and "/Obj" in kid)


def _kids(element: Any) -> list[Any]:
    kids = element.get("/K", Array())
    return list(kids) if isinstance(kids, Array) else [kids]
