"""The press's own process: holds the typesetters ready that were asked for and forks once for every job.

Not multiprocessing's fork server: that one imports the caller's main program again in each child, is
refused inside daemonic processes such as web workers, and shares one state with all that use it.
"""

import gc
import math
import os
import pickle
import resource
import shutil
import signal
import socket
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from app.paper.press import DONE, FAILED, LENGTH, RESULT, STARTED, Line
from app.paper.press.cage import shut
from app.paper.press.jobs import LETTERS, ROLLS, Job, Limits
from app.paper.refusals import Forbidden, PressFailed

# Loaded when the first order comes: letters need WeasyPrint, which takes a second; rolls need Typst.
_BENCHES = {LETTERS: "app.paper.press.workbench", ROLLS: "app.paper.press.rollbench"}
_LARGEST_FILE = 500_000_000
_UNFORESEEN = (
    "The typesetter could not cope with something in this letter or its attachments ({kind});"
    " whoever runs the site finds the details in its log."
)
_COURTESY = 10  # whoever reads or signs a letter goes before whoever has one printed


def main() -> None:
    """Fork for every line that is handed over, until our owner closes theirs."""
    orders = socket.socket(fileno=int(sys.argv[1]))
    os.nice(_COURTESY)
    # Not SIG_IGN: then the kernel would not count what children have used to us, and so to whoever started us.
    signal.signal(signal.SIGCHLD, lambda *_: _bury())
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    with tempfile.TemporaryDirectory(prefix="press-") as scratch:
        try:
            while _fork_for_next(orders, Path(scratch)):
                _sweep(Path(scratch))
        finally:  # an owner closes the line and sends the signal: the latter must not disturb the clearing up
            signal.signal(signal.SIGTERM, signal.SIG_IGN)


def _fork_for_next(orders: socket.socket, scratch: Path) -> bool:
    trade, lines, _, _ = socket.recv_fds(orders, 1, 1)
    if trade:
        _make_ready(trade)
    for line in lines:
        _fork(orders, socket.socket(fileno=line), scratch)
    return bool(trade)


@cache
def _make_ready(trade: bytes) -> None:
    """Load what this trade needs, and try it: all its children have it from the start."""
    _bench(trade).rehearse()
    gc.freeze()  # what is loaded now is shared with every child, and stays so


def _bench(trade: bytes) -> Any:  # noqa: ANN401 — a module with `rehearse` and `results`
    return import_module(_BENCHES[trade])


def results(job: Job) -> Iterator[bytes]:
    """Yield what a job asks for; raise PressFailed."""
    yield from _bench(job.trade).results(job)


def _bury() -> None:
    """Take leave of every child that has ended."""
    with suppress(ChildProcessError):
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass


def _sweep(scratch: Path) -> None:
    """Clear away what jobs have left that are over."""
    for folder in scratch.iterdir():
        if not Path("/proc", folder.name).exists():
            shutil.rmtree(folder, ignore_errors=True)


def _fork(orders: socket.socket, line: socket.socket, scratch: Path) -> None:
    with line:
        if os.fork():
            return
        orders.close()
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        desk = scratch / str(os.getpid())
        try:
            desk.mkdir()
            _work(line, desk)
        finally:
            _leave(desk)


def _leave(desk: Path) -> NoReturn:
    """End here, whatever happens: a child must never return to what its parent does."""
    try:
        shutil.rmtree(desk, ignore_errors=True)
    finally:
        os._exit(0)


def _work(line: socket.socket, desk: Path) -> None:
    """One job: read it, do it within its limits, hand over each result, say how it went."""
    with line.makefile("rwb") as paper:
        _say(paper, STARTED, str(os.getpid()).encode())
        (length,) = LENGTH.unpack(paper.read(LENGTH.size))
        job: Job = pickle.loads(paper.read(length))  # noqa: S301 — from our own parent only
        tempfile.tempdir = str(desk)
        os.chdir(desk)  # so names relative to a folder, as of one that is cleared away, are not taken for our own files
        _confine(job.limits)
        shut(desk)
        _say(paper, *_carry_out(job, paper))


def _say(paper: Line, kind: bytes, content: bytes = b"") -> None:
    paper.write(kind + LENGTH.pack(len(content)) + content)
    paper.flush()


def _confine(limits: Limits) -> None:
    """From here on the kernel ends this process when it takes too much."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.address_space, limits.address_space))
    _grant(limits)
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE, _LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(limits.seconds)


def _grant(limits: Limits) -> None:
    """Grant the seconds of one result, from now on, out of those of the whole job."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    until = math.ceil(used.ru_utime + used.ru_stime) + limits.cpu_seconds_each
    resource.setrlimit(resource.RLIMIT_CPU, (min(until, limits.cpu_seconds), limits.cpu_seconds))


def _carry_out(job: Job, paper: Line) -> tuple[bytes, bytes]:
    try:
        for result in results(job):
            _say(paper, RESULT, result)
            _grant(job.limits)
    except (PressFailed, Forbidden) as refusal:
        return FAILED, str(refusal).encode()
    except (MemoryError, RecursionError, SystemError):  # C libraries that lack memory give the last
        return (
            FAILED,
            b"The print needs more memory than it may have: its text is too long, or an attachment too large.",
        )
    except Exception as error:  # noqa: BLE001 — whatever went wrong is told to the one who waits
        traceback.print_exc()  # for those who mend it
        return FAILED, _UNFORESEEN.format(kind=type(error).__name__).encode()
    return DONE, b""
