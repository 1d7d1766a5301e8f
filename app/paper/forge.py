"""The press's own process: holds the typesetter ready and forks once for every print.

Not multiprocessing's fork server: that one imports the caller's main program again in each child, is
refused inside daemonic processes such as web workers, and shares one state with all that use it.
"""

import gc
import os
import pickle
import resource
import signal
import socket
import sys

from weasyprint.urls import FatalURLFetchingError

from app.paper.binding import bind
from app.paper.letter import rehearse, set_letter
from app.paper.press import FAILED, LENGTH, PRINTED, Job, Limits
from app.paper.refusals import PressFailed

_FORBIDDEN = ("socket.", "subprocess.", "os.exec", "os.system", "os.posix_spawn", "os.fork")
_LARGEST_FILE = 500_000_000


def main() -> None:
    """Fork for every line that is handed over, until our owner closes theirs."""
    orders = socket.socket(fileno=int(sys.argv[1]))
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children that have ended leave nothing behind
    rehearse()
    gc.freeze()  # what is loaded now is shared with every child, and stays so
    while True:
        order, lines, _, _ = socket.recv_fds(orders, 1, 1)
        if not order:
            return
        for line in lines:
            _fork(orders, socket.socket(fileno=line))


def _fork(orders: socket.socket, line: socket.socket) -> None:
    with line:
        if os.fork():
            return
        orders.close()
        try:
            _print(line)
        finally:
            os._exit(0)


def _print(line: socket.socket) -> None:
    """One job: read it, do it within its limits, say how it went."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    with line.makefile("rwb") as paper:
        (length,) = LENGTH.unpack(paper.read(LENGTH.size))
        job: Job = pickle.loads(paper.read(length))  # noqa: S301 — from our own parent only
        _confine(job.limits)
        verdict, content = _verdict(job)
        paper.write(verdict + LENGTH.pack(len(content)) + content)


def _confine(limits: Limits) -> None:
    """From here on the kernel ends this process when it takes too much."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.address_space, limits.address_space))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (_LARGEST_FILE, _LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(limits.seconds)
    sys.addaudithook(_forbid)


def _forbid(event: str, _: object) -> None:
    """No way to the network or to another program, whatever a library might try."""
    if event.startswith(_FORBIDDEN):
        raise FatalURLFetchingError(f"The print tried {event}, which it may not.")


def _verdict(job: Job) -> tuple[bytes, bytes]:
    try:
        printed = set_letter(job.manuscript, paper=job.paper)
        return PRINTED, bind(printed, job.manuscript, paper=job.paper) if job.bound else printed
    except (PressFailed, FatalURLFetchingError) as refusal:
        return FAILED, str(refusal).encode()
    except (MemoryError, RecursionError, SystemError):  # C libraries that lack memory give the last
        return FAILED, b"The print needs more memory than it may have: its text is too long."
    except Exception as error:  # noqa: BLE001 — whatever went wrong is told to the one who waits
        return FAILED, f"The typesetter failed: {type(error).__name__}: {error}".encode()


if __name__ == "__main__":
    main()
