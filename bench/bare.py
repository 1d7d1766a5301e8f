"""What the benchmark of paper holds ours against: `python bench/bare.py ACT ROWS.json OUT.pdf`, without ours.

Ours draws and tags in WeasyPrint's place as soon as it is imported, so it must stay out of this process.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from html import escape
from pathlib import Path
from typing import TypeAlias

Rows: TypeAlias = list[list[str]]  # honorific and name, affiliation, country


def weasyprint_roll(rows: Rows) -> bytes:
    """The names by WeasyPrint as it comes: one tagged list, names in weight, affiliations in italics."""
    from weasyprint import HTML  # noqa: PLC0415 — each act pays for its own library alone

    items = "".join(
        f"<li><strong>{escape(name)}</strong><br><em>{escape(affiliation)}</em>, <span>{escape(country)}</span></li>"
        for name, affiliation, country in rows
    )
    return bytes(HTML(string=f'<html lang="en"><title>Roll</title><ol>{items}</ol>').write_pdf(pdf_variant="pdf/ua-1"))


def weasyprint_bare_roll(rows: Rows) -> bytes:
    """The same, each name, affiliation and country as one run of words."""
    from weasyprint import HTML  # noqa: PLC0415 — as above

    items = "".join(f"<li>{escape(', '.join(filter(None, row)))}</li>" for row in rows)
    return bytes(HTML(string=f'<html lang="en"><title>Roll</title><ol>{items}</ol>').write_pdf(pdf_variant="pdf/ua-1"))


def typst_roll(rows: Rows) -> bytes:
    """The names by Typst as it comes: one tagged list in one document."""
    import typst  # noqa: PLC0415 — as above

    item = "enum.item[*#row.at(0)* _#row.at(1)_ #row.at(2)]"
    markup = f'#set document(title: "Roll")\n#for row in json(bytes(sys.inputs.rows)) {{ {item} }}\n'
    return bytes(typst.compile(markup.encode(), sys_inputs={"rows": json.dumps(rows)}, pdf_standards=["ua-1"]))


ACTS: dict[str, Callable[[Rows], bytes]] = {
    act.__name__: act for act in (weasyprint_roll, weasyprint_bare_roll, typst_roll)
}

if __name__ == "__main__":
    name, rows_file, out = sys.argv[1:]
    Path(out).write_bytes(ACTS[name](json.loads(Path(rows_file).read_text())))
