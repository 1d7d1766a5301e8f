import pytest
from weasyprint.urls import FatalURLFetchingError

from app.paper import forge
from app.paper.forge import _forbid, _verdict
from app.paper.manuscript import Exhibit
from app.paper.press import FAILED, PRINTED, Job, Limits
from tests.paper.sample import a_letter


@pytest.mark.parametrize("event", ["socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.fork"])
def test_a_print_may_not_reach_out(event: str) -> None:
    with pytest.raises(FatalURLFetchingError, match=event):
        _forbid(event, ())


def test_a_print_may_open_its_libraries() -> None:
    _forbid("open", ("a.py", "r", 0))


def test_a_job_ends_with_its_print() -> None:
    verdict, content = _verdict(Job(a_letter(), bound=False, paper="A4", limits=Limits()))

    assert verdict == PRINTED
    assert content.startswith(b"%PDF")


def test_what_cannot_be_bound_is_told_in_a_sentence() -> None:
    broken = Exhibit(3, "Map", "application/pdf", 4, "ab", content=b"none")
    verdict, content = _verdict(Job(a_letter(exhibits=(broken,)), bound=True, paper="A4", limits=Limits()))

    assert verdict == FAILED
    assert content.startswith(b"Attachment 3 cannot be bound")


@pytest.mark.parametrize(
    ("error", "sentence"), [(MemoryError(), b"more memory"), (ValueError("odd"), b"ValueError: odd")]
)
def test_whatever_goes_wrong_is_told(error: Exception, sentence: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> bytes:
        raise error

    monkeypatch.setattr(forge, "set_letter", fail)
    verdict, content = _verdict(Job(a_letter(), bound=False, paper="A4", limits=Limits()))

    assert verdict == FAILED
    assert sentence in content
