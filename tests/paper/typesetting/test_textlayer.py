from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from app.letters.prose import for_print
from app.paper.letter.letter import set_letter
from app.paper.typesetting.fetcher import STATIC
from app.paper.typesetting.textlayer import anchor, letters_by_glyph
from tests.paper.sample import a_letter, printed


def test_a_font_says_which_letters_its_joined_forms_stand_for() -> None:
    font = STATIC / "fonts" / "print" / "NotoNaskhArabic-Regular.ttf"
    letters = set(letters_by_glyph(font.read_bytes()).values())

    assert {"أ", "ب", "لا", "ُ"} <= letters
    assert letters.isdisjoint({"\N{ARABIC LETTER BEH INITIAL FORM}", "\N{ARABIC LIGATURE LAM WITH ALEF FINAL FORM}"})


def test_a_marked_letter_does_not_take_that_letter_from_other_words(prints: Path) -> None:
    body = for_print("\n\n".join(["أُغلقت المكتبة ثلاثة أشهر بعد أن أصدقاء"] * 8), prefix="letter").passage
    print_ = printed(set_letter(a_letter(language="ar", title="أُغلقت", body=body), paper="A4"), prints)

    for word in ("أشهر", "أن", "أصدقاء"):
        assert print_.text.count(word) >= 8


@pytest.mark.parametrize("font", sorted((STATIC / "fonts" / "print").glob("*.ttf")), ids=lambda font: font.stem)
def test_an_anchor_shows_nothing(font: Path) -> None:
    number, letter, _ = anchor(font.read_bytes())
    with TTFont(font) as opened:
        glyph = opened["glyf"][opened.getGlyphName(number)]

    assert letter in "\u200b\u200c\u200d\ufeff "
    assert glyph.numberOfContours == 0
