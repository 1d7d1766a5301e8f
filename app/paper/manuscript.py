"""What goes to paper: everything a printed letter says, as plain frozen values."""

import dataclasses
import hashlib
import json
from dataclasses import dataclass
from typing import Literal, TypeAlias

from markupsafe import Markup

PaperSize: TypeAlias = Literal["A4", "Letter"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a passage: how deep, where it can be linked to, and its words."""

    level: int
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Passage:
    """Running text made ready for print: safe HTML, with footnotes where they are called."""

    html: Markup = Markup()
    headings: tuple[Heading, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.html)


@dataclass(frozen=True, slots=True)
class Office:
    label: str
    address: tuple[str, ...]
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Contact:
    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Letterhead:
    name: str
    website: str = ""
    logo: bytes | None = None
    logo_type: str = ""
    offices: tuple[Office, ...] = ()
    contacts: tuple[Contact, ...] = ()


@dataclass(frozen=True, slots=True)
class Addressee:
    """Whom the letter is addressed to, line by line as an envelope shows it."""

    name: str
    honorific: str = ""
    office: str = ""
    institution: str = ""
    address: tuple[str, ...] = ()
    country: str = ""
    salutation: str = ""


@dataclass(frozen=True, slots=True)
class SignatoryLine:
    kind: Literal["person", "organisation"]
    name: str
    honorific: str = ""
    affiliation: str = ""
    country: str = ""
    featured: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Exhibit:
    """An attachment as the letter lists it; its content only where it is bound in."""

    number: int
    title: str
    media_type: str
    size: int
    sha256: str
    date: str = ""
    language: str = ""
    content: bytes | None = dataclasses.field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Colophon:
    """What a reader needs to check this print. Days are written YYYY-MM-DD.

    `verify_address` is what the QR code leads to, `seal` the SHA-256 of the certificate that the print is sealed with,
    `timestamp_by` the host of the timestamp server that vouches for the time, empty where none does.
    """

    address: str
    edition: int
    edition_date: str
    text_sha256: str
    printed_on: str
    text_address: str
    verify_address: str = ""
    seal: str = ""
    timestamp_by: str = ""


@dataclass(frozen=True, slots=True)
class Manuscript:
    """One letter to one addressee, or to everyone, in one language."""

    language: str
    letterhead: Letterhead
    title: str
    body: Passage
    colophon: Colophon
    addressee: Addressee | None = None
    place: str = ""
    date: str = ""
    reference: str = ""
    lead: Passage = Passage()
    closing: Passage = Passage()
    report_title: str = ""
    report: Passage = Passage()
    signatories: tuple[SignatoryLine, ...] = ()
    signatory_total: int = 0
    roll_is_cut: bool = False
    exhibits: tuple[Exhibit, ...] = ()

    def digest(self) -> str:
        """SHA-256 of all that is said, whatever the day it is printed on, whoever seals it and vouches for the time.

        The same words, roll and exhibits always give the same digest, so a print can be recognised
        as one that was made before.
        """
        said = dataclasses.replace(
            self,
            colophon=dataclasses.replace(self.colophon, printed_on="", seal="", timestamp_by=""),
            exhibits=tuple(dataclasses.replace(exhibit, content=None) for exhibit in self.exhibits),
        )
        canonical = json.dumps(dataclasses.asdict(said), default=_bytes, ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(canonical.encode()).hexdigest()


def _bytes(value: bytes) -> str:
    return value.hex()
