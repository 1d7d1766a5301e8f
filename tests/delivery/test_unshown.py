import pytest

from app.delivery import unshown
from app.kit.database import writing
from app.letters.models import Letter
from app.signing.models import Visibility
from app.signing.particulars import Particulars
from tests import factories

NOWHERE = "\U0010fffd"  # for private use: no font of ours has it, and none of Debian's


def test_a_letter_that_can_be_shown_has_no_warning(letter: Letter) -> None:
    assert unshown.warning(letter) == ""


@pytest.mark.parametrize("visibility", [Visibility.PUBLIC, Visibility.ADDRESSEE])
def test_a_name_on_the_roll_that_no_font_can_show_is_told(letter: Letter, visibility: Visibility) -> None:
    with writing() as session:
        factories.signatory(session, letter, stated=Particulars(name=f"Ada {NOWHERE}"), visibility=visibility)

    assert "U+10FFFD" in unshown.warning(letter)


def test_so_are_the_letters_own_words_and_its_recipients(letter: Letter) -> None:
    with writing() as session:
        letter.addressees[0].office = f"Minister {NOWHERE}"
        factories.edition(session, letter, lead="\U0010fffc")

    assert "U+10FFFC" in unshown.warning(letter)
    assert "U+10FFFD" in unshown.warning(letter)
