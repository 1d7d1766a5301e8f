import io
import resource
from pathlib import Path

import pytest

from app.paper.manuscript import Exhibit
from app.paper.press import DONE, FAILED, LENGTH, RESULT, forge
from app.paper.press.forge import _carry_out
from app.paper.press.jobs import LetterJob, Limits
from app.paper.refusals import Forbidden
from tests.paper.sample import a_letter


@pytest.fixture(autouse=True)
def _no_limits_on_the_tests(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a job may use is set for the process that it is done in, which here is that of all tests."""
    monkeypatch.setattr(resource, "setrlimit", lambda *_: None)


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
    ("error", "sentence"), [(MemoryError(), b"more memory"), (ValueError("odd"), b"could not cope")]
)
def test_whatever_goes_wrong_is_told(error: Exception, sentence: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_job: object) -> None:
        raise error

    monkeypatch.setattr(forge, "results", fail)
    kind, content = _carry_out(LetterJob(a_letter()), io.BytesIO())

    assert kind == FAILED
    assert sentence in content


def test_each_result_of_a_job_has_its_own_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    """One letter to a hundred: the first print may not use up the time of all."""
    granted = []
    monkeypatch.setattr(resource, "setrlimit", lambda _what, seconds: granted.append(seconds))
    monkeypatch.setattr(forge, "results", lambda _job: iter([b"one", b"two"]))

    _carry_out(LetterJob(a_letter(), limits=Limits(cpu_seconds=10_000, cpu_seconds_each=7)), io.BytesIO())

    assert [most for _soft, most in granted] == [10_000, 10_000]
    assert all(7 < soft < 1_000 for soft, _most in granted)


def test_a_child_ends_even_where_it_cannot_clear_up(monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise Forbidden

    def ended(code: int) -> None:
        raise SystemExit(code)

    monkeypatch.setattr(forge.shutil, "rmtree", refused)
    monkeypatch.setattr(forge.os, "_exit", ended)

    with pytest.raises(SystemExit):
        forge._leave(Path("nowhere"))
