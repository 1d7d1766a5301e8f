"""What docs/bundles.md tells organisers: its example loads, its tables are those that are read."""

import re
from pathlib import Path

import pytest
from PIL import Image

from app.letters import bundle, prose
from app.letters.bundle import lists, reading
from app.letters.bundle.tables import Table
from app.letters.models import digest

DOCUMENT = (Path(__file__).resolve().parents[3] / "docs" / "bundles.md").read_text(encoding="utf-8")


def _block(name: str) -> str:
    found = re.search(rf"`{re.escape(name)}`[^\n]*\n\n```\w+\n(.*?)\n```", DOCUMENT, re.DOTALL)
    assert found, f"docs/bundles.md shows no {name}"
    return found[1] + "\n"


def _rows(heading: str) -> list[list[str]]:
    section = DOCUMENT.split(f"## {heading}\n", 1)[1].split("\n#", 1)[0]
    rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"]
    return rows[2:]


@pytest.fixture
def example(tmp_path: Path) -> Path:
    for name in ("letter.md", "recipients.csv", "signatories.csv", "attachments.csv"):
        (tmp_path / name).write_text(_block(name), encoding="utf-8")
    (tmp_path / "attachments").mkdir()
    Image.new("RGB", (30, 20)).save(tmp_path / "attachments" / "tap.jpg")
    return tmp_path


def test_the_example_is_a_whole_bundle_without_a_warning(example: Path) -> None:
    read = bundle.read(example, ("en",))

    assert (len(read.recipients), len(read.signatories), len(read.attachments)) == (1, 3, 1)
    assert prose.faults(read.wordings["en"].body, {1}) == []
    assert f"one-tap edition 1 en {digest(read.wordings['en'].parts())}\n" in DOCUMENT


def test_every_field_of_the_front_matter_is_told() -> None:
    assert {row[0].strip("`") for row in _rows("The front matter")} == reading.OWN


@pytest.mark.parametrize(
    ("file", "table"),
    [
        ("recipients.csv", lists.RECIPIENTS),
        ("signatories.csv", lists.SIGNATORIES),
        ("attachments.csv", lists.ATTACHMENTS),
    ],
)
def test_every_column_is_told_with_what_it_needs_and_how_long_it_may_be(file: str, table: Table) -> None:
    rows = {row[0].strip("`"): row for row in _rows(file)}

    assert tuple(rows) == table.columns
    assert {name for name, row in rows.items() if row[1] == "yes"} == table.required
    for name, longest in table.longest.items():
        assert rows[name][2] == f"{longest:,}"
