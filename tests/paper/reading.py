"""Reads a PDF as a screen reader does: along its tags, element by element."""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name

from tests.paper.archival import unicode_of
from tests.paper.drawing import codes


@dataclass(frozen=True)
class Told:
    """An element: what it is, how deep it stands, its own words in order, and its language if it says one."""

    role: str
    depth: int
    words: str
    language: str
    item: Any


def told(content: bytes) -> list[Told]:
    with pikepdf.open(BytesIO(content)) as pdf:
        pages = {page.objgen: _words(page) for page in pdf.pages}
        return list(_told(pdf.Root.StructTreeRoot.K[0], 0, pages))


def _told(element: Any, depth: int, pages: dict[tuple[int, int], dict[int, str]]) -> Iterator[Told]:
    kids = list(element.K) if isinstance(element.K, Array) else [element.K]
    below = [kid for kid in kids if isinstance(kid, Dictionary) and "/S" in kid]
    numbers = [
        (kid.Pg.objgen, int(kid.MCID)) if isinstance(kid, Dictionary) else (element.Pg.objgen, int(kid))
        for kid in kids
        if not isinstance(kid, Dictionary) or "/MCID" in kid
    ]
    words = " ".join(pages[page][number].strip() for page, number in numbers)
    yield Told(str(element.S)[1:], depth, words, str(element.get("/Lang", "")), dict(element))
    for kid in below:
        yield from _told(kid, depth + 1, pages)


def _words(page: Any) -> dict[int, str]:
    """The text of each stretch of a page, in the order it is drawn."""
    texts: dict[int, str] = {}
    marks, meant = [-1], dict[int, str]()
    for operands, operator in pikepdf.parse_content_stream(page):
        number = marks[-1]
        match str(operator):
            case "BDC" | "BMC" if operands[0] == Name.Artifact:
                marks.append(-1)
            case "BDC" if "/MCID" in operands[1]:
                marks.append(int(operands[1].MCID))
                texts[marks[-1]] = ""
            case "BDC" | "BMC":
                marks.append(number)
            case "EMC":
                marks.pop()
            case "Tf":
                meant = unicode_of(page.Resources.Font[operands[0]].ToUnicode.read_bytes())
            case "TJ" | "Tj" if number >= 0:
                shown = operands[0] if str(operator) == "TJ" else operands
                strings = [bytes(part) for part in shown if isinstance(part, pikepdf.String)]
                texts[number] += "".join(meant.get(code, "") for text in strings for code in codes(text, wide=True))
    return texts
