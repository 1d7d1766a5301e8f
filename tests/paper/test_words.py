import re

import pytest

from app.paper.words import css_string, direction_of, groups, locale_of, page_of_pages, templates, tied, unbroken


@pytest.mark.parametrize(
    ("language", "direction"), [("en", "ltr"), ("ar", "rtl"), ("he", "rtl"), ("kk", "ltr"), ("xx", "ltr")]
)
def test_a_language_knows_its_direction(language: str, direction: str) -> None:
    assert direction_of(language) == direction


def test_a_language_that_nobody_knows_is_set_as_english_is() -> None:
    assert locale_of("tlh-Latn").language == "en"


def test_english_writes_the_day_before_the_month() -> None:
    assert templates("en").from_string("{{ day('2026-11-02') }}").render() == "2 November 2026"


@pytest.mark.parametrize(("language", "words"), [("en", "64 kB"), ("fr", "64\u202fko")])
def test_sizes_are_told_in_the_language_of_the_letter(language: str, words: str) -> None:
    assert templates(language).from_string("{{ size(64_200) }}").render() == words


@pytest.mark.parametrize(
    ("code", "language", "name"), [("ar", "fr", "arabe"), ("en", "en", "English"), ("qqq", "en", "qqq"), ("", "en", "")]
)
def test_a_language_is_called_as_the_letter_calls_it(code: str, language: str, name: str) -> None:
    assert templates(language).from_string("{{ language_name(code) }}").render(code=code) == name


@pytest.mark.parametrize(("name", "direction"), [("أ. د. نجلاء", "rtl"), ("(Ada)", "ltr"), ("", "ltr")])
def test_a_name_is_read_as_its_first_letter_is(name: str, direction: str) -> None:
    assert templates("en").from_string("{{ reads(name) }}").render(name=name) == direction


def test_the_wording_of_page_numbers_may_put_them_in_any_order() -> None:
    assert page_of_pages("{page}/{pages}") == '"" counter(page) "/" counter(pages) ""'


def test_a_string_in_a_style_sheet_cannot_end_itself() -> None:
    assert css_string('"} @import "x') == r'"\22 } @import \22 x"'
    assert css_string("</style>\n\\") == '"\\3c /style\\3e \\a \\5c "'


@pytest.mark.parametrize(
    ("typed", "set_"),
    [
        ("Vaucourt-Lassère", "Vaucourt-\u2060Lassère"),
        ("https://a.example/b-c", "https://a.example/b-\u2060c"),
        ("2017 - 2025 –", "2017 - 2025 –"),
    ],
)
def test_no_line_ends_at_a_hyphen_within_a_word(typed: str, set_: str) -> None:
    assert unbroken(typed) == set_


def test_a_unit_is_not_parted_and_an_address_is() -> None:
    assert unbroken("0.5 mg/l, µg/l") == "0.5 mg/\u2060l, µg/\u2060l"
    assert unbroken("example.org/letters/one") == "example.org/letters/one"


def test_a_digest_stands_in_groups_that_no_space_parts() -> None:
    assert re.sub("<.*?>", "", groups("ab" * 32)) == "ab" * 32
    assert groups("ab" * 32).count("<span") == 8


@pytest.mark.parametrize(
    ("words", "is_upright"),
    [
        ("École d’été, 2026", False),
        ("Ἀθῆναι", False),
        ("Київ", False),
        ("東京", True),
        ("Univ. ไทย", True),
        ("حقوق", True),
    ],
)
def test_only_letters_that_know_italics_are_slanted(words: str, *, is_upright: bool) -> None:
    assert templates("en").from_string("{{ upright(words) }}").render(words=words) == str(is_upright)


@pytest.mark.parametrize(
    ("title", "held"),
    [
        ("Table of annual values, 2017–2025", "Table of annual values, 2017\u2060–\u20602025"),
        (
            "Sheet of 20 January 2026, in ink and pencil",
            "Sheet of 20 \u2060January \u20602026, in ink and \u2060pencil",
        ),
        ("Ink", "Ink"),
    ],
)
def test_a_title_breaks_neither_in_a_date_nor_before_its_last_word(title: str, held: str) -> None:
    assert tied(title) == held
