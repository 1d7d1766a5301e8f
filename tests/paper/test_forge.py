import io

import pytest

from app.paper import forge
from app.paper.forge import _carry_out
from app.paper.jobs import LetterJob
from app.paper.manuscript import Exhibit
from app.paper.press import DONE, FAILED, LENGTH, RESULT
from tests.paper.sample import a_letter


def test_a_job_hands_over_its_print_and_ends() -> None:
    paper = io.BytesIO()

    assert _carry_out(LetterJob(a_letter()), paper) == (DONE, b"")
    said = paper.getvalue()
    assert said.startswith(RESULT)
    assert said[1 + LENGTH.size :].startswith(b"%PDF")


def test_what_cannot_be_bound_is_told_in_a_sentence() -> None:
    broken = Exhibit(3, "Map", "application/pdf", 4, "ab", content=b"none")
    kind, content = _carry_out(LetterJob(a_letter(exhibits=(broken,)), "bound"), io.BytesIO())

    assert kind == FAILED
    assert content.startswith(b"Attachment 3 cannot be bound")


@pytest.mark.parametrize(
    ("error", "sentence"), [(MemoryError(), b"more memory"), (ValueError("odd"), b"ValueError: odd")]
)
def test_whatever_goes_wrong_is_told(error: Exception, sentence: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_job: object) -> None:
        raise error

    monkeypatch.setattr(forge, "results", fail)
    kind, content = _carry_out(LetterJob(a_letter()), io.BytesIO())

    assert kind == FAILED
    assert sentence in content
