"""The words that a print adds of its own, in the letter's language, and the templates they stand in."""

import re
import unicodedata
from datetime import date
from functools import cache, partial
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.dates import format_date
from babel.numbers import format_decimal
from babel.support import Translations
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from app.kit.sizes import size

_HERE = Path(__file__).resolve().parents[2]
_KINDS = {"application/pdf": "PDF", "image/png": "PNG", "image/jpeg": "JPEG"}
_SLANTING = ("LATIN", "GREEK", "CYRILLIC", "MODIFIER", "MICRO SIGN", "FEMININE", "MASCULINE")
# A stroke between two short words, as in mg/l.
_UNIT = re.compile(r"(?<=\b\w)/(?=\w{1,3}\b)|(?<=\b\w\w)/(?=\w{1,3}\b)")
_HYPHEN = re.compile(r"(?<=\w)-(?=\w)")
_SPAN = re.compile(r"(?<=\d)[–—](?=\d)")
_DATE = re.compile(r"\b(\d{1,2}\.?) (\w{3,12}) (\d{4})\b")
_LAST_WORD = re.compile(r"(?<=\w) (?=\S{1,12}$)")
_JOINER = "\u2060"


@cache
def templates(language: str) -> Environment:
    """The print's templates, speaking this language; one set a language is enough."""
    locale = locale_of(language)
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.install_gettext_translations(  # type: ignore[attr-defined]
        Translations.load(_HERE / "translations", [str(locale)]), newstyle=True
    )
    # Functions, not filters: any environment can then parse these templates, as a test of all does.
    environment.globals.update(
        bare=_bare_address,
        css_string=css_string,
        day=partial(_day, locale=locale),
        groups=groups,
        kind=_kind,
        language_name=partial(_language_name, locale=locale),
        number=partial(format_decimal, locale=locale),
        page_of_pages=page_of_pages,
        reads=_reads,
        size=partial(size, locale=locale),
        tied=tied,
        unbroken=unbroken,
        upright=_upright,
    )
    return environment


def unbroken(text: str) -> str:
    """Keep lines from ending at a hyphen within a word or an address: whoever copies them from the PDF would lose it.

    Readers of PDFs take a hyphen at the end of a line for one of the setting's own. The word joiner (U+2060) forbids
    the break, and leaves no trace in the text layer. Units such as mg/l stay whole as well.
    """
    return _UNIT.sub("/\u2060", _HYPHEN.sub("-\u2060", text))


def tied(title: str) -> str:
    """Keep the lines of a title from ending within a date or a span of years, and its last short word from one alone.

    The typesetter does not balance lines. A word joiner after a space forbids the break there (UAX 14, LB11).
    """
    spans = _SPAN.sub(lambda span: f"{_JOINER}{span[0]}{_JOINER}", unbroken(title))
    dates = _DATE.sub(rf"\1 {_JOINER}\2 {_JOINER}\3", spans)
    return _LAST_WORD.sub(f" {_JOINER}", dates)


def groups(digest: str) -> Markup:
    """A digest in groups of eight, that no spaces part: what is copied from the PDF is the digest."""
    parted = (digest[start : start + 8] for start in range(0, len(digest), 8))
    return Markup("<wbr>").join(Markup('<span class="group">{}</span>').format(group) for group in parted)


def locale_of(language: str) -> Locale:
    """The nearest locale that Babel knows; a language it does not know is set as English is."""
    if language == "en":  # of no country in particular: 2 November, not November 2
        return Locale("en", "001")
    return _known(language) or _known(language.split("-", maxsplit=1)[0]) or Locale("en")


def direction_of(language: str) -> str:
    return locale_of(language).text_direction


def css_string(text: str) -> Markup:
    """Words as a string in a style sheet; every character that could end it is written as a number."""
    escaped = "".join(f"\\{ord(c):x} " if c in '"\\<>&' or c < " " else c for c in text)
    return Markup(f'"{escaped}"')  # noqa: S704 — nothing in it can leave its quotation marks


def page_of_pages(template: str) -> Markup:
    """The wording "Page {page} of {pages}" as the content of a margin: counters among strings."""
    before, _, rest = template.partition("{page}")
    between, _, after = rest.partition("{pages}")
    parts = (css_string(before), "counter(page)", css_string(between), "counter(pages)", css_string(after))
    return Markup(" ").join(Markup(part) for part in parts)  # noqa: S704 — quoted just above


def _reads(text: str) -> str:
    """The direction of a name among names of other scripts: that of its first letter."""
    letters = (unicodedata.bidirectional(character) for character in text)
    first = next((kind for kind in letters if kind in ("L", "R", "AL")), "L")
    return "ltr" if first == "L" else "rtl"


def _upright(text: str) -> bool:
    """Whether letters among these know no italics, as only those of Latin, Greek and Cyrillic do."""
    letters = (character for character in text if character.isalpha())
    return not all(unicodedata.name(letter, "").startswith(_SLANTING) for letter in letters)


def _bare_address(address: str) -> str:
    return address.removeprefix("https://").removeprefix("http://").rstrip("/")


def _kind(media_type: str) -> str:
    return _KINDS.get(media_type, media_type)


def _day(day: str, locale: Locale) -> str:
    return format_date(date.fromisoformat(day), format="long", locale=locale)


def _language_name(code: str, locale: Locale) -> str:
    """A language as the letter's readers call it; an exhibit is often in another than the letter."""
    named = _known(code)
    return (named and named.get_display_name(locale)) or code


def _known(code: str) -> Locale | None:
    try:
        return Locale.parse(code, sep="-") if code else None
    except (ValueError, UnknownLocaleError):
        return None
