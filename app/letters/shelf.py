"""Taking a letter off the shelf: its current edition as a bundle."""

from __future__ import annotations

from app.campaigns.models import Organisation
from app.kit import files
from app.letters.bundle import AttachmentRow, Bundle, OrganisationEntry, RecipientRow, SignatoryRow, Wording
from app.letters.models import PARTS, Letter, Recipient


def bundle_of(letter: Letter, signatories: tuple[SignatoryRow, ...]) -> Bundle:
    """Return all of a letter that a bundle holds, in the wording of its current edition."""
    return Bundle(
        slug=letter.slug,
        language=letter.language,
        wordings={
            text.language: Wording(**{part: getattr(text, part) for part in PARTS}) for text in letter.edition.texts
        },
        date=letter.date,
        place=letter.place,
        organisation=_organisation(letter.organisation) if letter.organisation else None,
        campaign=letter.campaign.title if letter.campaign else "",
        tags=tuple(letter.tags),
        goal=letter.goal,
        opens_at=letter.opens_at,
        closes_at=letter.closes_at,
        state=letter.state.value,
        recipients=tuple(map(_recipient, letter.addressees)),
        signatories=signatories,
        attachments=tuple(
            AttachmentRow(
                number=attachment.number,
                title=attachment.title,
                file=attachment.filename,
                media_type=attachment.media_type,
                content=files.fetch(attachment.content),
                date=attachment.date,
                language=attachment.language,
            )
            for attachment in letter.attachments
        ),
    )


def _organisation(organisation: Organisation) -> OrganisationEntry:
    return OrganisationEntry(
        name=organisation.name,
        website=organisation.website,
        logo=organisation.logo_name,
        logo_type=organisation.logo_type,
        logo_content=files.fetch(organisation.logo) if organisation.logo else b"",
        offices=tuple(organisation.offices),
        contacts=tuple(organisation.contacts),
    )


def _recipient(recipient: Recipient) -> RecipientRow:
    return RecipientRow(**{name: getattr(recipient, name) for name in RecipientRow.__slots__})
