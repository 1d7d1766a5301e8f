import threading
from collections.abc import Iterator
from io import BytesIO
from itertools import count
from pathlib import Path

import pytest

from app.kit import uploads
from app.kit.uploads import NoPlace, Places, TooSlow


class Silent:
    """A connection on which nothing comes until it is cut."""

    def __init__(self) -> None:
        self.cut = threading.Event()

    def read(self, _size: int) -> bytes:
        self.cut.wait()
        return b""


class Dripping:
    """A byte every twenty seconds, by a clock that moves with each."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.seconds = 0
        monkeypatch.setattr(uploads, "monotonic", lambda: self.seconds)

    def read(self, _size: int) -> bytes:
        self.seconds += 20
        return b"x"


@pytest.fixture
def silent() -> Iterator[Silent]:
    stream = Silent()
    yield stream
    stream.cut.set()
    end_of_readers()


def end_of_readers() -> None:
    for thread in threading.enumerate():
        if thread.name == "upload":
            thread.join()


def test_what_comes_in_time_is_read_to_its_end() -> None:
    content = bytes(range(256)) * 400
    with Places(1).taken("here", BytesIO(content)) as upload:
        pieces = list(iter(lambda: upload.read(70_000), b""))

        assert b"".join(pieces) == content
        assert upload.read(1) == b""


def test_what_drips_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    with Places(1).taken("here", Dripping(monkeypatch)) as upload, pytest.raises(TooSlow):
        upload.read()


def test_a_steady_stream_is_given_up_once_it_has_taken_too_long(monkeypatch: pytest.MonkeyPatch) -> None:
    """It keeps to the lowest rate, and would go on for as long as it likes."""
    seconds = count()
    monkeypatch.setattr(uploads, "monotonic", lambda: next(seconds))
    monkeypatch.setattr(uploads, "LOWEST", 1)

    with Path("/dev/zero").open("rb") as endless, Places(1).taken("here", endless) as upload, pytest.raises(TooSlow):
        upload.read()


def test_who_falls_silent_keeps_nobody_waiting_but_themselves(silent: Silent, monkeypatch: pytest.MonkeyPatch) -> None:
    places = Places(1)

    with monkeypatch.context() as patience:
        patience.setattr(uploads, "GRACE", 0)
        with places.taken("here", silent) as upload, pytest.raises(TooSlow):
            upload.read(1)
    with pytest.raises(NoPlace), places.taken("here", BytesIO()):
        pass
    with places.taken("elsewhere", BytesIO(b"a")) as upload:
        assert upload.read() == b"a"
    silent.cut.set()
    end_of_readers()
    with places.taken("here", BytesIO(b"b")) as upload:
        assert upload.read() == b"b"


def test_there_is_one_place_for_each_network_and_so_many_for_all() -> None:
    places = Places(2)

    with places.taken("here", BytesIO()), places.taken("elsewhere", BytesIO()):
        for network in ("here", "a third"):
            with pytest.raises(NoPlace), places.taken(network, BytesIO()):
                pass

    with places.taken("here", BytesIO()), places.taken("a third", BytesIO()):
        pass


def test_readers_of_silent_senders_are_not_without_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploads, "MOST_STUCK", 1)
    places = Places(2)

    with places.taken("here", BytesIO()), pytest.raises(NoPlace), places.taken("elsewhere", BytesIO()):
        pass


def test_what_goes_wrong_while_reading_is_told_to_who_reads() -> None:
    class Broken:
        def read(self, _size: int) -> bytes:
            raise ConnectionResetError

    with Places(1).taken("here", Broken()) as upload, pytest.raises(ConnectionResetError):
        upload.read()
