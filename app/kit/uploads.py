"""Reading what somebody sends without waiting for it for ever: what trickles in is given up, and nobody else waits."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from threading import BoundedSemaphore, Lock, Thread
from time import monotonic
from typing import IO

from app.kit.languages import gettext_later as _
from app.kit.refusals import Refusal

IN_ALL = 120.0  # seconds that one upload may take
GRACE = 10.0  # seconds before its rate counts
LOWEST = 20_000  # bytes a second
PIECE = 16_384  # bytes that are waited for at once: 0.8 s at the lowest rate
PARTING = 0.2  # seconds in which a reader that is done for can end
MOST_STUCK = 64  # readers, those included whose sender has fallen silent and whom nobody waits for any more


class TooSlow(Refusal):
    """Something that does not come, or drop by drop."""

    sentence = _("The file came too slowly and was given up. Please try again.")
    status = 408


class NoPlace(Refusal):
    """The same network, or too many others, are sending something at this moment."""

    status = 503


class Places:
    """Where uploads are taken in: so many at once, and one from each network."""

    def __init__(self, count: int) -> None:
        self._room = BoundedSemaphore(count)
        self._lock = Lock()
        self._networks: set[str] = set()

    @contextmanager
    def taken(self, network: str, stream: IO[bytes]) -> Iterator[Upload]:
        """Give what comes from a network as a file to be read in time; raise NoPlace.

        The room is free again with the end of the block, the network's place once its last byte is waited for no more.
        """
        self._enter(network)
        upload = Upload(stream, freed=lambda: self._leave(network))
        try:
            if not self._room.acquire(blocking=False):
                raise NoPlace
            try:
                yield upload
            finally:
                self._room.release()
        finally:
            upload.close()

    def _enter(self, network: str) -> None:
        with self._lock:
            if network in self._networks or len(self._networks) >= MOST_STUCK:
                raise NoPlace
            self._networks.add(network)

    def _leave(self, network: str) -> None:
        with self._lock:
            self._networks.discard(network)


class Upload:
    """A body as it comes in, read by a thread of its own: a web server's own read waits without end.

    `read` raises TooSlow once it has taken longer than IN_ALL or, after GRACE, comes below the LOWEST rate.
    """

    def __init__(self, stream: IO[bytes], *, freed: Callable[[], None]) -> None:
        self._stream, self._freed = stream, freed
        self._pieces = SimpleQueue[bytes | BaseException]()
        self._lock, self._holders = Lock(), 1
        self._reader: Thread | None = None
        self._given_up = self._ended = False
        self._began, self._received, self._rest = monotonic(), 0, b""

    def read(self, size: int = -1) -> bytes:
        """Return at most so many bytes, or all that are left; none at the end."""
        if size < 0:
            return b"".join(iter(lambda: self.read(PIECE), b""))
        if not self._rest:
            self._rest = self._next()
        given, self._rest = self._rest[:size], self._rest[size:]
        return given

    def close(self) -> None:
        """Wait for nothing more. A reader whose sender has fallen silent ends with the connection."""
        self._given_up = True
        if self._reader:
            self._reader.join(PARTING)
        self._let_go()

    def _next(self) -> bytes:
        if self._ended:
            return b""
        if self._reader is None:
            self._holders = 2
            self._reader = Thread(target=self._take_in, name="upload", daemon=True)
            self._reader.start()
        try:
            piece = self._pieces.get(timeout=max(self._left(), 0))
        except Empty:
            raise TooSlow from None
        if isinstance(piece, BaseException):
            raise piece
        self._received += len(piece)
        self._ended = not piece
        if not self._ended and self._left() < 0:
            raise TooSlow
        return piece

    def _left(self) -> float:
        """Return for how many seconds the next piece is waited for."""
        return min(IN_ALL, GRACE + self._received / LOWEST) - (monotonic() - self._began)

    def _take_in(self) -> None:
        last: bytes | BaseException = b""
        try:
            while (piece := self._stream.read(PIECE)) and not self._given_up:
                self._pieces.put(piece)
        except BaseException as error:  # noqa: BLE001 - raised where it is read
            last = error
        self._let_go()
        self._pieces.put(last)

    def _let_go(self) -> None:
        with self._lock:
            self._holders -= 1
            last = not self._holders
        if last:
            self._freed()
