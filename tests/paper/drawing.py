"""What the pages of a PDF show: each stroke tagged or an artifact, and the codes of each font that are used."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf

_PAINTS = frozenset(["S", "s", "f", "F", "f*", "B", "B*", "b", "b*", "sh", "INLINE IMAGE", "Tj", "TJ", "'", '"'])
_SHOWS = frozenset(["Tj", "TJ", "'", '"'])
# ISO 32000-1, annex A.
_KNOWN = re.compile(
    "[qQwJjMdilcvyhSsfFnWGgKk'\"]|cm|ri|gs|re|[fBbW]\\*|[Bb]|m|BT|ET|T[cwzLfrsdDmjJ*]|d[01]|CS|cs|SCN?|scn?|RG|rg|sh|Do"
    "|MP|DP|BMC|BDC|EMC|INLINE IMAGE"
)
_DEEPEST = 28  # ISO 19005-2, 6.1.13


@dataclass
class Shown:
    """What was found on all pages: faults, how often each number stands on each page, and the codes of each font."""

    faults: list[str] = field(default_factory=list)
    numbers: list[Counter[int]] = field(default_factory=list)
    codes: dict[tuple[int, int], tuple[Any, set[int]]] = field(default_factory=dict)


def shown(pdf: Pdf) -> Shown:
    found = Shown()
    for page in pdf.pages:
        found.numbers.append(Counter())
        reading = _Reading(found, f"Page {page.index + 1}")
        reading.read(page.obj, page.obj.get("/Resources", Dictionary()), ())
        if "/Resources" not in page.obj:
            found.faults.append(f"Page {page.index + 1} has no resources of its own.")
    found.faults = list(dict.fromkeys(found.faults))
    return found


class _Reading:
    """One page's content, and that of the forms it draws."""

    def __init__(self, found: Shown, where: str) -> None:
        self._found, self._where = found, where

    def _say(self, fault: str) -> None:
        self._found.faults.append(f"{self._where}: {fault}")

    def read(self, content: Any, resources: Any, around: tuple[str, ...]) -> None:
        """All that a page or a form draws, within the marks around it."""
        self._marks, depth, font = list(around), 0, None
        for operands, operator in pikepdf.parse_content_stream(content):
            sign = str(operator)
            depth += {"q": 1, "Q": -1}.get(sign, 0)
            if sign == "Tf":
                font = resources.Font[operands[0]]
            elif sign in _SHOWS and font is not None:
                self._note(font, operands)
            elif sign in ("BMC", "BDC", "EMC"):
                self._mark(sign, operands, resources)
            elif sign == "Do":
                self._draw(resources.XObject[operands[0]], resources)
            self._judge(sign, depth)
        if len(self._marks) != len(around) or depth:
            self._say("marks or states are left open.")

    def _judge(self, sign: str, depth: int) -> None:
        broken = {
            f"the operator {sign} is not known.": not _KNOWN.fullmatch(sign),
            f"states are saved {depth} deep.": not 0 <= depth <= _DEEPEST,
            "colours of a printing machine are used, which the output intent does not speak of.": sign in ("K", "k"),
            f"something is drawn ({sign}) that is neither tagged nor an artifact.": sign in _PAINTS
            and not any(self._marks),
        }
        for sentence in (sentence for sentence, is_so in broken.items() if is_so):
            self._say(sentence)

    def _mark(self, sign: str, operands: list[Any], resources: Any) -> None:
        if sign == "EMC":
            self._marks.pop()
        else:
            self._marks.append(self._kind(operands, resources, self._marks))

    def _kind(self, operands: list[Any], resources: Any, marks: list[str]) -> str:
        """A, T or nothing: an artifact, tagged, or neither of itself."""
        said = operands[1] if len(operands) > 1 else Dictionary()
        if isinstance(said, Name):
            said = resources.Properties[said]
        if operands[0] == Name.Artifact:
            if "T" in marks:
                self._say("an artifact stands within tagged content.")
            return "A"
        if "/MCID" not in said:
            return ""
        if "A" in marks:
            self._say("tagged content stands within an artifact.")
        if "T" in marks:
            self._say("tagged content stands within other tagged content.")
        self._found.numbers[-1][int(said.MCID)] += 1
        return "T"

    def _draw(self, drawn: Any, resources: Any) -> None:
        if drawn.get("/Subtype") == Name.Form:
            if "/StructParents" in drawn:
                self._say("a form has a tree of its own, which is not followed here.")
            marks = self._marks
            self.read(drawn, drawn.get("/Resources", resources), tuple(marks))
            self._marks = marks
        elif drawn.get("/Subtype") == Name.Image:
            if not any(self._marks):
                self._say("an image is neither tagged nor an artifact.")
        else:
            self._say(f"{drawn.get('/Subtype')} is drawn.")

    def _note(self, font: Any, operands: list[Any]) -> None:
        used = self._found.codes.setdefault(font.objgen, (font, set()))[1]
        for text in _strings(operands):
            used.update(codes(bytes(text), wide=font.get("/Subtype") == Name.Type0))


def codes(text: bytes, *, wide: bool) -> Iterator[int]:
    if not wide:
        return iter(text)
    return (int.from_bytes(text[at : at + 2]) for at in range(0, len(text), 2))


def _strings(operands: list[Any]) -> Iterator[Any]:
    for operand in operands:
        if isinstance(operand, Array):
            yield from _strings(list(operand))
        elif isinstance(operand, pikepdf.String):
            yield operand
