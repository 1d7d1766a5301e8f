"""Languages: which one is spoken, in which direction it runs, and how it writes dates, numbers, lists and countries."""

from __future__ import annotations

import re
import unicodedata
from contextlib import contextmanager
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from babel import Locale, UnknownLocaleError, negotiate_locale
from babel.core import get_global
from babel.dates import format_date
from babel.numbers import format_decimal
from flask import Flask, current_app, has_request_context, request
from flask_babel import Babel, force_locale, get_locale, lazy_gettext
from werkzeug.routing import BaseConverter

from app.kit import sizes

if TYPE_CHECKING:
    from collections.abc import Iterator

TRANSLATIONS = Path(__file__).resolve().parent.parent.parent / "translations"
DEFAULT = "en"
WORLD_ENGLISH = "en_001"  # CLDR's plain "en" is American, with the month before the day
# Language, script, region (RFC 5646): CLDR's own spelling, which Babel reads, allows more (en.utf8, en@euro, root).
WELL_FORMED = re.compile(r"(?!und)[A-Za-z]{2,3}(-[A-Za-z]{4})?(-([A-Za-z]{2}|[0-9]{3}))?", re.IGNORECASE)
SCRIPT = 4  # letters in the code of a script, and of nothing else
# What CLDR names besides countries: groupings, private codes, and parts of countries without a code in ISO 3166.
NO_COUNTRIES = {"EU", "EZ", "UN", "QO", "XA", "XB", "ZZ", "AC", "CP", "CQ", "DG", "EA", "IC", "TA"}
# Names that people write and CLDR no longer has, as they stand after folding.
FORMER_NAMES = {
    "burma": "MM",
    "cape verde": "CV",
    "czech republic": "CZ",
    "great britain": "GB",
    "hong kong": "HK",
    "ivory coast": "CI",
    "macau": "MO",
    "macedonia": "MK",
    "myanmar": "MM",
    "palestine": "PS",
    "republic of korea": "KR",
    "republic of moldova": "MD",
    "russian federation": "RU",
    "swaziland": "SZ",
    "turkey": "TR",
    "united states of america": "US",
    "viet nam": "VN",
}
gettext_later = lazy_gettext


class LanguageConverter(BaseConverter):
    """A BCP 47 code in a path, such as fr or zh-Hant, which no page's own name is mistaken for."""

    regex = r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"


def init_app(app: Flask, languages: tuple[str, ...]) -> None:
    """Speak the letter's language where an address names one, else the best of what the reader asks for."""
    app.config["LANGUAGES"] = languages
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(TRANSLATIONS)
    app.url_map.converters["language"] = LanguageConverter
    Babel(app, locale_selector=_select)
    app.jinja_env.globals.update(
        locale=get_locale,
        direction=direction,
        endonym=endonym,
        country_name=country_name,
        countries=countries,
    )
    app.jinja_env.filters.update(day=day, number=number, size=size)


def is_known(code: str) -> bool:
    """Tell whether a BCP 47 code names a language that CLDR knows."""
    return _parse(code) is not None


def canonical(code: str) -> str:
    """Return a known code as BCP 47 spells it, such as pt-BR or zh-Hant: a letter's texts are found by their codes."""
    language, *others = code.split("-")
    return "-".join([language.lower(), *(part.title() if len(part) == SCRIPT else part.upper() for part in others)])


def direction(code: str) -> str:
    """Return ltr or rtl (CLDR character order)."""
    locale = _parse(code)
    return locale.text_direction if locale else "ltr"


def endonym(code: str) -> str:
    """Return a language's name in itself, such as Українська (CLDR), its code where there is none."""
    locale = _parse(code)
    name = locale.get_display_name(locale) if locale else None
    return name[0].upper() + name[1:] if name else code


def country_name(code: str, language: str | None = None) -> str:
    """Return a country's name in a language, by default the one being spoken; the code where CLDR has none."""
    locale = (_parse(language) if language else get_locale()) or Locale.parse(DEFAULT)
    return str(locale.territories.get(code, code)) if code else ""


def countries(language: str | None = None) -> list[tuple[str, str]]:
    """Return (code, name) of every country, sorted by name as the language is spelled."""
    return list(_countries(language or str(get_locale() or DEFAULT).replace("_", "-")))


def country_code(name: str, languages: tuple[str, ...]) -> str | None:
    """Return the ISO 3166 alpha-2 code of a code or of a country's name in one of these languages, None where unknown.

    Accents, capitals, a leading "the" and & for "and" make no difference; alpha-3 and numeric codes are understood.
    """
    wanted = _folded(name)
    named = (_names(language).get(wanted) for language in languages)
    return next(filter(None, named), None) or _codes().get(wanted) or FORMER_NAMES.get(wanted)


def day(value: date | datetime | None, language: str | None = None) -> str:
    """Write a day in full, such as 2 November 2026 (CLDR long format)."""
    if value is None:
        return ""
    locale = (_parse(language) if language else get_locale()) or Locale.parse(DEFAULT)
    return format_date(value, "long", locale=WORLD_ENGLISH if str(locale) == DEFAULT else locale)


def size(value: int) -> str:
    """Write a number of bytes in the unit that people would choose, such as 1.4 MB (CLDR)."""
    return sizes.size(value, get_locale() or DEFAULT)


def number(value: int) -> str:
    """Write a number as the spoken language groups it (CLDR)."""
    return format_decimal(value, locale=get_locale() or DEFAULT)


def nearest(*codes: str) -> str:
    """Return the language of the site that serves the first of these best, the site's first where none does."""
    # Werkzeug's best_match reads kk-KZ,ru as ru even where Kazakh is spoken, so the codes are negotiated by Babel.
    spoken: tuple[str, ...] = current_app.config["LANGUAGES"]
    return negotiate_locale(codes, spoken, sep="-") or spoken[0]


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak one language for a while, in a request or outside of it."""
    with force_locale(_parse(language) or Locale.parse(DEFAULT)):
        yield


@cache
def _parse(code: str) -> Locale | None:
    try:
        return Locale.parse(code, sep="-") if WELL_FORMED.fullmatch(code) else None
    except (UnknownLocaleError, ValueError):
        return None


@cache
def _countries(language: str) -> tuple[tuple[str, str], ...]:
    locale = _parse(language) or Locale.parse(DEFAULT)
    named = [(code, name) for code, name in locale.territories.items() if _is_country(code)]
    return tuple(sorted(named, key=lambda pair: _folded(pair[1])))


@cache
def _names(language: str) -> dict[str, str]:
    return {_folded(name): code for code, name in _countries(language)}


@cache
def _codes() -> dict[str, str]:
    """Return every code by its folded spelling: alpha-2, and what CLDR knows as another code of one country."""
    known = {code for code, _ in _countries(DEFAULT)}
    others = {_folded(alias): codes[0] for alias, codes in get_global("territory_aliases").items() if len(codes) == 1}
    return {alias: code for alias, code in others.items() if code in known} | {_folded(code): code for code in known}


def _folded(name: str) -> str:
    """Return a name without what people spell differently: accents, capitals, apostrophes, & and a leading "the"."""
    plain = "".join(char for char in unicodedata.normalize("NFKD", name) if not unicodedata.combining(char))
    words = plain.casefold().replace("&", " and ").replace("’", "'").split()
    return " ".join(words[1:] if words[:1] == ["the"] else words)


def _is_country(code: str) -> bool:
    """CLDR also names regions of the world, by numbers such as 001."""
    return code.isalpha() and code not in NO_COUNTRIES


def _select() -> str:
    if not has_request_context():
        return nearest().replace("-", "_")
    named = (request.view_args or {}).get("language")
    wanted = [named] if named else [code for code, _ in request.accept_languages]
    return nearest(*wanted).replace("-", "_")
