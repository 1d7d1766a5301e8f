"""What the benchmark of paper has done, each in a process of its own: `python -m bench.acts ACT ARGUMENTS`.

Each says at the end how many files it has made and how many bytes they have in all.
"""

from __future__ import annotations

import json
import os
import pickle
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from html import escape
from pathlib import Path

import typst
from weasyprint import HTML

from app.paper import press
from app.paper.manuscript import Addressee, Colophon, Manuscript
from app.paper.press.jobs import AddressedJob, LetterJob, VolumeJob
from app.paper.roll.volume import Volume, spans
from app.paper.seal import identity
from app.paper.seal.seal import seal
from bench.names import names

SITE = "https://letters.example"


def letter(keys: str, path: str) -> Iterator[bytes]:
    """One letter of ours, sealed."""
    yield from _sealed(keys, press.carry_out(LetterJob(_manuscript(path))))


def weasyprint_letter(path: str) -> Iterator[bytes]:
    """The same words by WeasyPrint as it comes: untagged, no style, no seal."""
    manuscript = _manuscript(path)
    words = (manuscript.body.html, manuscript.report.html)
    yield HTML(string=f"<h1>{escape(manuscript.title)}</h1>{''.join(words)}").write_pdf()


def addressed(keys: str, path: str, number: str) -> Iterator[bytes]:
    """The letter to so many recipients, each sealed."""
    people = tuple(
        Addressee(
            line.name, office="Minister of Waters", address=(f"Quay {place}", "Varnholt"), salutation="Dear Minister,"
        )
        for place, line in enumerate(names(1, int(number)), start=1)
    )
    yield from _sealed(keys, press.carry_out(AddressedJob(_manuscript(path), people)))


def roll(keys: str, number: str) -> Iterator[bytes]:
    """The roll of ours: volumes side by side, as many at once as there are processors, each sealed."""
    planned = spans(int(number))
    jobs = (VolumeJob(_volume(*span, len(planned), int(number))) for span in planned)
    with ThreadPoolExecutor(os.cpu_count()) as hands:
        made = hands.map(lambda job: next(press.carry_out(job)), jobs)
        yield from _sealed(keys, made)


def weasyprint_roll(number: str) -> Iterator[bytes]:
    """The names by WeasyPrint as it comes, in one tagged list."""
    items = "".join(f"<li>{escape(line)}</li>" for line in _lines(number))
    yield HTML(string=f'<html lang="en"><title>Roll</title><ol>{items}</ol>').write_pdf(pdf_variant="pdf/ua-1")


def typst_roll(number: str) -> Iterator[bytes]:
    """The names by Typst as it comes, in one tagged list."""
    markup = '#set document(title: "Roll")\n#for name in json("names.json") { enum.item(name) }\n'
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "names.json").write_text(json.dumps(list(_lines(number)), ensure_ascii=False))
        Path(folder, "roll.typ").write_text(markup)
        yield typst.compile(Path(folder, "roll.typ"), root=folder, pdf_standards=["ua-1"])


ACTS: dict[str, Callable[..., Iterator[bytes]]] = {
    act.__name__: act for act in (letter, weasyprint_letter, addressed, roll, weasyprint_roll, typst_roll)
}


def _manuscript(path: str) -> Manuscript:
    manuscript: Manuscript = pickle.loads(Path(path).read_bytes())  # noqa: S301 — written by the benchmark itself
    return manuscript


def _volume(number: int, first: int, last: int, volumes: int, named: int) -> Volume:
    colophon = Colophon(SITE, 1, "2026-11-01", "0" * 64, "2026-11-22", SITE, verify_address=f"{SITE}/verify")
    return Volume(
        language="en",
        letterhead="Estuary Watch",
        title="Keep the tide gauges of the Varn estuary",
        number=number,
        volumes=volumes,
        first=first,
        last=last,
        named=named,
        signed=named,
        lines=tuple(names(first, last)),
        colophon=colophon,
        as_of="2026-11-22",
    )


def _sealed(keys: str, prints: Iterable[bytes]) -> Iterator[bytes]:
    ours = identity.own(Path(keys), host="letters.example")
    for made in prints:
        yield seal(made, ours).content


def _lines(number: str) -> Iterator[str]:
    for line in names(1, int(number)):
        yield ", ".join(filter(None, (f"{line.honorific} {line.name}".strip(), line.affiliation, line.country)))


if __name__ == "__main__":
    sizes = [len(content) for content in ACTS[sys.argv[1]](*sys.argv[2:])]
    print(json.dumps([len(sizes), sum(sizes)]))
