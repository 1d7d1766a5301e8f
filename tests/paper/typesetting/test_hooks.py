"""Another release of the typesetter must not go on without us unseen."""

from types import ModuleType

import pytest
import weasyprint.pdf
from weasyprint.draw import text

from app.paper.typesetting import spelling, tagging
from app.paper.typesetting.hooks import HookMissing, put_in_place


def ours(first: int, second: int) -> int:
    return first - second


def test_our_own_stands_in_the_place_of_theirs() -> None:
    library = ModuleType("library")
    library.draw = theirs = lambda first, second: first + second  # type: ignore[attr-defined]

    assert put_in_place(library, "draw", ours) is theirs
    assert library.draw is ours


@pytest.mark.parametrize("found", [None, "no function", lambda first: first])
def test_what_is_not_as_we_know_it_is_told(found: object) -> None:
    library = ModuleType("library")
    if found is not None:
        library.draw = found  # type: ignore[attr-defined]

    with pytest.raises(HookMissing, match=r"has no library\.draw that we know"):
        put_in_place(library, "draw", ours)


def test_the_typesetter_tags_and_draws_by_ours() -> None:
    assert weasyprint.pdf.add_tags is tagging.tag
    assert text.draw_first_line is spelling.draw_line
