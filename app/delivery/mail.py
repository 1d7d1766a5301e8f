"""The mail that brings a letter to an official."""

from __future__ import annotations

from app.delivery.models import Print
from app.kit.addresses import absolute
from app.letters import prose
from app.letters.models import Letter, Recipient
from app.post.letterbox import compose
from app.post.message import Enclosure, Message


def letter_to_official(letter: Letter, *, recipient: Recipient, made: Print) -> Message:
    """Return the message to one official, in the language of the print, with the print enclosed."""
    if made.content is None:
        raise ValueError("A print that is not made cannot be enclosed.")
    text = made.edition.text_in(made.language)
    organisation = letter.organisation
    contacts = organisation.contacts if organisation else []
    return compose(
        "letter_to_official",
        to=recipient.email,
        kind="letter",
        language=made.language,
        private=False,
        enclosures=(Enclosure(f"{letter.slug}.pdf", "application/pdf", made.content),),
        reply_to=next((contact["email"] for contact in contacts if contact.get("email")), None),
        sender_name=organisation.name if organisation else "",
        recipient=recipient,
        title=text.title,
        lead=prose.inline(text.lead).striptags(),
        signatories=made.signatories,
        organisation=organisation,
        contacts=contacts,
        address=absolute("signing.letter", slug=letter.slug, language=text.named_language),
        shape=made.shape,
        attachments=len(letter.attachments),
        verify=absolute("pages.verify", print=made.reference) if made.seal else "",
    )
