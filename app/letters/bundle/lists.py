"""The three lists of a bundle: recipients, signatories, attachments."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from datetime import date
from pathlib import Path

from app.kit import languages, mailbox
from app.letters.bundle.exhibits import Missing, Unfit, read_exhibit
from app.letters.bundle.faults import Faults
from app.letters.bundle.tables import Row, Table, read_table
from app.letters.bundle.values import AttachmentRow, RecipientRow, SignatoryRow

RECIPIENTS = Table(
    ("key", "honorific", "name", "office", "institution", "address", "country", "language", "email", "salutation"),
    frozenset({"key", "name"}),
    {"key": 100, "honorific": 200, "name": 200, "office": 300, "institution": 300, "address": 1000, "salutation": 300},
    multiline=frozenset({"address"}),
)
SIGNATORIES = Table(
    ("kind", "honorific", "name", "affiliation", "country", "email", "visibility", "featured"),
    frozenset({"kind", "name"}),
    {"honorific": 200, "name": 200, "affiliation": 300},
)
ATTACHMENTS = Table(
    ("number", "title", "file", "date", "language"),
    frozenset({"number", "title", "file"}),
    {"title": 500, "file": 200},
)
KINDS = ("person", "organisation")
VISIBILITIES = ("public", "addressee", "anonymous")
YES = {"yes", "y", "true", "1", "x"}
NO = {"", "no", "n", "false", "0"}
MOST_ATTACHMENTS = 999
KEY = re.compile(r"\w[\w .@-]*")  # files are named by it


def recipients(folder: Path, spoken: tuple[str, ...], own_language: str, faults: Faults) -> tuple[RecipientRow, ...]:
    """Return recipients.csv; one without a language is written to in the letter's own."""
    rows = _each_once(read_table(folder / "recipients.csv", RECIPIENTS, faults), "key", _as_typed, faults)
    return tuple(
        RecipientRow(
            key=_key(row, faults),
            honorific=row["honorific"],
            name=row["name"],
            office=row["office"],
            institution=row["institution"],
            address=row["address"],
            country=_country(row, spoken, faults),
            language=_language(row, faults) or own_language,
            email=_email(row, faults),
            salutation=row["salutation"],
        )
        for row in rows
    )


def signatories(folder: Path, spoken: tuple[str, ...], faults: Faults) -> tuple[SignatoryRow, ...]:
    """Return signatories.csv in its order. Two of one name are two: only an address is nobody else's."""
    rows = _each_once(read_table(folder / "signatories.csv", SIGNATORIES, faults), "email", _mailbox, faults)
    return tuple(
        SignatoryRow(
            kind=_choice(row, "kind", KINDS, faults),
            honorific=row["honorific"],
            name=row["name"],
            affiliation=row["affiliation"],
            country=_country(row, spoken, faults),
            email=_email(row, faults),
            visibility=_choice(row, "visibility", VISIBILITIES, faults) if row["visibility"] else "public",
            featured=_featured(row, faults),
        )
        for row in rows
    )


def attachments(folder: Path, faults: Faults) -> tuple[AttachmentRow, ...]:
    """Return attachments.csv with the files it names, by number."""
    rows = _each_once(read_table(folder / "attachments.csv", ATTACHMENTS, faults), "number", _unpadded, faults)
    found = (_attachment(folder, row, faults) for row in rows)
    return tuple(sorted(found, key=lambda attachment: attachment.number))


def _attachment(folder: Path, row: Row, faults: Faults) -> AttachmentRow:
    content, kind = b"", ""
    name = row["file"].removeprefix("attachments/")
    try:
        content, kind = _exhibit(folder, name) if name else (b"", "")
    except Unfit as unfit:
        faults.add(row.file, row.line, "file", str(unfit))
    return AttachmentRow(
        number=_number(row, faults),
        title=row["title"],
        file=name,
        media_type=kind,
        content=content,
        date=_date(row, faults),
        language=_language(row, faults),
    )


def _exhibit(folder: Path, name: str) -> tuple[bytes, str]:
    """Return (content, media type) of a file in attachments/, or else of one named as it stands in the bundle."""
    for place in (folder / "attachments", folder):
        with suppress(Missing):
            return read_exhibit(place, name)
    raise Missing(f"The file {name} is not there; it is looked for in attachments/ and in the bundle’s own folder.")


def _each_once(rows: Iterable[Row], column: str, identity: Callable[[str], str], faults: Faults) -> Iterator[Row]:
    """Pass rows on one by one (a roll may have a million) and tell of those whose cell stands in an earlier one."""
    first: dict[str, int] = {}
    for row in rows:
        key = identity(row[column])
        if key and key in first:
            faults.add(row.file, row.line, column, f"The same stands on line {first[key]} already.")
        first.setdefault(key, row.line)
        yield row


def _as_typed(cell: str) -> str:
    return cell


def _mailbox(cell: str) -> str:
    return (mailbox.normalised(cell) or "").casefold() if cell else ""


def _unpadded(cell: str) -> str:
    return cell.lstrip("0")


def _choice(row: Row, column: str, choices: Iterable[str], faults: Faults) -> str:
    value = row[column].casefold()
    if value and value not in choices:
        faults.add(row.file, row.line, column, f"Write one of {', '.join(choices)}, not “{row[column]}”.")
    return value


def _featured(row: Row, faults: Faults) -> bool:
    value = row["featured"].casefold()
    if value not in YES | NO:
        faults.add(row.file, row.line, "featured", f"Write yes or nothing, not “{row['featured']}”.")
    return value in YES


def _key(row: Row, faults: Faults) -> str:
    value = row["key"]
    if value and not KEY.fullmatch(value):
        faults.add(row.file, row.line, "key", f"“{value}” must be letters, figures, spaces and . @ _ - alone.")
    return value


def _country(row: Row, spoken: tuple[str, ...], faults: Faults) -> str:
    value = row["country"]
    code = languages.country_code(value, spoken) if value else ""
    if code is None:
        faults.add(row.file, row.line, "country", f"“{value}” is no country's code or name.")
    return code or ""


def _language(row: Row, faults: Faults) -> str:
    code = row["language"]
    if code and not languages.is_known(code):
        faults.add(row.file, row.line, "language", f"“{code}” is no language code; write one such as en or uk.")
    return languages.canonical(code)


def _email(row: Row, faults: Faults) -> str:
    value = row["email"]
    address = mailbox.normalised(value) if value else ""
    if address is None:
        faults.add(row.file, row.line, "email", f"“{value}” is no e-mail address.")
    return address or ""


def _number(row: Row, faults: Faults) -> int:
    value = row["number"]
    if not (re.fullmatch(r"[0-9]{1,3}", value) and int(value)):
        if value:
            faults.add(row.file, row.line, "number", f"“{value}” is no number from 1 to {MOST_ATTACHMENTS}.")
        return 0
    return int(value)


def _date(row: Row, faults: Faults) -> date | None:
    value = row["date"]
    try:
        return date.fromisoformat(value) if value else None
    except ValueError:
        faults.add(row.file, row.line, "date", f"“{value}” is no date; write one such as 2026-11-02.")
        return None
