"""What a command costs, all its children included."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds of processor and by the clock, bytes of memory of the largest process, files made and their bytes."""

    cpu: float
    seconds: float
    peak: int
    made: int
    size: int


def cost_of(command: Sequence[object], out: Path, *, environment: Mapping[str, str] | None = None) -> Cost:
    """Run a command that writes into a folder and return what it cost; starting its interpreter counts too."""
    out.mkdir(parents=True)
    begun = time.monotonic()
    with subprocess.Popen(
        list(map(str, command)), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment
    ) as process:
        assert process.stderr
        said = process.stderr.read()
        # Counts what waited-for children used too; ru_maxrss is that of the largest, in kilobytes (getrusage(2)).
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode == 0, said
    sizes = [path.stat().st_size for path in out.iterdir()]
    return Cost(used.ru_utime + used.ru_stime, time.monotonic() - begun, used.ru_maxrss * 1024, len(sizes), sum(sizes))
