"""Tables of a bundle: CSV files whose columns are known, read row by row with the line of each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.kit import text
from app.letters.bundle.faults import Faults
from app.letters.bundle.front import read_text


@dataclass(frozen=True, slots=True)
class Table:
    """What a table may hold: its columns, those a row cannot do without, and the longest cell of each."""

    columns: tuple[str, ...]
    required: frozenset[str]
    longest: dict[str, int]


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells by column, and the line on which it begins."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def read_table(path: Path, table: Table, faults: Faults) -> list[Row]:
    """Return the rows of a CSV file, none when it is not there; what is wrong goes to `faults`."""
    if not path.is_file():
        return []
    rows = list(_rows(path, faults))
    if not rows:
        return []
    header = [cell.strip() for cell in rows[0][1]]
    if not _header_holds(header, path.name, table, faults):
        return []
    found = [_row(path.name, line, header, cells, faults) for line, cells in rows[1:] if any(map(str.strip, cells))]
    for row in found:
        _check(row, table, faults)
    return found


def _rows(path: Path, faults: Faults) -> Iterator[tuple[int, list[str]]]:
    """Yield (line, cells): the reader knows the last line of a row, we want the first."""
    reader = csv.reader(io.StringIO(read_text(path, faults), newline=""), strict=True)
    begins = 1
    try:
        for cells in reader:
            yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as error:
        faults.add(path.name, begins, "", f"The row is not CSV: {error}.")


def _header_holds(header: list[str], file: str, table: Table, faults: Faults) -> bool:
    unknown = [name for name in header if name not in table.columns]
    missing = [name for name in table.columns if name in table.required and name not in header]
    twice = {name for name in header if header.count(name) > 1 and name in table.columns}
    for name in unknown:
        known = ", ".join(table.columns)
        faults.add(file, 1, name, f"There is no such column; the columns are {known}.")
    for name in missing:
        faults.add(file, 1, name, "The column is missing.")
    for name in sorted(twice):
        faults.add(file, 1, name, "The column stands here twice.")
    return not (unknown or missing or twice)


def _row(file: str, line: int, header: list[str], cells: list[str], faults: Faults) -> Row:
    if len(cells) > len(header):
        sentence = f"The row has {len(cells)} cells, the header {len(header)}: put quotes around a cell with a comma."
        faults.add(file, line, "", sentence)
    return Row(file, line, dict(zip(header, (cell.strip() for cell in cells), strict=False)))


def _check(row: Row, table: Table, faults: Faults) -> None:
    for column in table.columns:
        cell = row[column]
        if column in table.required and not cell:
            faults.add(row.file, row.line, column, "The cell is empty.")
        if text.unprintable(cell) or text.overloaded(cell):
            faults.add(row.file, row.line, column, "The cell holds characters that cannot be printed.")
        if len(cell) > table.longest.get(column, len(cell)):
            faults.add(row.file, row.line, column, f"Use at most {table.longest[column]} characters, not {len(cell)}.")
