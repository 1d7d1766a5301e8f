"""Tells which texts would keep a machine busy for longer than anyone writes: they are refused before they are read."""

from collections import Counter
from collections.abc import Iterator
from itertools import chain

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

from app.letters.footnotes import CALL, DEEPEST_NOTES
from app.letters.prose import DEEPEST_NESTING, Fault

# What a parser takes for a paragraph costs it the square of its length where brackets or stars stand in it.
LONGEST_PARAGRAPH = 10_000  # characters; 1,500 words, three pages
# What is laid out one by one, and how many of each the press sets within its time.
MOST = {
    "headings": 1_000,
    "notes": 2_000,
    "cells of tables": 6_000,
    "paragraphs, lines of lists and lines of tables": 8_000,
}
_COUNTED = {
    "heading_open": "headings",
    "footnote_reference_open": "notes",
    "td_open": "cells of tables",
    "th_open": "cells of tables",
    "list_item_open": "paragraphs, lines of lists and lines of tables",
    "paragraph_open": "paragraphs, lines of lists and lines of tables",
    "tr_open": "paragraphs, lines of lists and lines of tables",
    "hr": "paragraphs, lines of lists and lines of tables",
}


def burdens(source: str) -> list[Fault]:
    """What of a text is too much, with its line; only where its blocks begin and end is looked at."""
    blocks = _blocks(source)
    return sorted(chain(_long_paragraphs(blocks), _too_many(blocks), _deep_notes(blocks)))


def _blocks(source: str) -> list[Token]:
    md = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST_NESTING}).enable("table")
    md.use(footnote_plugin, inline=False, move_to_end=False)
    md.core.ruler.enableOnly(["normalize", "block"])
    return md.parse(source)


def _long_paragraphs(blocks: list[Token]) -> Iterator[Fault]:
    for token in blocks:
        if token.type == "inline" and len(token.content) > LONGEST_PARAGRAPH:
            sentence = f"The paragraph has {len(token.content):,} characters; the most is {LONGEST_PARAGRAPH:,}."
            yield Fault((token.map or [0])[0] + 1, sentence)


def _too_many(blocks: list[Token]) -> Iterator[Fault]:
    found = Counter[str]()
    line = 1
    for token in blocks:
        line = token.map[0] + 1 if token.map else line  # cells have none of their own
        kind = _COUNTED.get(token.type, "")
        found[kind] += bool(kind)
        if kind and found[kind] == MOST[kind] + 1:
            yield Fault(line, f"The text has more than {MOST[kind]:,} {kind} up to here.")


def _deep_notes(blocks: list[Token]) -> Iterator[Fault]:
    """A note within a note within a note: each is set inside the one that calls it."""
    calls, lines = _calls_by_note(blocks)
    told: set[str] = set()
    for label in calls.pop("", []):
        waiting = [(label, 0)]
        while waiting:
            label, depth = waiting.pop()  # noqa: PLW2901 — from one note into the next
            if depth > DEEPEST_NOTES:
                yield Fault(lines.get(label, 1), f"The note [^{label}] stands more than {DEEPEST_NOTES} notes deep.")
                return
            if label not in told:
                told.add(label)
                waiting.extend((inner, depth + 1) for inner in calls.get(label, ()))


def _calls_by_note(blocks: list[Token]) -> tuple[dict[str, list[str]], dict[str, int]]:
    """The notes that each note calls, and the text itself under no name; and the line of each note."""
    calls: dict[str, list[str]] = {"": []}
    lines: dict[str, int] = {}
    within = ""
    for token in blocks:
        if token.type == "footnote_reference_open":
            within = str(token.meta["label"])
            calls[within], lines[within] = [], (token.map or [0])[0] + 1
        elif token.type == "footnote_reference_close":
            within = ""
        elif token.type == "inline":
            calls[within] += CALL.findall(token.content)
    return calls, lines
