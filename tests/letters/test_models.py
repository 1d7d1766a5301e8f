"""What a letter knows of itself: whether it can be read and signed, its wording, the bytes that are signed."""

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from app.kit import clock as time
from app.letters.models import Edition, Letter, LetterState, Text, canonical, digest


@pytest.mark.usefixtures("clock")
@pytest.mark.parametrize(
    ("state", "opens", "closes", "public", "signable"),
    [
        (LetterState.DRAFT, None, None, False, False),
        (LetterState.OPEN, None, None, True, True),
        (LetterState.CLOSED, None, None, True, False),
        (LetterState.OPEN, 1, None, False, False),
        (LetterState.OPEN, 0, 1, True, True),
        (LetterState.OPEN, -2, -1, True, False),
        (LetterState.OPEN, None, 0, True, False),
    ],
)
def test_a_letter_is_read_and_signed_in_its_time(
    state: LetterState, opens: int | None, closes: int | None, *, public: bool, signable: bool
) -> None:
    def moment(hours: int | None) -> Any:
        return None if hours is None else time.now() + timedelta(hours=hours)

    letter = Letter(state=state, opens_at=moment(opens), closes_at=moment(closes))

    assert (letter.is_public(), letter.takes_signatures()) == (public, signable)


def test_a_letter_closes_by_itself(clock: time_machine.Traveller) -> None:
    letter = Letter(state=LetterState.OPEN, closes_at=time.now() + timedelta(seconds=1))
    assert letter.takes_signatures()

    clock.shift(1)

    assert not letter.takes_signatures()


def test_text_in_gives_the_first_wanted_else_the_letters_own() -> None:
    edition = Edition(letter=Letter(language="ar"), texts=[Text(language=code) for code in ("ar", "en", "fr")])

    assert edition.text_in("uk", "fr", "en").language == "fr"
    assert edition.text_in("uk").language == "ar"
    assert edition.text_in().language == "ar"


def test_the_digest_is_that_of_the_exact_bytes() -> None:
    parts = {"title": "Ferry", "lead": "", "body": "Ünïcode\n", "closing": "", "report": ""}

    assert canonical(parts) == '{"body":"Ünïcode\\n","closing":"","lead":"","report":"","title":"Ferry"}'.encode()
    assert digest(parts) == hashlib.sha256(canonical(parts)).hexdigest()
    assert Text(**parts).content() == canonical(parts)


@given(parts=st.dictionaries(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8"))))
def test_different_wordings_have_different_bytes(parts: dict[str, str]) -> None:
    assert json.loads(canonical(parts)) == parts
