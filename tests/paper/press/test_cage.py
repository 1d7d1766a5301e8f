import os
import subprocess
import sys
from pathlib import Path

import pytest

from app.config import ROOT
from app.paper.press.cage import FIRST_WITH_TCP, forbid, landlock_version, readable
from app.paper.refusals import Forbidden


@pytest.mark.parametrize("event", ["socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.fork"])
def test_a_print_may_not_reach_out(event: str) -> None:
    with pytest.raises(Forbidden, match=event):
        forbid(event, (), ())


def test_a_print_may_open_its_libraries_and_our_assets() -> None:
    for path in (os.__file__, ROOT / "templates" / "print" / "letter.html"):
        forbid("open", (str(path), "r", 0), readable())


@pytest.mark.parametrize("path", ["/etc/hostname", "data/undersigned.sqlite", "static/../data/keys/secret.key"])
def test_a_print_may_open_no_other_file(path: str) -> None:
    with pytest.raises(Forbidden, match="tried to open"):
        forbid("open", (str(ROOT / path), "r", 0), readable())


PROGRAM = """
import ctypes, os, sys
from pathlib import Path
from app.paper.press.cage import shut
folder, libc = Path(sys.argv[1]), ctypes.CDLL(None, use_errno=True)
shut(folder / "scratch")
def told(*numbers):
    print(*(number >= 0 for number in numbers))
"""


def ran(folder: Path, program: str) -> list[bool]:
    """What a process that has shut itself in tells of its calls past the audit hook, as a decoder in C makes them."""
    if landlock_version() < FIRST_WITH_TCP:
        pytest.skip("this kernel has no Landlock, or an older one; the audit hook stands alone here")
    (folder / "scratch").mkdir()
    (folder / "kept").write_text("kept")
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM + program, str(folder)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert (folder / "kept").read_text() == "kept"
    return [word == "True" for word in done.stdout.split()]


def test_the_kernel_opens_no_file_outside(tmp_path: Path) -> None:
    program = """
for path in ("/etc/hostname", "wsgi.py", folder / "kept", f"/proc/{os.getppid()}/environ", "/proc/self/cwd/wsgi.py"):
    told(libc.open(bytes(Path(path)), os.O_RDONLY))
"""

    assert ran(tmp_path, program) == [False] * 5


def test_the_kernel_opens_our_assets_and_the_folder_of_the_job(tmp_path: Path) -> None:
    program = """
told(libc.open(b"templates/base.html", os.O_RDONLY))
told(libc.open(bytes(folder / "scratch" / "a"), os.O_WRONLY | os.O_CREAT, 0o600))
"""

    assert ran(tmp_path, program) == [True, True]


def test_the_kernel_changes_no_file_outside(tmp_path: Path) -> None:
    program = """
kept = bytes(folder / "kept")
told(libc.truncate(kept, 0), libc.chmod(kept, 0o777), libc.unlink(kept), libc.utime(kept, None))
told(libc.rename(kept, bytes(folder / "scratch" / "kept")), libc.open(kept, os.O_WRONLY | os.O_TRUNC))
"""

    assert ran(tmp_path, program) == [False] * 6


def test_the_kernel_lets_nothing_out(tmp_path: Path) -> None:
    """TCP, UDP, sockets that are files or names, such as a database's, and the kernel's own."""
    program = """
told(libc.socket(2, 1, 0), libc.socket(2, 2, 0), libc.socket(10, 2, 0), libc.socket(1, 1, 0), libc.socket(16, 3, 0))
told(libc.kill(os.getppid(), 0), libc.fork(), libc.execve(b"/bin/true", None, None))
"""

    assert ran(tmp_path, program) == [False] * 8
