"""Making a manuscript of a letter: all that goes to paper, for one recipient or for everyone."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from functools import partial

from app.delivery.destination import country_line
from app.delivery.models import Shape
from app.kit import clock, files
from app.kit.addresses import absolute
from app.kit.languages import country_name, day, speaking
from app.letters import prose
from app.letters.models import Attachment, Letter, Recipient, Text
from app.paper.manuscript import (
    Addressee,
    Colophon,
    Contact,
    Exhibit,
    Letterhead,
    Manuscript,
    Office,
    PaperSize,
    Passage,
    SignatoryLine,
)
from app.signing import queries as signing


def manuscript_of(
    letter: Letter, *, text: Text, recipient: Recipient | None = None, shape: Shape = Shape.LETTER
) -> Manuscript:
    """Return the letter in one wording: addressed to a recipient, or to everyone, then with public names alone.

    The attachments' content is there only in shapes that hold it. Who seals it and when is not said yet.
    """
    passage = partial(_passage, language=text.language)
    whole = shape.holds_attachments
    letterhead = letterhead_of(letter)
    said = Manuscript(
        language=text.language,
        letterhead=letterhead,
        addressee=addressee_of(recipient, text.language, letterhead),
        place=letter.place,
        date=day(letter.date or letter.edition.made_on, text.language),
        reference=f"{letter.slug} / {text.edition.number}",
        title=text.title,
        lead=passage(text.lead, "lead"),
        body=passage(text.body, "letter"),
        closing=passage(text.closing, "closing"),
        report=passage(text.report, "report", top=1),
        signatories=_signatories(letter, text.language, for_official=recipient is not None),
        roll_is_cut=_is_cut(letter, for_official=recipient is not None),
        signatory_total=signing.totals(letter).count,
        exhibits=tuple(_exhibit(attachment, text.language, whole=whole) for attachment in letter.attachments),
        colophon=colophon_of(letter, text),
    )
    known_by = absolute("pages.verify", print=reference(said, shape))
    return replace(said, colophon=replace(said.colophon, verify_address=known_by))


def reference(manuscript: Manuscript, shape: Shape) -> str:
    """Return what the QR code of a print calls it: 20 hexadecimal digits, the same for all its addressees."""
    common = replace(manuscript, addressee=None, colophon=replace(manuscript.colophon, verify_address=""))
    return hashlib.sha256(f"{shape} {common.digest()}".encode()).hexdigest()[:20]


def fingerprint(manuscript: Manuscript, shape: Shape, paper: PaperSize = "A4") -> str:
    """Return what a print is known by: the digest of its manuscript, another one in each other shape and paper."""
    digest = manuscript.digest()
    if shape is Shape.LETTER and paper == "A4":
        return digest
    return hashlib.sha256(f"{shape} {paper} {digest}".encode()).hexdigest()


def addressee_of(recipient: Recipient | None, language: str, letterhead: Letterhead) -> Addressee | None:
    """Return whom a letter is addressed to, in the language of the letter; None for everyone."""
    if recipient is None:
        return None
    return Addressee(
        honorific=recipient.honorific,
        name=recipient.name,
        office=recipient.office,
        institution=recipient.institution,
        address=tuple(recipient.address.splitlines()),
        country=country_line(recipient.country, language, letterhead),
        salutation=recipient.salutation,
    )


def colophon_of(letter: Letter, text: Text) -> Colophon:
    """Return what any print of a wording says of itself; who seals it and where to check are still to be added."""
    return Colophon(
        address=absolute("signing.letter", slug=letter.slug, language=text.named_language),
        edition=text.edition.number,
        edition_date=text.edition.made_on.isoformat(),
        text_sha256=text.sha256,
        printed_on=clock.today().isoformat(),
        text_address=absolute("letters.wording", slug=letter.slug, number=text.edition.number, language=text.language),
    )


def _passage(source: str, prefix: str, *, language: str, top: int = 2) -> Passage:
    return prose.for_print(source, prefix=prefix, language=language, top=top).passage


def _signatories(letter: Letter, language: str, *, for_official: bool) -> tuple[SignatoryLine, ...]:
    with speaking(language):
        lines = signing.lines_for_print(letter, for_official=for_official)
        return tuple(replace(line, country=country_name(line.country)) for line in lines)


def _is_cut(letter: Letter, *, for_official: bool) -> bool:
    """Tell whether more may be named than a print has room for."""
    named = len(signing.lines_for_print(letter, for_official=for_official))
    if named < signing.MOST_PRINTED:
        return False
    return named < len(signing.lines_for_print(letter, for_official=for_official, most=signing.MOST_PRINTED + 1))


def letterhead_of(letter: Letter) -> Letterhead:
    """Return who sends a letter, as its head says it."""
    organisation = letter.organisation
    if organisation is None:
        return Letterhead(name="")
    return Letterhead(
        name=organisation.name,
        website=organisation.website,
        logo=files.fetch(organisation.logo) if organisation.logo else None,
        logo_type=organisation.logo_type,
        offices=tuple(
            Office(office.get("label", ""), tuple(office.get("address", "").splitlines()), office.get("phone", ""))
            for office in organisation.offices
        ),
        contacts=tuple(
            Contact(contact.get("name", ""), contact.get("email", ""), contact.get("phone", ""))
            for contact in organisation.contacts
        ),
    )


def _exhibit(attachment: Attachment, language: str, *, whole: bool) -> Exhibit:
    return Exhibit(
        number=attachment.number,
        title=attachment.title,
        media_type=attachment.media_type,
        size=attachment.size,
        sha256=attachment.content,
        date=day(attachment.date, language),
        language=attachment.language,
        content=files.fetch(attachment.content) if whole else None,
    )
