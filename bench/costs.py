"""What an act costs that runs in a process of its own, all its children included."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of processor and by the clock, bytes of memory of the largest process, what was made and how large."""

    cpu: float
    seconds: float
    peak: int
    made: int
    size: int


def cost_of(act: str, *arguments: object) -> Cost:
    """Run `python -m bench.acts ACT ARGUMENTS` and return what it cost; the interpreter and its imports count too."""
    begun = time.monotonic()
    command = [sys.executable, "-m", "bench.acts", act, *map(str, arguments)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        said = process.stdout.read()
        # Counts what waited-for children used too; ru_maxrss is that of the largest, in kilobytes (getrusage(2)).
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, f"{act} failed"
    made, size = json.loads(said)
    return Cost(used.ru_utime + used.ru_stime, time.monotonic() - begun, used.ru_maxrss * 1024, made, size)
