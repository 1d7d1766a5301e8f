"""Sizes of files as people write them: known to the pages and to the prints, so it needs neither request nor site."""

from babel import Locale
from babel.units import format_unit

_KILOBYTE = 1_000
_MEGABYTE = 1_000_000


def size(count: int, locale: Locale | str) -> str:
    """Write a number of bytes in the unit that people would choose, such as 1.4 MB or 72 ko (CLDR)."""
    if count >= _MEGABYTE:
        return format_unit(count / _MEGABYTE, "digital-megabyte", "short", "#,##0.0", locale=locale)
    return format_unit(max(count / _KILOBYTE, 1), "digital-kilobyte", "short", "#,##0", locale=locale)
