"""What a bundle holds, as plain values that know neither files nor database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class OrganisationEntry:
    """Who publishes; `offices` hold label, address, phone, `contacts` name, email, phone; `logo` is a file's name."""

    name: str
    website: str = ""
    logo: str = ""
    logo_type: str = ""
    logo_content: bytes = b""
    offices: tuple[dict[str, str], ...] = ()
    contacts: tuple[dict[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Wording:
    """The text in one language, in Markdown."""

    title: str
    lead: str
    body: str
    closing: str
    report: str

    def parts(self) -> dict[str, str]:
        """Return what is signed, by part."""
        return {part: getattr(self, part) for part in ("title", "lead", "body", "closing", "report")}


@dataclass(frozen=True, slots=True)
class RecipientRow:
    """A line of recipients.csv; `address` holds lines, `country` an ISO 3166 code."""

    key: str
    honorific: str
    name: str
    office: str
    institution: str
    address: str
    country: str
    language: str
    email: str
    salutation: str


@dataclass(frozen=True, slots=True)
class SignatoryRow:
    """A line of signatories.csv; kind and visibility as in the contract, `country` an ISO 3166 code."""

    kind: str
    honorific: str
    name: str
    affiliation: str
    country: str
    email: str
    visibility: str
    featured: bool


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """A line of attachments.csv with the content of its file."""

    number: int
    title: str
    file: str
    media_type: str
    content: bytes
    date: date | None
    language: str


@dataclass(frozen=True, slots=True)
class Bundle:
    """A whole letter; `wordings` by language, the letter's own among them; `state` None where the bundle names none."""

    slug: str
    language: str
    wordings: dict[str, Wording]
    date: date | None
    place: str
    organisation: OrganisationEntry | None
    campaign: str
    tags: tuple[str, ...]
    goal: int | None
    opens_at: datetime | None
    closes_at: datetime | None
    state: str | None
    recipients: tuple[RecipientRow, ...]
    signatories: tuple[SignatoryRow, ...]
    attachments: tuple[AttachmentRow, ...]
