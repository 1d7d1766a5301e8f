"""The organisation of a bundle: its name alone, or all that stands in its letterhead."""

from __future__ import annotations

import re
from pathlib import Path

from app.kit import mailbox
from app.letters.bundle.exhibits import Unfit, read_logo
from app.letters.bundle.fields import Fields
from app.letters.bundle.values import OrganisationEntry

KNOWN = ("name", "website", "logo", "offices", "contacts")
OFFICE = ("label", "address", "phone")
CONTACT = ("name", "email", "phone")
LONGEST_CELL = 500
WEBSITE = re.compile(r"https?://[^\s<>\"]{3,490}")


def read_organisation(folder: Path, front: Fields) -> OrganisationEntry | None:
    """Return who publishes, None where the front matter names nobody."""
    entry = front.entries.get("organisation")
    if entry is None or not entry.value:
        return None
    if isinstance(entry.value, dict):
        return _letterhead(folder, front.mapping("organisation"))
    if isinstance(entry.value, list):
        front.wrong("organisation", "Write a name, or a mapping with a name.")
        return None
    name = front.one_line("organisation")
    return OrganisationEntry(name=name) if name else None


def _letterhead(folder: Path, fields: Fields) -> OrganisationEntry:
    fields.only(KNOWN)
    logo = fields.one_line("logo")
    content, kind = _logo(folder, logo, fields)
    return OrganisationEntry(
        name=fields.one_line("name", required=True),
        website=_website(fields),
        logo=logo,
        logo_type=kind,
        logo_content=content,
        offices=tuple(_cells(office, OFFICE) for office in fields.mappings("offices")),
        contacts=tuple(_cells(contact, CONTACT) for contact in fields.mappings("contacts")),
    )


def _website(fields: Fields) -> str:
    website = fields.one_line("website", longest=LONGEST_CELL)
    if website and not WEBSITE.fullmatch(website):
        fields.wrong("website", "The website must be an address such as https://organisation.example.")
    return website


def _logo(folder: Path, name: str, fields: Fields) -> tuple[bytes, str]:
    try:
        return read_logo(folder, name) if name else (b"", "")
    except Unfit as unfit:
        fields.wrong("logo", str(unfit))
        return b"", ""


def _cells(fields: Fields, known: tuple[str, ...]) -> dict[str, str]:
    fields.only(known)
    cells = {name: fields.lines(name, longest=LONGEST_CELL) for name in known}
    if cells.get("email") and mailbox.normalised(cells["email"]) is None:
        fields.wrong("email", f"“{cells['email']}” is no e-mail address.")
    return {name: value for name, value in cells.items() if value}
