"""Numbers that come from outside: none is larger than the databases can look up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from werkzeug.routing import IntegerConverter, ValidationError

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug.routing import Map

HIGHEST = 2**31 - 1  # of an INTEGER in PostgreSQL
DIGITS = len(str(HIGHEST))


class Number(IntegerConverter):
    """A number in an address; one that no row can have leads nowhere, as any other wrong address."""

    def __init__(self, url_map: Map) -> None:
        super().__init__(url_map, max=HIGHEST)

    def to_python(self, value: str) -> int:
        """Read the digits; so many that Python itself refuses them are no number either."""
        if len(value) > DIGITS:
            raise ValidationError
        return int(super().to_python(value))


def init_app(app: Flask) -> None:
    """Let every `<int:…>` of a route be such a number, the ones that are still to be written too."""
    app.url_map.converters["int"] = Number


def within(number: int | str | None) -> int | None:
    """Return the nearest number that a row can have: for queries and forms, where a limit does as well."""
    return None if number is None else min(max(int(number), 0), HIGHEST)
