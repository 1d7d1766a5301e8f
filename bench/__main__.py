"""`make bench`: prints ratios, on a site of its own in a folder that is thrown away, within a minute."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from app.config import ROOT
from bench import pages, prints
from bench.site import site_with

LETTER = "nahr-al-rand-library"  # of middling length, so that all is done within a minute


def main() -> None:
    """Load the sample letter and compare."""
    with tempfile.TemporaryDirectory() as folder:
        app = site_with(Path(folder), ROOT / "letters" / LETTER)
        print(f"Processor time, medians, {LETTER}, {os.cpu_count()} processors:")
        pages.compare(app, LETTER)
        prints.compare(app, LETTER)


if __name__ == "__main__":
    main()
