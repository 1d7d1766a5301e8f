"""Timing in turns, so that whatever else the machine does falls on both sides alike."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

Act = Callable[[], object]


def medians(ours: Act, bare: Act, *, rounds: int, times: int = 1) -> tuple[float, float]:
    """Return the median seconds of processor time that each act takes, after one round that does not count."""
    found = [(_cost(ours, times), _cost(bare, times)) for _ in range(rounds + 1)][1:]
    return statistics.median(cost for cost, _ in found), statistics.median(cost for _, cost in found)


def tell(name: str, ours: float, beside: str, bare: float) -> None:
    """Print one line: both costs in milliseconds, and the ratio, which is what can be compared between machines."""
    print(f"{name}: {ours * 1000:.2f} ms; {beside}: {bare * 1000:.2f} ms; ratio {ours / bare:.1f}")


def _cost(act: Act, times: int) -> float:
    begun = time.process_time()
    for _ in range(times):
        act()
    return (time.process_time() - begun) / times
