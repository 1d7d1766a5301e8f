"""Writing a bundle so that reading it gives the same values."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import yaml

from app.kit.refusals import Refusal
from app.letters.bundle import lists
from app.letters.bundle.front import FENCE
from app.letters.bundle.values import Bundle, OrganisationEntry, Wording


class FolderTaken(Refusal):
    """The folder that a bundle should be written to holds something already."""

    sentence = "The folder is not empty; name one that is new."


def write(bundle: Bundle, folder: Path) -> None:
    """Write a bundle to a new or empty folder; raise FolderTaken where it holds anything.

    What cannot be written whole, on a disk that is full, is taken away again.
    """
    if folder.exists() and any(folder.iterdir()):
        raise FolderTaken(f"{folder} is not empty; name a folder that is new.")
    folder.mkdir(parents=True, exist_ok=True)
    try:
        _write_all(bundle, folder)
    except OSError:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _write_all(bundle: Bundle, folder: Path) -> None:
    for language, wording in bundle.wordings.items():
        ending = "" if language == bundle.language else f".{language}"
        front = _own_front(bundle, wording) if not ending else _translated_front(wording)
        _write_text(folder / f"letter{ending}.md", f"{FENCE}\n{_yaml(front)}{FENCE}\n\n{wording.body}\n")
        if wording.report:
            _write_text(folder / f"report{ending}.md", f"{wording.report}\n")
    _write_lists(bundle, folder)


def _own_front(bundle: Bundle, wording: Wording) -> dict[str, object]:
    return {
        "title": wording.title,
        "slug": bundle.slug,
        "language": bundle.language,
        "date": bundle.date.isoformat() if bundle.date else "",
        "place": bundle.place,
        "organisation": _organisation(bundle.organisation),
        "campaign": bundle.campaign,
        "tags": list(bundle.tags),
        "lead": wording.lead,
        "closing": wording.closing,
        "goal": str(bundle.goal or ""),
        "opens": _moment(bundle.opens_at),
        "closes": _moment(bundle.closes_at),
        "state": bundle.state,
    }


def _translated_front(wording: Wording) -> dict[str, object]:
    return {"title": wording.title, "lead": wording.lead, "closing": wording.closing}


def _organisation(entry: OrganisationEntry | None) -> dict[str, object]:
    if entry is None:
        return {}
    fields = {
        "name": entry.name,
        "website": entry.website,
        "logo": entry.logo,
        "offices": list(entry.offices),
        "contacts": list(entry.contacts),
    }
    return {name: value for name, value in fields.items() if value}


def _moment(value: datetime | None) -> str:
    return value.astimezone(UTC).isoformat() if value else ""


def _yaml(front: dict[str, object]) -> str:
    kept = {name: value for name, value in front.items() if value}
    return yaml.safe_dump(kept, allow_unicode=True, sort_keys=False, width=100)


def _write_lists(bundle: Bundle, folder: Path) -> None:
    _write_table(folder / "recipients.csv", lists.RECIPIENTS.columns, bundle.recipients)
    _write_table(folder / "signatories.csv", lists.SIGNATORIES.columns, bundle.signatories)
    _write_table(folder / "attachments.csv", lists.ATTACHMENTS.columns, bundle.attachments)
    for attachment in bundle.attachments:
        _write_file(folder / "attachments" / attachment.file, attachment.content)
    if bundle.organisation and bundle.organisation.logo:
        _write_file(folder / bundle.organisation.logo, bundle.organisation.logo_content)


def _write_table(path: Path, columns: tuple[str, ...], rows: Iterable[object]) -> None:
    """Write a bundle's own format, which is read back exactly: so nothing is escaped for spreadsheets."""
    content = [[_cell(getattr(row, column)) for column in columns] for row in rows]
    if content:
        with path.open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([columns, *content])


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else ""
    return "" if value is None else str(value).replace("\n", " | ")


def _write_file(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def _write_text(path: Path, content: str) -> None:
    path.write_text(content, encoding="utf-8", newline="\n")
