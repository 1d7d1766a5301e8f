"""A refusal is a sentence that becomes text when it is shown."""

import pytest
from flask import Flask

from app.kit.languages import gettext_later, speaking
from app.kit.refusals import Refusal

pytestmark = pytest.mark.one_database


class NoRoom(Refusal):
    sentence = gettext_later("Remove the characters that cannot be printed.")
    status = 507


def test_a_refusal_says_its_own_sentence_or_that_of_its_class() -> None:
    assert str(Refusal()) == "This cannot be done."
    assert str(Refusal("The letter is closed.")) == "The letter is closed."


def test_a_lazy_sentence_is_said_when_it_is_shown(app: Flask) -> None:
    refusal = NoRoom()

    with app.app_context(), speaking("fr"):
        assert str(refusal) == str(NoRoom.sentence)
