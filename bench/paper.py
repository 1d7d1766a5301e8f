"""`python -m bench.paper`: what a letter, its recipients and its roll cost on paper, beside the bare tools.

Ours are whole commands on a site with so many signatories: reading the database, planning, setting, sealing, keeping.
Prints a table in Markdown, of which the ratios can be compared between machines. Takes half an hour with all of it:
naive WeasyPrint needs most. A roll of a million is made on request (`--names 1000000`), beside nothing else.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from app.config import ROOT
from bench.costs import Cost, cost_of
from bench.names import names
from bench.site import environment_of, site_with

LETTER = "sarn-water-records"
NAMES = (1_000, 10_000, 20_000, 100_000)
MOST_NAIVE = 20_000  # beyond it WeasyPrint's memory passes 5 GB; its cost a name is taken from here for longer rolls
MOST_TYPST = 100_000  # in one document, Typst's memory grows with the list
RECIPIENTS = 100
FLASK = (sys.executable, "-m", "flask")


@dataclass(frozen=True, slots=True)
class Workplace:
    """A folder for everything, and the site in it."""

    folder: Path
    serial: count[int]

    @property
    def site(self) -> Path:
        return self.folder / "site"

    def out(self) -> Path:
        return self.folder / f"out-{next(self.serial)}"

    def ours(self, *arguments: object, out: Path) -> Cost:
        """Return what one of our commands costs."""
        return cost_of((*FLASK, *arguments), out, environment=environment_of(self.site))


def main() -> None:
    """Measure and print, row by row."""
    wanted = _arguments()
    print(f"{os.cpu_count()} processors. CPU: all processes, starting them included; peak: memory of the largest.\n")
    print("| what | by | CPU s | clock s | peak MB | file MB | files | ratio of CPU |")
    print("|---|---|---|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        place = Workplace(Path(folder), count(1))
        _letters(place, wanted.recipients)
        naive = 0.0
        for number in sorted(wanted.names):
            naive = _roll(place, number, most_naive=wanted.most_naive, naive_a_name=naive)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--names", type=int, nargs="*", default=NAMES, help="lengths of rolls")
    parser.add_argument("--recipients", type=int, default=RECIPIENTS)
    parser.add_argument("--most-naive", type=int, default=MOST_NAIVE, help="the longest roll for naive WeasyPrint")
    return parser.parse_args()


def _letters(place: Workplace, recipients: int) -> None:
    site_with(place.site, _addressed(place.folder, recipients))
    one = place.ours("delivery", "send", LETTER, "--to", "r1", "--dry-run", out := place.out(), out=out)
    _tell("a letter", "ours, addressed, tagged and sealed", one)
    rest = [option for number in range(2, recipients + 1) for option in ("--to", f"r{number}")]
    many = place.ours("delivery", "send", LETTER, *rest, "--dry-run", out := place.out(), out=out)
    _tell(f"{recipients - 1} others", "ours, each its own", many, f"{many.cpu / one.cpu:.1f} of one letter")


def _addressed(folder: Path, recipients: int) -> Path:
    """Return the sample letter as a bundle, addressed to so many."""
    bundle = folder / LETTER
    shutil.copytree(ROOT / "letters" / LETTER, bundle)
    with (bundle / "recipients.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow("key name office address country language email salutation".split())  # noqa: SIM905 — a header
        for number, line in enumerate(names(1, recipients), start=1):
            address = f"Quay {number} | 1000 Ostrand"
            mail = f"r{number}@example.org"
            table.writerow((f"r{number}", line.name, "Member", address, "NO", "en", mail, "Dear Member,"))
    return bundle


def _roll(place: Workplace, number: int, *, most_naive: int, naive_a_name: float) -> float:
    """Measure a roll; return what a name cost naive WeasyPrint, here or in the longest roll that it has set."""
    what, slug = f"roll of {number:,}", f"roll-{number}"
    site_with(place.site, _signed(place.folder, slug, number))
    ours = place.ours("letters", "print", slug, "--roll", "--out", (out := place.out()) / "roll.pdf", out=out)
    rows = place.folder / f"{slug}.json"
    rows.write_text(
        json.dumps([(f"{n.honorific} {n.name}".strip(), n.affiliation, n.country) for n in names(1, number)])
    )
    ratios = []
    if number <= most_naive:
        naive = _bare(place, "weasyprint_roll", rows)
        _tell(what, "WeasyPrint, tagged list, name, affiliation, country", naive)
        plain = _bare(place, "weasyprint_bare_roll", rows)
        _tell(what, "WeasyPrint, tagged list, each one run of words", plain, f"{plain.cpu / ours.cpu:.1f} of ours")
        naive_a_name = naive.cpu / number
    if number <= MOST_TYPST:
        alone = _bare(place, "typst_roll", rows)
        _tell(what, "Typst, tagged list, one document", alone, f"{alone.cpu / ours.cpu:.1f} of ours")
    if naive_a_name:
        ratios = [f"a name {naive_a_name * number / ours.cpu:.1f} times as fast as WeasyPrint"]
    _tell(what, "ours, volumes tagged and sealed", ours, "; ".join(ratios))
    return naive_a_name


def _bare(place: Workplace, act: str, rows: Path) -> Cost:
    out = place.out()
    return cost_of((sys.executable, ROOT / "bench" / "bare.py", act, rows, out / "roll.pdf"), out)


def _signed(folder: Path, slug: str, number: int) -> Path:
    """Return a short letter as a bundle, with so many signatories."""
    bundle = folder / slug
    bundle.mkdir()
    front = f"title: Keep the tide gauges of the estuary\nslug: {slug}\nlanguage: en\nstate: open"
    (bundle / "letter.md").write_text(f"---\n{front}\n---\nThe gauges were read every day. Keep them.\n")
    with (bundle / "signatories.csv").open("w", newline="") as file:
        table = csv.writer(file)
        table.writerow(("kind", "honorific", "name", "affiliation", "country"))
        table.writerows((n.kind, n.honorific, n.name, n.affiliation, n.country) for n in names(1, number))
    return bundle


def _tell(what: str, by: str, cost: Cost, compared: Sequence[str] | str = "") -> None:
    figures = f"{cost.cpu:.1f} | {cost.seconds:.1f} | {cost.peak / 1e6:.0f} | {cost.size / 1e6:.1f} | {cost.made}"
    print(f"| {what} | {by} | {figures} | {compared} |", flush=True)


if __name__ == "__main__":
    main()
