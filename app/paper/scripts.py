"""Tells the language of words by their script, where the script leaves no doubt."""

import unicodedata
from functools import cache

from babel.core import get_global

# What Unicode calls a letter of the script, the language it is written in, and the code of the script (ISO 15924).
_SCRIPTS = {
    "GREEK": ("el", "Grek"),
    "GEORGIAN": ("ka", "Geor"),
    "ARMENIAN": ("hy", "Armn"),
    "HEBREW": ("he", "Hebr"),
    "THAI": ("th", "Thai"),
    "HANGUL": ("ko", "Kore"),
    "HIRAGANA": ("ja", "Jpan"),
    "KATAKANA": ("ja", "Jpan"),
}
# Letters that Korean and Japanese share with Chinese: alone they tell nothing.
_SHARED = "CJK"
_FIRST_TOLD = "\u0370"
_YIDDISH = frozenset("\u05f0\u05f1\u05f2")
# One letter of Greek is a sign of mathematics.
_FEWEST_LETTERS = 2


def language_by_script(text: str, among: str) -> str:
    """The language of these words if every letter says so, and a text in the language `among` would not hold them.

    Empty where the letters leave it open, as Latin, Cyrillic, Arabic and Chinese ones do.
    """
    if max(text, default="") < _FIRST_TOLD or not _YIDDISH.isdisjoint(text):
        return ""
    letters = [character for character in text if character.isalpha()]
    scripts = {_script(letter) for letter in letters}
    told = {_SCRIPTS.get(script, ("", "")) for script in scripts - {_SHARED}}
    if len(told) != 1 or len(letters) < _FEWEST_LETTERS:
        return ""
    ((language, script),) = told
    shared = _SHARED in scripts and language not in ("ja", "ko")
    return "" if shared or script == _script_of(among) else language


def _script(letter: str) -> str:
    """The first word of its name; marks that lengthen kana are named after both scripts."""
    return unicodedata.name(letter, "").partition(" ")[0].partition("-")[0]


@cache
def _script_of(language: str) -> str:
    """The script that a language is most likely written in, by Unicode's own tables."""
    likely = get_global("likely_subtags").get(language.partition("-")[0], "")
    return next((part for part in str(likely).split("_") if part.istitle()), "")
