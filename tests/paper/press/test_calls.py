import subprocess
import sys

import pytest

from app.config import ROOT
from app.paper.press import calls

PROGRAM = """
import ctypes, threading
from app.paper.press.calls import refuse_needless
libc = ctypes.CDLL(None, use_errno=True)
libc.prctl(38, 1, 0, 0, 0)
print(refuse_needless(), libc.socket(1, 1, 0), ctypes.get_errno(), libc.fork())
work = threading.Thread(target=print, args=["a thread"])
work.start()
work.join()
"""


def test_a_process_makes_threads_and_nothing_that_outlives_it() -> None:
    ran = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True)

    if ran.stdout.startswith("False"):
        pytest.skip("this kernel has no filters, or this machine is of another kind")
    assert ran.stdout.split("\n") == ["True -1 13 -1", "a thread", ""]


def test_each_machine_refuses_the_same_calls_as_far_as_it_has_them() -> None:
    """Later machines have no older forms of the same call: they came with `…at` alone."""
    older, newer = calls._MACHINES["x86_64"], calls._MACHINES["aarch64"]

    assert len(set(older.refused)) == len(older.refused)
    assert len(set(newer.refused)) == len(newer.refused)
    assert len(older.refused) > len(newer.refused)


def test_an_unknown_machine_is_left_to_the_other_fences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calls, "_MACHINES", {})

    assert not calls.refuse_needless()
