"""Which characters neither our fonts nor this machine's have, and what is printed in their place."""

import re
import shutil
import subprocess
import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont

_FONTS = Path(__file__).resolve().parents[2] / "static" / "fonts" / "print"
_MOST_NAMED = 8
# What is never drawn: controls, formats, separators; and the marks that only choose between forms of a letter.
_UNDRAWN_KINDS = ("Cc", "Cf", "Zl", "Zp", "Zs")
# What is not drawn; what is drawn from a style or an attribute and can hold no tags; text.
_PARTS = re.compile(
    r"(<title>.*?</title>|<(?!style|[^>]*\bdata-title=)[^>]*>)|(<style>.*?</style>|<[^>]*>)|([^<]+)", re.DOTALL
)
_UNDRAWN = re.compile("[\u034f\ufe00-\ufe0f\U000e0100-\U000e01ef]")


def missing(*texts: str) -> list[str]:
    """The characters of these texts that no font can show, each once."""
    used = set(unicodedata.normalize("NFC", "\n".join(texts)))
    return sorted(character for character in used - _shown() if not _can_be_shown(character))


def named(html: str) -> str:
    """HTML in which every character that would be drawn as a box stands by its number instead, in small type.

    What is read and not drawn stays as it was typed: the title in the PDF's facts, links, texts for pictures.
    """
    lost = [character for character in set(html) - _shown() if not _can_be_shown(character)]
    if not lost:
        return html
    numbers = str.maketrans({character: number(character) for character in lost})
    marked = str.maketrans({character: f'<span class="missing">{number(character)}</span>' for character in lost})
    return _PARTS.sub(lambda part: part[1] or (part[2] or "").translate(numbers) or part[3].translate(marked), html)


def number(character: str) -> str:
    """What is printed for a character that no font has."""
    return f"\u2039U+{ord(character):04X}\u203a"


def sentence(characters: Sequence[str]) -> str:
    """What to tell of characters that are missing, with their names in Unicode; of many, those of the first ones."""
    names = [f"{each} ({unicodedata.name(each, f'U+{ord(each):04X}')})" for each in characters[:_MOST_NAMED]]
    more = len(characters) - len(names)
    listed = ", ".join(names) + (f" and {more} more" if more else "")
    return f"No font here has {listed}: in print its number stands instead. Install a font that has them."


def _can_be_shown(character: str) -> bool:
    if unicodedata.category(character) in _UNDRAWN_KINDS or _UNDRAWN.match(character):
        return True
    # A letter with its marks is put together from both where a font lacks the whole.
    parts = unicodedata.normalize("NFD", character)
    return parts != character and _shown().issuperset(parts)


@cache
def _shown() -> frozenset[str]:
    return frozenset(map(chr, {*_in_our_fonts(), *_in_the_fonts_of_this_machine()}))


def _in_our_fonts() -> Iterator[int]:
    for path in sorted(_FONTS.glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            yield from font.getBestCmap()


def _in_the_fonts_of_this_machine() -> Iterator[int]:
    """What fontconfig knows: the typesetter falls back on it. Where its tool is missing, we vouch for our own alone."""
    lister = shutil.which("fc-list")
    if lister is None:
        return
    listed = subprocess.run(  # noqa: S603 — nothing from outside
        [lister, "--format", "%{charset}\n"], capture_output=True, text=True, check=False
    ).stdout
    for span in set(listed.split()):
        first, _, last = span.partition("-")
        yield from range(int(first, 16), int(last or first, 16) + 1)
