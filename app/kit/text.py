"""Text that people typed, made harmless without changing a letter of it."""

from __future__ import annotations

import unicodedata

# Marks of one base character beyond this are a trick that burns processor time, not a language (UAX #15 uses 30
# for a stream-safe text; no orthography needs more than four).
MOST_MARKS = 4
# Vowels and joined consonants of India and Tibet are marks of their own class, and more of them stand on a letter.
MOST_SIGNS = 12
LINE_BREAKS = "\n\t"
UNPRINTABLE = {"Cc", "Cs", "Co", "Zl", "Zp"}
NONCHARACTER = 0xFFFE  # the last two of every plane (Unicode, 23.7)
LONGEST_SLUG = 100


def one_line(value: str) -> str:
    """Return a text in NFC with every run of white space as one space, and none at its ends."""
    return " ".join(unicodedata.normalize("NFC", value).split())


def paragraphs(value: str) -> str:
    """Return a text with LF line ends and no blank lines around it; spaces stay, two at a line's end are Markdown."""
    return line_ends(value).strip("\n")


def line_ends(value: str) -> str:
    """Return a text with LF line ends."""
    return value.replace("\r\n", "\n").replace("\r", "\n")


def slug(name: str) -> str:
    """Return a name as part of an address: small letters of any script, figures, hyphens; at most 100 characters.

    Vowel signs are marks, which are part of their letter: without them different names would become one.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    kept = (char if unicodedata.category(char)[0] in "LMN" else " " for char in folded)
    return "-".join("".join(kept).split())[:LONGEST_SLUG].strip("-") or "unnamed"


def unprintable(value: str) -> bool:
    """Tell whether a text holds what is no character of any script, or turns the direction of what follows it.

    Those are controls, lone surrogates, private use, noncharacters, U+2028 and U+2029 (which end a line unseen) and
    the embeddings and overrides of direction, U+202A to 202E. Joiners, marks and isolates stay allowed: Persian,
    Arabic and Indic names need them.
    """
    return any(_is_unprintable(char) for char in value)


def _is_unprintable(char: str) -> bool:
    if char in LINE_BREAKS:
        return False
    noncharacter = ord(char) & NONCHARACTER == NONCHARACTER or "\ufdd0" <= char <= "\ufdef"
    return noncharacter or "\u202a" <= char <= "\u202e" or unicodedata.category(char) in UNPRINTABLE


def printable(value: str) -> str:
    """Return a text without its unprintable characters."""
    return "".join(char for char in value if not _is_unprintable(char))


def overloaded(value: str) -> bool:
    """Tell whether more marks are heaped on one character than any orthography uses.

    Joiners between marks, as U+034F, change nothing: they are counted among the signs, or not at all.
    """
    marks = signs = 0
    for char in unicodedata.normalize("NFC", value):
        kind = unicodedata.category(char)
        if kind == "Cf":
            continue
        signs = signs + 1 if kind[0] == "M" else 0
        marks = marks + bool(unicodedata.combining(char)) if signs else 0
        if marks > MOST_MARKS or signs > MOST_SIGNS:
            return True
    return False


def sought(value: str) -> str:
    """Return a text as it is searched: without case, accents or marks, so that zoe finds Zoë."""
    taken_apart = unicodedata.normalize("NFKD", value.casefold())
    return " ".join("".join(char for char in taken_apart if not unicodedata.combining(char)).split())
