"""Text that people typed is made harmless, and not a letter of it is changed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kit import text


@given(st.text())
def test_one_line_is_one_line_and_stays_the_same(value: str) -> None:
    line = text.one_line(value)

    assert len(line.splitlines()) <= 1
    assert line == line.strip() == text.one_line(line)


def test_one_line_composes_letters() -> None:
    assert text.one_line(" Jose\u0301\t\u2028 Peña ") == "José Peña"


def test_paragraphs_keep_their_spaces() -> None:
    assert text.paragraphs("\r\n\n  code\r\nend  \rlast \n\n") == "  code\nend  \nlast "


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Sarn Water Archive", "sarn-water-archive"),
        ("  --Réseau d’eau (2026)!  ", "réseau-d-eau-2026"),
        ("مكتبة نهر الرند", "مكتبة-نهر-الرند"),
        ("ΟΔΟΣ", "οδοσ"),
        ("!!!", "unnamed"),
        ("", "unnamed"),
        ("x" * 99 + " yz", "x" * 99),
    ],
)
def test_slug_is_fit_for_an_address(name: str, slug: str) -> None:
    assert text.slug(name) == slug


def test_slugs_differ_where_names_differ_by_vowel_signs_alone() -> None:
    assert text.slug("कल") != text.slug("किल")


@given(st.text())
def test_slug_of_a_slug_is_itself(name: str) -> None:
    assert text.slug(text.slug(name)) == text.slug(name)


@pytest.mark.parametrize(
    "char", ["\0", "\x07", "\x1b", "\x7f", "\x85", "\ud800", "\u2028", "\u2029", "\u202e", "\ue000", "\ufffe", "\ufdd0"]
)
def test_unprintable_finds(char: str) -> None:
    assert text.unprintable(f"Ines{char}Halloran")


@pytest.mark.parametrize(
    "name",
    [
        "Наталія Шевчук",
        "می\u200cخواهم",  # a joiner that Persian spelling asks for
        "क्\u200dष",
        "\u2068Ines\u2069",  # isolates, which end by themselves
        "👩🏽\u200d🔬",
        "O’Brien\tJr.\nsecond line",
        "ĐỖ THỊ MAI",
    ],
)
def test_unprintable_leaves_names_of_every_script(name: str) -> None:
    assert not text.unprintable(name)
    assert not text.overloaded(name)


def test_overloaded_counts_marks_on_one_letter() -> None:
    assert not text.overloaded("x" + "\u0323" * 4)
    assert text.overloaded("x" + "\u0323" * 5)
    assert not text.overloaded("x\u0323\u0323" * 50)
    assert text.overloaded("x" + "\u0323\u034f" * 5)
    assert text.overloaded("x" + "\u0323\u200d" * 5)
    assert text.overloaded("ก" + "\u0e34" * 13)
    assert not text.overloaded("བསྒྲུབས ཧཱུྃ")


def test_overloaded_lets_every_composed_letter_pass() -> None:
    assert not any(text.overloaded(unicodedata.normalize("NFD", chr(code))) for code in range(0xC0, 0x3000))
