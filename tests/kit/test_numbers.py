"""A number from outside is never larger than what a row can have."""

import pytest
from flask import Flask
from werkzeug.exceptions import NotFound

from app.kit import numbers
from app.kit.numbers import HIGHEST, within


@pytest.mark.parametrize(
    ("number", "nearest"), [("7", 7), (7, 7), (None, None), (-1, 0), ("3000000000", HIGHEST), (HIGHEST, HIGHEST)]
)
def test_within_is_the_nearest_number_of_a_row(number: int | str | None, nearest: int | None) -> None:
    assert within(number) == nearest


@pytest.mark.parametrize("path", ["3000000000", "9" * 19, "9" * 5000, "-1", "x"])
def test_an_address_with_no_possible_number_leads_nowhere(path: str) -> None:
    app = Flask("another")
    numbers.init_app(app)
    app.add_url_rule("/<int:number>", "row")
    addresses = app.url_map.bind("localhost")

    assert addresses.match(f"/{HIGHEST}") == ("row", {"number": HIGHEST})
    with pytest.raises(NotFound):
        addresses.match(f"/{path}")
