"""Keeps the text layer of what Typst sets true to what was typed, where letters carry marks; and packs the file.

Typst says of every glyph of a cluster that it stands for the whole cluster, and sets raised marks in runs of their own:
copied, they come twice, or in another place. So such a word goes through Typst under a language code that nobody
speaks (ISO 639-2 keeps qaa to qtz for local use), is found again by it, and is given its text as a whole.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping
from io import BytesIO
from itertools import groupby
from typing import Any, NamedTuple

from pikepdf import Array, Dictionary, Object, ObjectStreamMode, Page, Pdf, String

_LETTERS = 26
_MOST_WORDS = 20 * _LETTERS**3
_RIGHT_TO_LEFT_MARK = "\u200f"

_SPAN = re.compile(rb"/Span<<(/MCID \d+)/Lang\((q[a-t][a-z]-[A-Z]{2})\)>>BDC(.*?Q\n)EMC", re.DOTALL)
_UNCODED = re.compile(rb"/Span<</MCID (\d+)>>BDC")
_CODE = re.compile(r"q[a-t][a-z]-[A-Z]{2}")
_INNER = re.compile(rb"/Span<</ActualText<[0-9A-Fa-f]+>>>BDC|/ReversedChars BMC|EMC")
_TEXT = re.compile(rb"BT(.*?)ET", re.DOTALL)
_ORIGIN = re.compile(rb"q 1 0 0 -1 (\S+) (\S+) cm")
_SHOWN = re.compile(rb"/(\w+) (\S+) Tf 1 0 0 -1 (\S+) \S+ Tm\s*(.*?)\s*T[Jj]\s*(?=0 Tr|$)", re.DOTALL)
_PER_EM = 1000

_Piece = str | list[str]
_Number = tuple[int, int]  # of an object, and its generation


class Keeper:
    """The words whose text is kept, by the codes that they go under."""

    def __init__(self) -> None:
        self.words: dict[str, str] = {}

    def keep(self, word: str, *, closing: bool) -> _Piece:
        """The word as a piece of a text, which it may close; a plain one when a volume has run out of codes."""
        number = len(self.words)
        if number == _MOST_WORDS:
            return word
        digits = [number // _LETTERS**power % _LETTERS for power in (3, 2, 1, 0)]
        language = f"q{chr(ord('a') + digits[0])}{chr(ord('a') + digits[1])}"
        region = f"{chr(ord('A') + digits[2])}{chr(ord('A') + digits[3])}"
        # A mark at the end belongs to no direction: what comes after the text would take it along.
        ends = [unicodedata.bidirectional(character) for character in (word[0], word[-1])]
        open_ended = closing and ends[0] != "L" and ends[1] == "NSM"
        self.words[f"{language}-{region}"] = word + _RIGHT_TO_LEFT_MARK if open_ended else word
        return ["kept", language, region, word]


def restored(printed: bytes, words: Mapping[str, str]) -> bytes:
    """The same print with these words as they were typed, in a third of the bytes."""
    with Pdf.open(BytesIO(printed)) as document:
        _drop_needless(document)
        if words:
            inherited = _inherited(document)
            for page in document.pages:
                _restore(page, words, inherited[page.obj.objgen])
        saved = BytesIO()
        document.save(saved, object_stream_mode=ObjectStreamMode.generate, deterministic_id=True)
    return saved.getvalue()


def _drop_needless(document: Pdf) -> None:
    # "No suspects" is what a reader assumes (ISO 32000-1, table 321), and Poppler takes it for an error.
    if "/Suspects" in document.Root.MarkInfo:
        del document.Root.MarkInfo.Suspects
    # Only PDF/A-1 asks which characters a font holds (ISO 19005-2, 6.2.11.4.2): one claim less that could be wrong.
    fonts = {font.objgen: font for page in document.pages for font in page.Resources.get("/Font", {}).values()}
    for font in fonts.values():
        for described in font.get("/DescendantFonts", ()):
            if "/CIDSet" in described.FontDescriptor:
                del described.FontDescriptor.CIDSet


def _inherited(document: Pdf) -> defaultdict[_Number, dict[int, bytes]]:
    """By page: marked content that has its code from an element of the structure, as the first of an entry has.

    The codes are taken from those elements: what they hold else is in the volume's language.
    """
    found: defaultdict[_Number, dict[int, bytes]] = defaultdict(dict)
    for element in document.objects:
        if isinstance(element, Dictionary) and "/S" in element and _CODE.fullmatch(str(element.get("/Lang", ""))):
            for page, number in _contents(element, element.get("/Pg")):
                found[page][number] = str(element.Lang).encode()
            del element.Lang
    return found


def _contents(element: Object, page: Any) -> Iterator[tuple[_Number, int]]:  # noqa: ANN401 — pikepdf's or none
    """The marked content of an element and of those within that have no language of their own (ISO 32000-1, 14.7.4)."""
    kids: Any = element.get("/K", ())
    for kid in kids if isinstance(kids, Array) else [kids]:
        if not isinstance(kid, Dictionary):
            if page is not None:
                yield page.objgen, int(kid)
        elif "/MCID" in kid:
            yield kid.get("/Pg", page).objgen, int(kid.MCID)
        elif "/Lang" not in kid:
            yield from _contents(kid, kid.get("/Pg", page))


def _restore(page: Page, words: Mapping[str, str], inherited: Mapping[int, bytes]) -> None:
    def with_code(span: re.Match[bytes]) -> bytes:
        code = inherited.get(int(span[1]))
        return b"/Span<</MCID %s/Lang(%s)>>BDC" % (span[1], code) if code else span[0]

    content = _UNCODED.sub(with_code, page.Contents.read_bytes())
    if not _SPAN.search(content):
        return
    widths = {str(name)[1:]: _widths(font) for name, font in page.Resources.Font.items()}
    parts, end = [], 0
    for code, spans in groupby(_SPAN.finditer(content), key=lambda span: span[2]):
        found = list(spans)
        parts += [content[end : found[0].start()], _word(words[code.decode()], found, widths)]
        end = found[-1].end()
    page.Contents.write(b"".join([*parts, content[end:]]))


def _word(word: str, spans: list[re.Match[bytes]], widths: Mapping[str, "_Widths"]) -> bytes:
    """A word's spans with its text in the first and none in the others; or with a text layer of its own behind them."""
    backwards = unicodedata.bidirectional(word[0]) != "L"
    texts: Iterator[str] = iter(() if backwards else (word,))
    bodies = [_TEXT.sub(lambda text: _saying(texts, text[1]), _INNER.sub(b"", span[3])) for span in spans]
    if backwards:
        bodies[-1] += _layer(word, [_INNER.sub(b"", span[3]) for span in spans], widths)
    opened = (b"/Span<<%s>>BDC%sEMC" % (span[1], body) for span, body in zip(spans, bodies, strict=True))
    return b"".join(opened)


def _saying(texts: Iterator[str], shown: bytes) -> bytes:
    return b"BT %s%s\nEMC\nET" % (_actual_text(next(texts, "")), shown)


def _actual_text(text: str) -> bytes:
    return b"/Span<</ActualText<FEFF%s>>>BDC " % text.encode("utf-16-be").hex().upper().encode()


class _Place(NamedTuple):
    """Where a run stands: from left to right, on its line; the font and a glyph of it that is wide enough to see."""

    left: float
    right: float
    line: float
    font: bytes
    size: float
    glyph: int


def _layer(word: str, bodies: list[bytes], widths: Mapping[str, "_Widths"]) -> bytes:
    """Unseen characters from left to right over the word, one by one: what readers of the text turn around, fits.

    Poppler takes a text of several characters for one that runs from left to right, whatever its script.
    """
    places = [place for body in bodies for place in _places(body, widths)]
    seen = [place for place in places if place.glyph]
    if not seen:
        return b""
    left, right = min(place.left for place in places), max(place.right for place in places)
    place = seen[-1]
    step = (right - left) / len(word)
    wide = 100 * step * _PER_EM / (widths[place.font.decode()].of(place.glyph) * place.size)
    drawn = [
        b"%s1 0 0 -1 %.3f 0 Tm<%04X>Tj EMC\n" % (_actual_text(character), index * step, place.glyph)
        for index, character in enumerate(reversed(word))
    ]
    opening = b"q 1 0 0 -1 %.3f %.3f cm BT 3 Tr/%s %g Tf %.2f Tz\n" % (left, place.line, place.font, place.size, wide)
    return opening + b"".join(drawn) + b"ET Q\n"


def _places(body: bytes, widths: Mapping[str, "_Widths"]) -> Iterator[_Place]:
    for origin in _ORIGIN.finditer(body):
        left, line = map(float, origin.groups())
        text = _TEXT.search(body, origin.end())
        for font, size, start, shown in _SHOWN.findall(text[1].strip() if text else b""):
            wide, glyph = widths[font.decode()].advance(Object.parse(shown))
            begin = left + float(start)
            yield _Place(begin, begin + wide * float(size) / _PER_EM, line, font, float(size), glyph)


class _Widths(NamedTuple):
    """How wide a font's glyphs are, in thousandths of its size (ISO 32000-1, 9.7.4.3)."""

    known: Mapping[int, float]
    otherwise: float

    def of(self, glyph: int) -> float:
        return self.known.get(glyph, self.otherwise)

    def advance(self, shown: Object) -> tuple[float, int]:
        """How far a run of glyphs goes, and one of them that goes forward; 0 where none does."""
        wide, glyph = 0.0, 0
        for part in shown if isinstance(shown, Array) else [shown]:
            if not isinstance(part, String):
                wide -= float(part)
                continue
            figures = bytes(part)
            for each in (int.from_bytes(figures[n : n + 2]) for n in range(0, len(figures), 2)):
                wide += self.of(each)
                glyph = each if self.of(each) > 0 else glyph
        return wide, glyph


def _widths(font: Object) -> _Widths:
    described = font.DescendantFonts[0]
    rest = iter(described.get("/W", ()))
    known: dict[int, float] = {}
    for first in rest:
        second = next(rest)
        if isinstance(second, Array):
            known |= {int(first) + number: float(width) for number, width in enumerate(second)}
        else:
            known |= dict.fromkeys(range(int(first), int(second) + 1), float(next(rest)))
    return _Widths(known, float(described.get("/DW", _PER_EM)))
