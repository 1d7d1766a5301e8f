import os
import subprocess
import sys
from pathlib import Path

import pytest
from weasyprint.urls import FatalURLFetchingError

from app.config import ROOT
from app.paper.cage import FIRST_WITH_TCP, forbid, landlock_version, readable


@pytest.mark.parametrize("event", ["socket.connect", "socket.getaddrinfo", "subprocess.Popen", "os.fork"])
def test_a_print_may_not_reach_out(event: str) -> None:
    with pytest.raises(FatalURLFetchingError, match=event):
        forbid(event, (), ())


def test_a_print_may_open_its_libraries_and_our_assets() -> None:
    for path in (os.__file__, ROOT / "templates" / "print" / "letter.html"):
        forbid("open", (str(path), "r", 0), readable())


@pytest.mark.parametrize("path", ["/etc/hostname", "data/undersigned.sqlite", "static/../data/keys/secret.key"])
def test_a_print_may_open_no_other_file(path: str) -> None:
    with pytest.raises(FatalURLFetchingError, match="tried to open"):
        forbid("open", (str(ROOT / path), "r", 0), readable())


def test_the_kernel_refuses_what_python_does_not_see(tmp_path: Path) -> None:
    """Past the audit hook, as a decoder written in C would go."""
    (tmp_path / "scratch").mkdir()
    program = f"""
import ctypes, os
from pathlib import Path
from app.paper.cage import shut
libc = ctypes.CDLL(None, use_errno=True)
shut(Path({str(tmp_path / "scratch")!r}))
for path in (b"/etc/hostname", {bytes(ROOT / "wsgi.py")!r}, {bytes(ROOT / "templates/base.html")!r}):
    print(libc.open(path, os.O_RDONLY) >= 0, end=" ")
for name in ("scratch/a", "b"):
    path = bytes(Path({str(tmp_path)!r}, name))
    print(libc.open(path, os.O_WRONLY | os.O_CREAT, 0o600) >= 0, end=" ")
print(libc.socket(2, 1, 0) >= 0 and libc.connect(libc.socket(2, 1, 0), b"\\2\\0\\0\\1\\x7f\\0\\0\\1" + bytes(8), 16),
      ctypes.get_errno())
"""
    if landlock_version() < FIRST_WITH_TCP:
        pytest.skip("this kernel has no Landlock, or an older one; the audit hook stands alone here")

    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)

    assert ran.stdout.split() == ["False", "False", "True", "True", "False", "-1", "13"]
