"""The country in an address, written for those who sort the post.

Universal Postal Convention, regulations of the UPU, and its standard S42: the country of destination is the last line,
in capitals, in a language that is known where the letter is posted. We know where a letter goes and seldom where it is
posted, so we write English, which is understood everywhere; a letter in a language of its country is not abroad.
"""

from __future__ import annotations

import unicodedata

from babel.languages import get_official_languages

from app.kit.languages import country_code, country_name
from app.paper.manuscript import Letterhead

_ENGLISH = "en"
# Georgian has no capitals in running text, and few fonts have them.
_WITHOUT_CAPITALS = ("ka",)
_DOTTED = ("tr", "az")
_ACUTE = "\u0301"


def country_line(country: str, language: str, sender: Letterhead) -> str:
    """Return the country (ISO 3166) as the last line of an address; nothing where the sender's address names it too."""
    if not country or country == _country_of(sender, language):
        return ""
    spoken = language.partition("-")[0]
    at_home = spoken in get_official_languages(country, regional=True, de_facto=True)
    return _capitals(country_name(country, language), spoken) if at_home else country_name(country, _ENGLISH).upper()


def _country_of(sender: Letterhead, language: str) -> str | None:
    """Return the country that the last line of a sender's first address names, None where it names none."""
    lines = sender.offices[0].address if sender.offices else ()
    return country_code(lines[-1], (language, _ENGLISH)) if lines else None


def _capitals(name: str, language: str) -> str:
    """Return a name in capitals as its language writes them: Turkish keeps its dots, Greek drops its accents."""
    if language in _WITHOUT_CAPITALS:
        return name
    if language in _DOTTED:
        name = name.replace("i", "İ")
    if language == "el":
        name = unicodedata.normalize("NFC", unicodedata.normalize("NFD", name).replace(_ACUTE, ""))
    return name.upper()
