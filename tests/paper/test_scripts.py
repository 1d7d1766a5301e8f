import pytest

from app.paper.scripts import language_by_script


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Νίκος Ελευθερίου", "el"),
        ("ნინო ბერიძე", "ka"),
        ("Արամ Պետրոսյան", "hy"),
        ("שרה כהן", "he"),
        ("สมาคม", "th"),
        ("김민준", "ko"),
        ("大韓民國 한국", "ko"),
        ("さくら会", "ja"),
        ("カタカナー", "ja"),
    ],
)
def test_a_script_of_one_language_tells_it(text: str, language: str) -> None:
    assert language_by_script(text, among="en") == language


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Zoë Åkerblad",
        "Тетяна Ґудзь",
        "ليلى حداد",
        "李小龍",
        "π",
        "Prof. Νίκος",
        "פֿאָרווערטס אַװ",
        "2026 — 3",
        "Νίκος 한국",
        "李 Νίκος",
    ],
)
def test_what_leaves_it_open_tells_none(text: str) -> None:
    assert language_by_script(text, among="en") == ""


@pytest.mark.parametrize(
    ("text", "among"), [("Νίκος", "el"), ("שרה כהן", "yi"), ("שרה כהן", "he-IL"), ("さくら", "ja")]
)
def test_a_text_in_that_script_needs_no_telling(text: str, among: str) -> None:
    assert language_by_script(text, among=among) == ""
