"""Has jobs done, each in a process of its own that can neither reach out nor run away."""

import atexit
import contextlib
import os
import pickle
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterator
from io import BufferedRWPair
from pathlib import Path
from typing import NamedTuple, TypeAlias

from app.paper.manuscript import Manuscript, PaperSize
from app.paper.press.jobs import Job, LetterJob, Limits, Shape
from app.paper.refusals import PressBusy, PressFailed

_HERE = Path(__file__).resolve().parents[3]

# The forge without the web application around it: there `app` is but the folder that holds `app.paper`.
_START = """
import sys
from types import ModuleType
sys.path[0] = sys.argv[2]
sys.modules["app"] = ModuleType("app")
sys.modules["app"].__path__ = [sys.argv[2] + "/app"]
from app.paper.press.forge import main
main()
"""

# What the forge answers, each followed by a length and so many bytes: which process does it, results, then one end.
STARTED = b"S"
RESULT = b"R"
DONE = b"D"
FAILED = b"F"
LENGTH = struct.Struct("!Q")

Line: TypeAlias = BufferedRWPair


class Answer(NamedTuple):
    kind: bytes
    content: bytes


def print_letter(
    manuscript: Manuscript, *, shape: Shape = "letter", paper: PaperSize = "A4", limits: Limits | None = None
) -> bytes:
    """The finished PDF of one letter; raise PressFailed."""
    (printed,) = carry_out(LetterJob(manuscript, shape, paper, limits or Limits()))
    return printed


class Brake:
    """Ends at once, from any thread, all jobs that were given it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._lines: set[socket.socket] = set()
        self._pulled = False

    def pull(self) -> None:
        with self._lock:
            self._pulled = True
            for line in self._lines:
                _cut(line)

    @contextlib.contextmanager
    def on(self, line: socket.socket) -> Iterator[None]:
        with self._lock:
            self._lines.add(line)
            if self._pulled:
                _cut(line)
        try:
            yield
        finally:
            with self._lock:
                self._lines.discard(line)


def _cut(line: socket.socket) -> None:
    with contextlib.suppress(OSError):
        line.shutdown(socket.SHUT_RDWR)


def carry_out(job: Job, *, brake: Brake | None = None) -> Generator[bytes, None, None]:
    """Yield a job's results as they are done; raise PressFailed. Closing the iterator ends the job at once.

    A thread that waits for it cannot be made to close it: there the brake does.
    """
    begun = time.monotonic()
    brake = brake or Brake()
    with _PRESS.workplace(job.trade) as workplace, brake.on(workplace), workplace.makefile("rwb") as line:
        workplace.settimeout(job.limits.seconds + 10)
        with contextlib.suppress(OSError):
            order = pickle.dumps(job)
            line.write(LENGTH.pack(len(order)) + order)
            line.flush()
        worker, answer = _answer(line), Answer(RESULT, b"")
        try:
            while (answer := _answer(line)).kind == RESULT:
                yield answer.content
        finally:
            if answer.kind == RESULT:  # nobody waits for the rest
                _end(worker)
    if answer.kind == FAILED:
        raise PressFailed(answer.content.decode())
    if answer.kind != DONE:
        raise _stopped(job.limits, time.monotonic() - begun)


def _answer(line: Line) -> Answer:
    """What the forge says next; a process that was stopped says nothing."""
    with contextlib.suppress(OSError):
        kind, length = line.read(1), line.read(LENGTH.size)
        if len(length) == LENGTH.size:
            (size,) = LENGTH.unpack(length)
            content = line.read(size)
            if len(content) == size:
                return Answer(kind, content)
    return Answer(b"", b"")


def _end(worker: Answer) -> None:
    """Stop the process, should it still be at work; the forge has already buried one that is not."""
    if worker.kind == STARTED:
        with contextlib.suppress(ProcessLookupError):
            os.kill(int(worker.content), signal.SIGKILL)


def _stopped(limits: Limits, seconds: float) -> PressFailed:
    if seconds >= limits.seconds:
        return PressBusy(f"The print was not done within {limits.seconds} seconds and was stopped.")
    return PressFailed(
        f"The print needed more than {min(limits.cpu_seconds, limits.cpu_seconds_each)} seconds or"
        f" {limits.address_space // 1_000_000:,} MB and was stopped:"
        " its text is too long or too deeply nested, or an attachment too large."
    )


class _Press:
    """Our end of the forge: a process that has loaded the typesetter and forks for each job."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner = 0
        self._orders: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def workplace(self, trade: bytes) -> socket.socket:
        """A line to a new process that is waiting for a job of this trade."""
        with self._lock:
            for last_try in (False, True):
                ours, theirs = socket.socketpair()
                try:
                    socket.send_fds(self._running(), [trade], [theirs.fileno()])
                except OSError as error:  # the forge has died; it is lit again, once
                    ours.close()
                    self._put_out()
                    if last_try:
                        raise PressBusy("The press could not be started.") from error
                else:
                    return ours
                finally:
                    theirs.close()
        raise AssertionError

    def _running(self) -> socket.socket:
        # A web server that has forked since must not share its parent's line.
        if self._orders is None or self._owner != os.getpid():
            self._put_out()
            self._orders = self._light()
            self._owner = os.getpid()
        return self._orders

    def put_out(self) -> None:
        with self._lock:
            self._put_out()

    def _put_out(self) -> None:
        """End our forge; of one that belongs to the process we were forked from, only our copy of its line."""
        if self._orders:
            self._orders.close()
            self._orders = None
        if self._process:
            self._process.terminate()  # does nothing to a process that is no child of ours
            self._process.wait()
            self._process = None

    def _light(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        self._process = subprocess.Popen(  # noqa: S603 — our own module, and nothing from outside
            [sys.executable, "-c", _START, str(theirs.fileno()), str(_HERE)],
            cwd=_HERE,
            env=_surroundings(),
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )
        theirs.close()
        return ours


_PRESS = _Press()
atexit.register(_PRESS.put_out)


def _surroundings() -> dict[str, str]:
    """What a typesetter needs to know of this machine: none of our settings and secrets."""
    kept = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "XDG_CACHE_HOME", "FONTCONFIG_PATH")
    # Fonts are stamped with the time they were made; the same letter must give the same bytes.
    return {name: os.environ[name] for name in kept if name in os.environ} | {
        "SOURCE_DATE_EPOCH": "0",
        "PYTHONHASHSEED": "0",
        "RAYON_NUM_THREADS": "1",  # as many jobs run at once as there are processors: threads would only contend
    }
