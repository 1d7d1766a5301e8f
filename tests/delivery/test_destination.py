import pytest

from app.delivery.destination import country_line
from app.paper.manuscript import Letterhead, Office


def sender(*address: str) -> Letterhead:
    return Letterhead("Rivers", offices=(Office("Office", address),))


@pytest.mark.parametrize(
    ("country", "language", "line"),
    [
        ("FR", "uk", "FRANCE"),
        ("FR", "fr", "FRANCE"),
        ("US", "en", "UNITED STATES"),
        ("DE", "en", "GERMANY"),
        ("DE", "de", "DEUTSCHLAND"),
        ("CH", "fr-CA", "SUISSE"),
        ("TR", "tr", "TÜRKİYE"),
        ("GR", "el", "ΕΛΛΑΔΑ"),
        ("GE", "ka", "საქართველო"),
        ("LB", "ar", "لبنان"),
        ("", "en", ""),
    ],
)
def test_a_country_stands_in_capitals_in_english_or_in_its_own_language(country: str, language: str, line: str) -> None:
    assert country_line(country, language, Letterhead("Rivers")) == line


@pytest.mark.parametrize("last", ["United Kingdom", "GB", "Royaume-Uni"])
def test_the_country_of_the_sender_needs_no_line(last: str) -> None:
    assert country_line("GB", "fr", sender("14 Weir Street", last)) == ""


def test_a_sender_whose_country_is_not_known_may_be_abroad() -> None:
    assert country_line("GB", "en", sender("14 Weir Street", "Harrowmere HW2 4QF")) == "UNITED KINGDOM"
    assert country_line("GB", "en", Letterhead("Rivers")) == "UNITED KINGDOM"
