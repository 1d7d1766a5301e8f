from app.paper.roll.textkeeping import Keeper


def test_every_word_gets_a_code_of_its_own() -> None:
    keeper = Keeper()
    pieces = [keeper.keep("x", closing=False) for _ in range(2_000)]

    assert pieces[0] == ["kept", "qaa", "AA", "x"]
    assert pieces[-1] == ["kept", "qac", "YX", "x"]
    assert len(keeper.words) == 2_000


def test_a_mark_at_the_end_of_a_text_from_right_to_left_is_held_to_its_side() -> None:
    keeper = Keeper()
    keeper.keep("فَاطِمَةُ", closing=False)
    keeper.keep("فَاطِمَةُ", closing=True)

    assert list(keeper.words.values()) == ["فَاطِمَةُ", "فَاطِمَةُ\u200f"]
