"""Puts a slip of text into the first page of a tagged PDF: its drawing, its tags and its fonts.

Page and slip are both WeasyPrint's: of one size, drawn in CSS pixels from the upper left corner, each stretch of text
marked by a number (ISO 32000-1, 14.6 and 14.7.4) that is drawn once and stands in the tree of tags once.
"""

from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from itertools import chain, count
from typing import Any, NamedTuple

import pikepdf
from pikepdf import Array, ContentStreamInstruction, Dictionary, Name, NumberTree, Object, Operator, Pdf, String

from app.paper.letter.composition import Place

# What a slip may need of its page to be drawn; whatever else it wants cannot be lent it by name.
_LENT = ("/Font", "/ExtGState")
_PARAGRAPH = Name.P
_OWN = frozenset(["/Type", "/S", "/P", "/Pg", "/K"])


class CannotBeSpliced(Exception):
    """The slip shows nothing in one of its places, or more than text, or promises less than what it is put into."""


class _Stretch(NamedTuple):
    """A stretch of marked text: its first and last instruction, its number, and where its first letter stands."""

    first: int
    last: int
    number: int
    left: float
    baseline: float

    def stands_in(self, place: Place) -> bool:
        return place.left <= self.left <= place.right and place.top <= self.baseline <= place.bottom


class _Part(NamedTuple):
    """What is drawn in a place, clipped to it, and the numbers of its stretches."""

    start: int
    end: int
    numbers: tuple[int, ...]


class _Page:
    """The first page of a document as it is drawn."""

    def __init__(self, pdf: Pdf) -> None:
        self.drawn: Sequence[Any] = pikepdf.parse_content_stream(pdf.pages[0])
        self._stretches = tuple(_stretches(self.drawn))

    def within(self, place: Place) -> _Part:
        """What is drawn in a place, from where its graphics state is saved to where it is restored."""
        found = [stretch for stretch in self._stretches if stretch.stands_in(place)]
        if not found:
            raise CannotBeSpliced
        start, end = self._clipped(found[0].first, found[-1].last)
        return _Part(start, end, tuple(s.number for s in self._stretches if start <= s.first and s.last < end))

    def _clipped(self, first: int, last: int) -> tuple[int, int]:
        start, depth = first, 0
        while depth < 1:
            start -= 1
            depth += _saving(self.drawn[start])
        end = last + 1
        while depth > 0:
            depth += _saving(self.drawn[end])
            end += 1
        return start, end


class Splice:
    """A document whose first page holds places, each with one stretch of text that slips take the place of."""

    def __init__(self, content: bytes, places: Sequence[Place]) -> None:
        self._content = content
        with pikepdf.open(BytesIO(content)) as pdf:
            page = _Page(pdf)
            held = sorted((page.within(place), number) for number, place in enumerate(places))
            self._held = [mark for part, _ in held for mark in part.numbers]
            self._order = [number for _, number in held]
            if len(self._held) != len(places):
                raise ValueError("The places of the page hold more than one stretch of text each.")
            edges = [0, *chain.from_iterable((part.start, part.end) for part, _ in held), len(page.drawn)]
            self._kept = [
                pikepdf.unparse_content_stream(page.drawn[start:end])
                for start, end in zip(edges[::2], edges[1::2], strict=True)
            ]

    def with_slip(self, slip: bytes, places: Sequence[Place], *, identifier: bytes) -> bytes:
        """The document with what the slip has in its places, which come in the order of those it is put into.

        Raise CannotBeSpliced. The same document, slip and identifier give the same bytes.
        """
        with pikepdf.open(BytesIO(self._content)) as pdf, pikepdf.open(BytesIO(slip)) as source:
            if _promises(pdf) and not _promises(source):
                raise CannotBeSpliced
            page, graft = _Page(source), _Graft(pdf, source)
            parts = [
                graft.put(page, page.within(places[number]), held)
                for held, number in zip(self._held, self._order, strict=True)
            ]
            drawn = chain.from_iterable(zip(self._kept, [*parts, b""], strict=True))
            pdf.pages[0].Contents = pdf.make_stream(b"\n".join(drawn))
            graft.lend()
            pdf.trailer.ID = Array([String(identifier), String(identifier)])
            return _saved(pdf)


class _Graft:
    """Moves text from the first page of one document into that of another."""

    def __init__(self, pdf: Pdf, source: Pdf) -> None:
        self._pdf = pdf
        self._page, self._source = pdf.pages[0].obj, source.pages[0].obj
        self._marks, self._moved = _marks(pdf), _marks(source)
        self._numbers = count(len(self._marks))

    def put(self, page: _Page, part: _Part, held: int) -> bytes:
        """Put a part in place of a held stretch, tags and all; answer how it is drawn."""
        numbers = dict(zip(part.numbers, chain([held], self._numbers), strict=False))
        self._adopt(_paragraph(self._marks[held]), _paragraph(self._moved[part.numbers[0]]), numbers)
        drawn = page.drawn[part.start : part.end]
        return pikepdf.unparse_content_stream([_renumbered(instruction, numbers) for instruction in drawn])

    def _adopt(self, element: Object, model: Object, numbers: Mapping[int, int]) -> None:
        """Let an element say and hold what its model does."""
        for key in set(model.keys()) - _OWN:
            element[key] = _copied(model[key])
        element.Pg = self._page
        kids = model.K if isinstance(model.K, Array) else [model.K]
        element.K = Array([kid for each in kids for kid in self._kid(each, element, numbers)])

    def _kid(self, kid: Any, into: Object, numbers: Mapping[int, int]) -> Iterator[Any]:  # noqa: ANN401 — or a number
        number = kid.get("/MCID") if isinstance(kid, Dictionary) else kid
        if number is not None:
            if number in numbers:  # what is not is an empty stretch at the edge, and not drawn
                yield self._mark(numbers[int(number)], into)
        elif "/S" in kid:
            element = self._pdf.make_indirect(Dictionary(Type=Name.StructElem, S=kid.S, P=into))
            self._adopt(element, kid, numbers)
            if len(element.K):
                yield element
        else:
            raise CannotBeSpliced

    def _mark(self, number: int, parent: Object) -> int:
        """Write into the table of marks whose stretch this is."""
        if number < len(self._marks):
            self._marks[number] = parent
        else:
            self._marks.append(parent)
        return number

    def lend(self) -> None:
        """Give the page the fonts of the slip, whose names are unlike its own, and shades, named for what they are."""
        ours, theirs = self._page.Resources, self._source.Resources
        if any(len(theirs[kind]) for kind in theirs.keys() - {*_LENT, "/ColorSpace"}):
            raise CannotBeSpliced
        for kind in _LENT:
            for name, thing in theirs.get(kind, Dictionary()).items():
                if name not in ours[kind]:
                    ours[kind][name] = self._pdf.copy_foreign(thing) if thing.is_indirect else _copied(thing)


def _stretches(drawn: Sequence[Any]) -> Iterator[_Stretch]:
    """The marked stretches of text of a page; where an empty one stands nobody knows."""
    open_marks: list[tuple[int, int | None]] = []
    at = (-1.0, -1.0)
    for place, (operands, operator) in enumerate(drawn):
        match str(operator):
            case "BMC" | "BDC":
                open_marks.append((place, number := _number(operands)))
                at = at if number is None else (-1.0, -1.0)
            case "Tm" if at[0] < 0:
                at = (float(operands[4]), float(operands[5]))
            case "EMC":
                first, number = open_marks.pop()
                if number is not None:
                    yield _Stretch(first, place, number, *at)


def _saving(instruction: Any) -> int:  # noqa: ANN401 — pikepdf's
    return {"q": 1, "Q": -1}.get(str(instruction.operator), 0)


def _number(operands: Sequence[Any]) -> int | None:
    *_, said = operands
    return int(said.MCID) if isinstance(said, Dictionary) and "/MCID" in said else None


def _renumbered(instruction: Any, numbers: Mapping[int, int]) -> Any:  # noqa: ANN401 — pikepdf's
    operands, operator = instruction
    if str(operator) != "BDC" or (number := _number(operands)) is None:
        return instruction
    return ContentStreamInstruction([operands[0], Dictionary(MCID=numbers[number])], Operator("BDC"))


def _promises(pdf: Pdf) -> bool:
    """Whether a document says that it is accessible, which it does not with letters that no font has."""
    return "/Metadata" in pdf.Root and b"pdfuaid" in pdf.Root.Metadata.read_bytes()


def _marks(pdf: Pdf) -> Any:  # noqa: ANN401 — an Array
    """Whose the marked stretches of the first page are, by their numbers."""
    return NumberTree(pdf.Root.StructTreeRoot.ParentTree)[int(pdf.pages[0].StructParents)]


def _paragraph(element: Object) -> Object:
    while element.S != _PARAGRAPH:
        element = element.P
    return element


def _copied(thing: Any) -> Any:  # noqa: ANN401 — a number, a text, a name, or what is made of them
    """A value that belongs to no document."""
    if isinstance(thing, Dictionary):
        return Dictionary({key: _copied(value) for key, value in thing.items()})
    if isinstance(thing, Array):
        return Array([_copied(value) for value in thing])
    return thing


def _saved(pdf: Pdf) -> bytes:
    """The document as bytes; streams that are packed stay as they are."""
    saved = BytesIO()
    pdf.save(
        saved,
        deterministic_id=True,
        fix_metadata_version=False,
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        stream_decode_level=pikepdf.StreamDecodeLevel.none,
    )
    return saved.getvalue()
