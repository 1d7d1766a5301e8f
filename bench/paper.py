"""`python -m bench.paper`: what a letter, its recipients and its roll cost on paper, beside the bare tools.

Prints a table in Markdown, of which the ratios can be compared between machines. Takes half an hour with all of it:
naive WeasyPrint needs most. A roll of a million is made on request (`--names 1000000`), and by ours alone.
"""

from __future__ import annotations

import argparse
import os
import pickle
import tempfile
from pathlib import Path

from app.config import ROOT
from app.delivery.manuscripts import manuscript_of
from app.kit.database import db
from app.letters import queries
from bench.costs import Cost, cost_of
from bench.site import site_with

LETTER = "sarn-water-records"
NAMES = (1_000, 10_000, 100_000)
MOST_NAIVE = 20_000  # WeasyPrint's cost grows with the square of the list: 100,000 names would take it hours
MOST_TYPST = 100_000  # in one document, Typst's memory grows with the list
RECIPIENTS = 100


def main() -> None:
    """Measure and print, row by row."""
    wanted = _arguments()
    print(f"{os.cpu_count()} processors. CPU: all processes, starting them included; peak: memory of the largest.\n")
    print(
        "| what | by | CPU s | clock s | peak MB | file MB | files | ratio of CPU |\n|---|---|---|---|---|---|---|---|"
    )
    with tempfile.TemporaryDirectory() as folder:
        keys = Path(folder, "site", "keys")
        _letters(Path(folder), keys, wanted.recipients)
        for number in wanted.names:
            _roll(keys, number, naive=number <= wanted.most_naive)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=int, nargs="*", default=NAMES, help="lengths of rolls")
    parser.add_argument("--recipients", type=int, default=RECIPIENTS)
    parser.add_argument(
        "--most-naive", type=int, default=MOST_NAIVE, help="the longest roll that naive WeasyPrint sets"
    )
    return parser.parse_args()


def _letters(folder: Path, keys: Path, recipients: int) -> None:
    path = folder / "manuscript.pickle"
    app = site_with(folder / "site", ROOT / "letters" / LETTER)
    with app.app_context():
        found = queries.require(db.session, LETTER)
        path.write_bytes(pickle.dumps(manuscript_of(found, text=found.edition.text_in(found.language))))
    one = cost_of("letter", keys, path)
    bare = cost_of("weasyprint_letter", path)
    many = cost_of("addressed", keys, path, recipients)
    _tell("a letter", "ours, tagged and sealed", one, one.cpu / bare.cpu, "of WeasyPrint")
    _tell("a letter", "WeasyPrint, its words alone, untagged", bare)
    _tell(f"{recipients} recipients", "ours, each tagged and sealed", many, many.cpu / one.cpu, "of one letter")


def _roll(keys: Path, number: int, *, naive: bool) -> None:
    what = f"roll of {number:,}"
    ours = cost_of("roll", keys, number)
    if not naive:
        _tell(what, "ours, volumes tagged and sealed", ours)
    else:
        bare = cost_of("weasyprint_roll", number)
        _tell(what, "ours, volumes tagged and sealed", ours, bare.cpu / ours.cpu, "times as fast as WeasyPrint")
        _tell(what, "WeasyPrint, ol/li, tagged", bare)
    if number <= MOST_TYPST:
        alone = cost_of("typst_roll", number)
        _tell(what, "Typst, enum, tagged, one document", alone, ours.cpu / alone.cpu, "ours of it")


def _tell(what: str, by: str, cost: Cost, ratio: float | None = None, meaning: str = "") -> None:
    compared = f"{ratio:.1f} {meaning}" if ratio else ""
    figures = f"{cost.cpu:.1f} | {cost.seconds:.1f} | {cost.peak / 1e6:.0f} | {cost.size / 1e6:.1f} | {cost.made}"
    print(f"| {what} | {by} | {figures} | {compared} |", flush=True)


if __name__ == "__main__":
    main()
