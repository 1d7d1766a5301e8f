"""How a signatory is written in a roll: harmless text, in runs that each read their own way and fit a column."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from app.kit.text import MOST_MARKS, printable
from app.paper.manuscript import SignatoryLine
from app.paper.roll.textkeeping import Keeper
from app.paper.scripts import language_by_script

Piece = str | list[str]
Run = list[Piece]
Part = list[str | Run]

_JOINERS = "\u200c\u200d"  # Persian and Indic spelling needs them; other format characters are never drawn
# They choose between forms of a letter, and are no letters themselves.
_SELECTORS = frozenset(map(chr, (0x34F, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
_LONGEST_WORD = 20  # letters: wider words may be broken anywhere, or they would run out of their column
_REMEMBERED = 2_048  # texts
_LONGEST_IN_LINE = 34  # letters of the other direction: longer texts get lines of their own
# One letter a character, from left to right: nothing to look into. Letters of Latin, Greek, Cyrillic, Armenian.
_PLAIN = re.compile(r"[ -,./0-~\u00a1-\u00ac\u00ae-\u02ff\u0370-\u0482\u048a-\u058f\u2010-\u2027]*")


class Manner(NamedTuple):
    """What all entries of a volume have in common: its language and direction, what stands between two facts."""

    language: str
    direction: str
    comma: str


class _Fact(NamedTuple):
    before: str
    style: str
    text: str
    direction: str


@lru_cache(maxsize=_REMEMBERED)  # many have the same office, and come from the same country
def harmless(text: str) -> str:
    """A text on one line without what is no character of any script, and with no more marks than letters can bear.

    Controls, lone surrogates, overrides of direction go, and isolates too: every run is isolated anyway.
    """
    if _PLAIN.fullmatch(text):
        return " ".join(text.split())
    composed = unicodedata.normalize("NFC", printable(" ".join(text.split())))
    return " ".join("".join(_without_heaps(composed)).split())


def direction(text: str, otherwise: str = "ltr") -> str:
    """The direction of a text's first letter (UAX #9, P2); of one without letters, the other one given."""
    if text[:1].isascii() and text[:1].isalpha():
        return "ltr"
    kinds = map(unicodedata.bidirectional, text)
    first = next((kind for kind in kinds if kind in {"L", "R", "AL"}), None)
    return otherwise if first is None else "ltr" if first == "L" else "rtl"


def entry(line: SignatoryLine, manner: Manner, keeper: Keeper) -> list[Part]:
    """A harmless line as the template sets it: parts, each a mode and runs, each run a style and pieces.

    Neighbours that read the volume's way run on; the others stand isolated in a box, or in lines of their own.
    """
    parts: list[Part] = []
    line_is_open = False
    for way, group in groupby(_facts(line, manner), key=lambda fact: fact.direction):
        first, *others = group
        mode = _mode(way, sum(len(fact.text) for fact in (first, *others)), manner)
        # What stands between two facts reads the volume's way; none is needed where a line ends.
        if first.before and line_is_open and mode != "block":
            _put(parts, "inline", ["plain", first.before])
        if mode != "inline":
            parts.append([mode])
        _put(parts, mode, [first.style, *pieces(first.text, keeper)])
        for fact in others:
            _put(parts, mode, ["plain", fact.before])
            _put(parts, mode, [fact.style, *pieces(fact.text, keeper)])
        line_is_open = mode != "block"
    return parts


def _put(parts: list[Part], mode: str, run: Run) -> None:
    """Add a run to the last part, and to its last run where the style goes on: the fewer, the faster to set."""
    if not parts or parts[-1][0] != mode:
        parts.append([mode])
    last = parts[-1][-1]
    if isinstance(last, list) and last[0] == run[0] == "plain":
        if isinstance(last[-1], str) and isinstance(run[1], str):
            last[-1] += run[1]
            run = run[:1] + run[2:]
        last += run[1:]
    else:
        parts[-1].append(run)


def pieces(text: str, keeper: Keeper) -> Iterator[Piece]:
    """A text's words: plain ones together, and by themselves those that must not break, or must, or are kept."""
    if _PLAIN.fullmatch(text) and (
        len(text) <= _LONGEST_WORD or ("-" not in text and max(map(len, text.split())) <= _LONGEST_WORD)
    ):
        yield text
        return
    words = text.split(" ")
    plain = ""
    for number, word in enumerate(words, start=1):
        space = " " if number < len(words) else ""
        special = list(_special(word, keeper, closing=not space))
        if not special:
            plain += word + space
            continue
        if plain:
            yield plain
        yield from special
        plain = space
    if plain:
        yield plain


def _special(word: str, keeper: Keeper, *, closing: bool) -> Iterator[Piece]:
    if len(word) > _LONGEST_WORD:
        for start in range(0, len(word), _LONGEST_WORD // 4):
            yield from (["break"], word[start : start + _LONGEST_WORD // 4])
    elif not _PLAIN.fullmatch(word) and any(_is_clustered(character) for character in word):
        yield keeper.keep(word, closing=closing)
    elif "-" in word.strip("-"):
        # Readers take a hyphen at a line's end for one of the setting's own, and drop it.
        yield ["whole", word]


def _is_clustered(character: str) -> bool:
    return character in _JOINERS or unicodedata.category(character)[0] == "M"


def _without_heaps(text: str) -> Iterator[str]:
    heaped = 0
    for character in text:
        kind = unicodedata.category(character)
        heaped = heaped + 1 if kind in {"Mn", "Me"} else 0
        if character not in _SELECTORS and heaped <= MOST_MARKS and (kind != "Cf" or character in _JOINERS):
            yield character


def _facts(line: SignatoryLine, manner: Manner) -> Iterator[_Fact]:
    way = direction(line.name, manner.direction)
    if line.honorific:
        yield _Fact("", "plain", line.honorific, direction(line.honorific, way))
    yield _Fact(" " if line.honorific else "", _style("name", line.name, manner), line.name, way)
    if line.affiliation:
        style = _style("affiliation", line.affiliation, manner)
        yield _Fact(manner.comma, style, line.affiliation, direction(line.affiliation, way))
    if line.country:
        yield _Fact(manner.comma, "plain", line.country, manner.direction)
    if line.note:
        yield _Fact(" ", "note", f"({line.note})", manner.direction)


@lru_cache(maxsize=_REMEMBERED)
def _style(style: str, text: str, manner: Manner) -> str:
    """The style, and the language where the script tells it."""
    return f"{style} {language_by_script(text, among=manner.language)}".rstrip()


def _mode(way: str, length: int, manner: Manner) -> str:
    if way == manner.direction:
        return "inline"
    return "box" if length <= _LONGEST_IN_LINE else "block"
