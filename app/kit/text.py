"""Text that people typed, made harmless without changing a letter of it."""

from __future__ import annotations

import re
import unicodedata

# Marks of one base character beyond this are a trick that burns processor time, not a language (UAX #15 uses 30
# for a stream-safe text; no orthography needs more than four).
MOST_MARKS = 4
LINE_BREAKS = "\n\t"


def one_line(value: str) -> str:
    """Return a text in NFC with every run of white space as one space, and none at its ends."""
    return " ".join(unicodedata.normalize("NFC", value).split())


def paragraphs(value: str) -> str:
    """Return a text with LF line ends and no blank lines around it; spaces stay, two at a line's end are Markdown."""
    return value.replace("\r\n", "\n").replace("\r", "\n").strip("\n")


def slug(name: str) -> str:
    """Return a name as part of an address: small letters of any script, figures, hyphens; at most 100 characters."""
    return re.sub(r"[\W_]+", "-", unicodedata.normalize("NFKC", name).casefold()).strip("-")[:100] or "unnamed"


def unprintable(value: str) -> bool:
    """Tell whether a text holds control characters, lone surrogates, or overrides of direction (Cc, Cs, U+202A–202E).

    Joiners and isolates stay allowed: Persian, Arabic and Indic names need them.
    """
    return any(
        (unicodedata.category(char) in {"Cc", "Cs"} and char not in LINE_BREAKS) or "\u202a" <= char <= "\u202e"
        for char in value
    )


def overloaded(value: str) -> bool:
    """Tell whether more marks are heaped on one character than any orthography uses."""
    run = 0
    for char in unicodedata.normalize("NFC", value):
        run = run + 1 if unicodedata.combining(char) else 0
        if run > MOST_MARKS:
            return True
    return False


def sought(value: str) -> str:
    """Return a text as it is searched: without case, accents or marks, so that zoe finds Zoë."""
    taken_apart = unicodedata.normalize("NFKD", value.casefold())
    return " ".join("".join(char for char in taken_apart if not unicodedata.combining(char)).split())
