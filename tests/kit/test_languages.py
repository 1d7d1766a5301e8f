"""Languages, countries, days and numbers, as CLDR has them."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from app.kit import languages

pytestmark = pytest.mark.one_database
SPOKEN = ("en", "fr", "uk", "ar")


@pytest.mark.parametrize("code", ["en", "uk", "pt-BR", "zh-Hant", "zh-Hant-TW", "es-419", "EN"])
def test_is_known_takes_codes_of_languages(code: str) -> None:
    assert languages.is_known(code)


@pytest.mark.parametrize(
    "code", ["", "x", "xx", "english", "en_GB", "en.utf8", "en@euro", "und", "root", "../en", "en-"]
)
def test_is_known_takes_nothing_else(code: str) -> None:
    assert not languages.is_known(code)


def test_canonical_spells_codes_as_the_standard_does() -> None:
    assert [languages.canonical(code) for code in ("EN", "pt-br", "ZH-HANT-tw", "es-419")] == [
        "en",
        "pt-BR",
        "zh-Hant-TW",
        "es-419",
    ]


def test_direction_and_endonym() -> None:
    assert [languages.direction(code) for code in ("en", "ar", "he", "xx")] == ["ltr", "rtl", "rtl", "ltr"]
    assert [languages.endonym(code) for code in ("fr", "uk", "xx")] == ["Français", "Українська", "xx"]


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("fr", "FR"),
        ("FR", "FR"),
        ("FRA", "FR"),
        ("250", "FR"),
        ("UK", "GB"),
        ("France", "FR"),
        (" france ", "FR"),
        ("Франція", "FR"),
        ("فرنسا", "FR"),
        ("Côte d’Ivoire", "CI"),
        ("Cote d'Ivoire", "CI"),
        ("Bosnia and Herzegovina", "BA"),
        ("The Netherlands", "NL"),
        ("Turkey", "TR"),
        ("Türkiye", "TR"),
        ("Kosovo", "XK"),
    ],
)
def test_country_code_understands_what_people_write(name: str, code: str) -> None:
    assert languages.country_code(name, SPOKEN) == code


@pytest.mark.parametrize(
    "name", ["", "EU", "UN", "ZZ", "XA", "001", "150", "SU", "IC", "Europe", "Atlantis", "Frankreich"]
)
def test_country_code_is_none_for_what_is_no_country(name: str) -> None:
    assert languages.country_code(name, SPOKEN) is None


@pytest.mark.parametrize("language", [*SPOKEN, "ka", "kk", "xx"])
def test_countries_are_those_of_the_standard(language: str) -> None:
    codes = [code for code, _ in languages.countries(language)]

    assert len(codes) == len(set(codes)) == 250  # the 249 of ISO 3166 and Kosovo
    assert all(len(code) == 2 and code.isalpha() for code in codes)


@pytest.mark.parametrize("language", [*SPOKEN, "de", "ka"])
def test_each_country_is_found_by_the_name_that_is_shown(language: str) -> None:
    shown = languages.countries(language)

    assert [languages.country_code(name, (language,)) for _, name in shown] == [code for code, _ in shown]


def test_countries_stand_in_the_order_of_their_letters() -> None:
    names = [name for _, name in languages.countries("fr")]

    assert names.index("Égypte") < names.index("Émirats arabes unis") < names.index("Espagne")


def test_former_names_are_of_countries() -> None:
    assert set(languages.FORMER_NAMES.values()) <= {code for code, _ in languages.countries("en")}
    assert all(languages._folded(name) == name for name in languages.FORMER_NAMES)


def test_speaking_changes_the_language_for_a_while(app: Flask) -> None:
    with app.app_context():
        with languages.speaking("fr"):
            spoken = languages.country_name("DE"), languages.day(date(2026, 11, 2)), languages.number(1234567)
        after = languages.country_name("DE"), languages.day(date(2026, 11, 2)), languages.number(1234567)

    assert spoken == ("Allemagne", "2 novembre 2026", "1\u202f234\u202f567")
    assert after == ("Germany", "2 November 2026", "1,234,567")


def test_day_is_nothing_for_no_day(app: Flask) -> None:
    with app.app_context():
        assert languages.day(None) == ""
        assert languages.day(datetime(2026, 11, 2, tzinfo=UTC), "uk") == "2 листопада 2026\u202fр."


def test_country_name_is_the_code_where_there_is_no_name(app: Flask) -> None:
    with app.app_context():
        assert languages.country_name("QQ", "fr") == "QQ"
        assert languages.country_name("", "fr") == ""


def test_size_is_written_in_the_unit_that_people_would_choose(app: Flask) -> None:
    with app.app_context(), languages.speaking("en"):
        assert [languages.size(size) for size in (1, 1_500, 1_440_000)] == ["1 kB", "2 kB", "1.4 MB"]
    with app.app_context(), languages.speaking("fr"):
        assert languages.size(1_440_000) == "1,4\u202fMo"


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("fr", "fr"),
        ("fr-CA,en;q=0.5", "fr"),
        ("kk-KZ,uk;q=0.9", "uk"),
        ("de,it", "en"),
        ("*", "en"),
        ("", "en"),
    ],
)
def test_a_reader_is_answered_in_the_best_language_asked_for(app: Flask, asked: str, answered: str) -> None:
    with app.test_request_context(headers={"Accept-Language": asked}):
        assert languages._select() == answered


@given(asked=st.text(st.characters(codec="latin-1", exclude_characters="\r\n")))
def test_no_header_is_too_odd_to_be_answered(asked: str) -> None:
    app = Flask("odd")
    languages.init_app(app, SPOKEN)

    with app.test_request_context(headers={"Accept-Language": asked}):
        assert languages._select() in SPOKEN


def test_the_first_language_of_the_site_is_spoken_where_none_fits() -> None:
    app = Flask("lusophone")
    languages.init_app(app, ("pt-BR", "en"))

    with app.app_context():
        assert languages.nearest("ja") == "pt-BR"
        assert languages.nearest("pt") == "pt-BR" or languages.nearest("pt-BR") == "pt-BR"
        assert languages._select() == "pt_BR"
        assert languages.day(date(2026, 11, 2)) == "2 de novembro de 2026"
