from app.paper.roll.typefaces import OURS, choose


def test_a_plain_text_needs_our_own_font_alone() -> None:
    choice = choose("Zoë Ґ Ω", "en", ("Source Serif 4 Caption",))

    assert choice.families == ("Source Serif 4 Caption",)
    assert {file.parent for file in choice.files} == {OURS}


def test_what_no_font_has_is_told() -> None:
    assert choose("a\u0378", "en", ("Source Serif 4 Caption",)).missing == {"\u0378"}


def test_ours_go_before_those_of_the_machine() -> None:
    assert "Noto Naskh Arabic" in choose("ليلى", "en", ("Source Serif 4 Caption",)).families
