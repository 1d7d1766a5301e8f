from collections.abc import Iterator
from pathlib import Path

import pytest

from app.paper import glyphs


@pytest.fixture(autouse=True)
def our_fonts_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """This machine has no tool that lists others."""
    monkeypatch.setenv("PATH", str(tmp_path))
    glyphs._shown.cache_clear()
    yield
    glyphs._shown.cache_clear()


def test_characters_that_no_font_of_ours_has_are_found_once() -> None:
    assert glyphs.missing("Li 李小龍", "李") == ["小", "李", "龍"]


@pytest.mark.parametrize(
    "text",
    ["Zażółć „gęślą” — jaźń\n", "Ґанок", "שלום", "كتاب\u200c", "თბილისი", "Երևան", "e\u0301 ắ\ufe0f", "a\u00ad\u2060b"],
)
def test_what_our_fonts_show_is_not_missing(text: str) -> None:
    assert glyphs.missing(text) == []


def test_a_font_of_this_machine_helps_out(tmp_path: Path) -> None:
    lister = tmp_path / "fc-list"
    lister.write_text("#!/bin/sh\necho 20 5c0f 674e-6750\n")
    lister.chmod(0o755)

    assert glyphs.missing("李小龍") == ["龍"]


def test_the_sentence_names_the_first_characters() -> None:
    assert "has 李 (CJK UNIFIED IDEOGRAPH-674E), \u0378 (U+0378): in print" in glyphs.sentence(["李", "\u0378"])
    assert "and 2 more: in print" in glyphs.sentence(list("李李李李李李李李李李"))


def test_what_cannot_be_shown_stands_by_its_number_wherever_it_would_be_drawn() -> None:
    html = (
        '<title>\U0001f9ea</title><style>@page { content: "\U0001f9ea" }</style><img alt="\U0001f9ea">'
        '<div data-title="\U0001f9ea">a\U0001f9ea</div>'
    )

    assert glyphs.named(html) == (
        '<title>\U0001f9ea</title><style>@page { content: "‹U+1F9EA›" }</style><img alt="\U0001f9ea">'
        '<div data-title="‹U+1F9EA›">a<span class="missing">‹U+1F9EA›</span></div>'
    )
