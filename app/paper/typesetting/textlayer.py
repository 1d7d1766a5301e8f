"""Keeps the text layer true to what was typed where a script joins and stacks its letters.

WeasyPrint learns what a glyph stands for from the first place it is used in. Where marks are stacked on
letters (Arabic, Hebrew), that gives the mark both letters and the base none, and from then on words
without a mark lose letters as well. The font itself knows better.
"""

import unicodedata
from collections.abc import Iterator, Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any, NamedTuple

from fontTools.pens.boundsPen import BoundsPen
from fontTools.ttLib import TTFont

_STACKING_SCRIPTS = ("Arabic", "Hebrew", "Syriac", "Thaana")
_SINGLE, _LIGATURE = 1, 4
# Letters that readers leave out, and that most fonts show by nothing; a space is the last resort.
_UNSEEN = (0x200C, 0x200D, 0x200B, 0xFEFF, 0x20)


class Anchor(NamedTuple):
    """A glyph without ink: its number in the font, its letter, its width in thousandths of the size."""

    number: int
    letter: str
    width: int


class FontShelf(dict[Any, Any]):
    """The fonts of a document; those of stacking scripts get a text layer of their own."""

    def __setitem__(self, key: object, font: Any) -> None:  # noqa: ANN401 — WeasyPrint's, untyped
        # One file may be on the shelf twice, by its sizes, and has but one text layer in the PDF.
        twin = next((other for other in self.values() if other.hash == font.hash), None)
        if twin is not None:
            font.to_unicode = twin.to_unicode
        elif any(script in font.family for script in _STACKING_SCRIPTS):
            font.to_unicode = _GlyphText(letters_by_glyph(font.file_content, font.index))
        super().__setitem__(key, font)


class _GlyphText(dict[int, str]):
    """Glyphs in use and their letters: the font's word goes before the place of first use."""

    def __init__(self, known: Mapping[int, str]) -> None:
        super().__init__()
        self._known = known

    def __setitem__(self, glyph: int, letters: str) -> None:
        super().__setitem__(glyph, self._known.get(glyph, letters))

    def setdefault(self, glyph: int, letters: str = "") -> str:
        if glyph not in self:
            self[glyph] = letters
        return self[glyph]


@lru_cache(maxsize=32)
def anchor(content: bytes, index: int = 0) -> Anchor:
    """The glyph of a font that stands for a place and shows nothing."""
    with TTFont(BytesIO(content), fontNumber=index, lazy=True) as font:
        known, drawn = font.getBestCmap(), font.getGlyphSet()
        letter = next(each for each in _UNSEEN if each in known and not _has_ink(drawn, known[each]))
        glyph = known[letter]
        width = round(drawn[glyph].width * 1000 / font["head"].unitsPerEm)
        return Anchor(font.getGlyphID(glyph), chr(letter), width)


def _has_ink(drawn: Any, glyph: str) -> bool:  # noqa: ANN401 — fontTools' glyph set
    """Whether a glyph shows anything: some fonts draw a bar for a joiner."""
    bounds = BoundsPen(drawn)
    drawn[glyph].draw(bounds)
    return bounds.bounds is not None


@lru_cache(maxsize=32)
def letters_by_glyph(content: bytes, index: int = 0) -> Mapping[int, str]:
    """What each glyph of a font stands for, by its character map and its joining forms."""
    with TTFont(BytesIO(content), fontNumber=index, lazy=True) as font:
        letters: dict[str, str] = {}
        for codepoint, glyph in sorted(font.getBestCmap().items()):
            letters.setdefault(glyph, _typed(chr(codepoint)))
        # A form of a form (a ligature of joined letters) is only known in the second turn.
        for _ in range(2):
            for shaped, parts in _substitutions(font):
                if all(part in letters for part in parts):
                    letters.setdefault(shaped, "".join(letters[part] for part in parts))
        return {font.getGlyphID(glyph): text for glyph, text in letters.items()}


def _typed(character: str) -> str:
    """The letter that was typed for a joining form with a code of its own."""
    is_form = unicodedata.decomposition(character).startswith(("<initial>", "<medial>", "<final>", "<isolated>"))
    return unicodedata.normalize("NFKC", character) if is_form else character


def _substitutions(font: TTFont) -> Iterator[tuple[str, list[str]]]:
    if "GSUB" not in font:
        return
    for lookup in font["GSUB"].table.LookupList.Lookup:
        for table in lookup.SubTable:
            yield from _pairs(getattr(table, "ExtSubTable", table))


def _pairs(table: Any) -> Iterator[tuple[str, list[str]]]:  # noqa: ANN401 — fontTools' tables
    if table.LookupType == _SINGLE:
        yield from ((shaped, [plain]) for plain, shaped in table.mapping.items())
    elif table.LookupType == _LIGATURE:
        for first, ligatures in table.ligatures.items():
            yield from ((each.LigGlyph, [first, *each.Component]) for each in ligatures)
