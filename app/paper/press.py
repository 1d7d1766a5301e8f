"""Prints letters, each in a process of its own that can neither reach out nor run away."""

import atexit
import contextlib
import os
import pickle
import socket
import struct
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path

from app.paper.manuscript import Manuscript, PaperSize
from app.paper.refusals import PressFailed

_HERE = Path(__file__).resolve().parents[2]

PRINTED = b"P"
FAILED = b"F"
LENGTH = struct.Struct("!Q")


@dataclass(frozen=True, slots=True)
class Limits:
    """What one print may use. A letter of 17 pages takes 3 seconds and 250 MB."""

    address_space: int = 2_000_000_000
    cpu_seconds: int = 60
    seconds: int = 120


@dataclass(frozen=True, slots=True)
class Job:
    manuscript: Manuscript
    bound: bool
    paper: PaperSize
    limits: Limits


def print_letter(
    manuscript: Manuscript,
    *,
    bound: bool = False,
    paper: PaperSize = "A4",
    limits: Limits | None = None,
) -> bytes:
    """The finished PDF; with its attachments behind it if it is to be bound."""
    job = Job(manuscript, bound, paper, limits or Limits())
    with _PRESS.workplace() as workplace:
        workplace.settimeout(job.limits.seconds + 10)
        verdict, content = _carry_out(job, workplace)
    if verdict == PRINTED:
        return content
    if verdict == FAILED:
        raise PressFailed(content.decode())
    raise PressFailed(
        f"The print needed more than {job.limits.cpu_seconds} seconds or"
        f" {job.limits.address_space // 1_000_000:,} MB and was stopped:"
        " its text is too long or too deeply nested."
    )


class _Press:
    """Our end of the forge: a process that has loaded the typesetter and forks for each print."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._owner = 0
        self._orders: socket.socket | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def workplace(self) -> socket.socket:
        """A line to a new process that is waiting for its job."""
        with self._lock:
            for last_try in (False, True):
                ours, theirs = socket.socketpair()
                try:
                    socket.send_fds(self._running(), [b"1"], [theirs.fileno()])
                except OSError as error:  # the forge has died; it is lit again, once
                    ours.close()
                    self._put_out()
                    if last_try:
                        raise PressFailed("The press could not be started.") from error
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
            [sys.executable, "-m", "app.paper.forge", str(theirs.fileno())],
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
    }


def _carry_out(job: Job, workplace: socket.socket) -> tuple[bytes, bytes]:
    """Hand over the job and wait; a process that was stopped leaves no verdict."""
    with contextlib.suppress(OSError), workplace.makefile("rwb") as line:
        order = pickle.dumps(job)
        line.write(LENGTH.pack(len(order)) + order)
        line.flush()
        verdict = line.read(1)
        length = line.read(LENGTH.size)
        if len(length) == LENGTH.size:
            content = line.read(*LENGTH.unpack(length))
            return verdict, content
    return b"", b""
