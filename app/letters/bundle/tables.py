"""Tables of a bundle: CSV files whose columns are known, read row by row with the line of each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.kit import text
from app.letters.bundle.faults import Faults
from app.letters.bundle.fields import lines_of
from app.letters.bundle.front import read_text


@dataclass(frozen=True, slots=True)
class Table:
    """What a table may hold: its columns, those a row cannot do without, the longest cell of each.

    The cells of `multiline` columns keep their lines, all others are one line.
    """

    columns: tuple[str, ...]
    required: frozenset[str]
    longest: dict[str, int]
    multiline: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its cells by column, and the line on which it begins."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def read_table(path: Path, table: Table, faults: Faults) -> Iterator[Row]:
    """Yield the rows of a CSV file, none when it is not there; what is wrong goes to `faults`."""
    if not path.exists():
        return
    rows = ((line, cells) for line, cells in _rows(path, faults) if any(map(str.strip, cells)))
    line, first = next(rows, (1, []))
    header = [cell.strip() for cell in first]
    if not first or not _header_holds(header, line, path.name, table, faults):
        return
    for line, cells in rows:
        if len(cells) > len(header):
            sentence = f"The row has {len(cells)} cells, the header {len(header)}: quote a cell that holds a comma."
            faults.add(path.name, line, "", sentence)
            continue  # its cells stand in columns that are not theirs
        row = Row(path.name, line, _cells(header, cells, table))
        _check(row, table, faults)
        yield row


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


def _header_holds(header: list[str], line: int, file: str, table: Table, faults: Faults) -> bool:
    """Tell of every wrong column, and whether the rows below can be read in spite of it."""
    missing = [name for name in table.columns if name in table.required and name not in header]
    twice = [name for name in table.columns if header.count(name) > 1]
    for name in header:
        if name not in table.columns:
            known = ", ".join(table.columns)
            faults.add(file, line, name, f"There is no such column; the columns are {known}.")
    for name in missing:
        faults.add(file, line, name, "The column is missing.")
    for name in twice:
        faults.add(file, line, name, "The column stands here twice.")
    return not (missing or twice)


def _cells(header: list[str], cells: list[str], table: Table) -> dict[str, str]:
    named = zip(header, cells, strict=False)
    return {name: (lines_of if name in table.multiline else text.one_line)(cell) for name, cell in named}


def _check(row: Row, table: Table, faults: Faults) -> None:
    for column in table.columns:
        cell = row[column]
        if column in table.required and not cell:
            faults.add(row.file, row.line, column, "The cell is empty.")
        if text.unprintable(cell) or text.overloaded(cell):
            faults.add(row.file, row.line, column, "The cell holds characters that cannot be printed.")
        if len(cell) > table.longest.get(column, len(cell)):
            faults.add(row.file, row.line, column, f"Use at most {table.longest[column]} characters, not {len(cell)}.")
