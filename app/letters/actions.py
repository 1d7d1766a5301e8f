"""Loading a letter from a bundle: what changed becomes a new edition, what did not stays."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.campaigns import actions as campaigns
from app.kit import files
from app.kit.refusals import Refusal
from app.letters import queries
from app.letters.bundle import AttachmentRow, Bundle, RecipientRow, Wording
from app.letters.models import Attachment, Edition, Letter, LetterState, Recipient, Text, digest


class SlugTaken(Refusal):
    """The slug of a bundle belongs to another letter."""

    sentence = "The slug belongs to another letter."


@dataclass(frozen=True, slots=True)
class Loaded:
    """A letter as it stands after loading; `new_edition` tells whether its wording had changed."""

    letter: Letter
    edition: Edition
    new_edition: bool

    def lines(self) -> list[str]:
        """Return `slug edition N language sha256` of each language."""
        return [
            f"{self.letter.slug} edition {self.edition.number} {text.language} {text.sha256}"
            for text in self.edition.texts
        ]


def load(session: Session, bundle: Bundle, *, publish: bool = False) -> Loaded:
    """Make or change the letter of a bundle; raise SlugTaken when the slug is another letter's."""
    letter = queries.by_slug(session, bundle.slug) or _new_letter(session, bundle)
    _describe(session, letter, bundle)
    edition, new_edition = _edition(session, letter, bundle.wordings)
    _load_recipients(session, letter, bundle.recipients)
    _load_attachments(session, letter, bundle.attachments)
    _set_state(letter, LetterState.OPEN if publish else bundle.state)
    session.flush()
    return Loaded(letter, edition, new_edition)


def _new_letter(session: Session, bundle: Bundle) -> Letter:
    letter = Letter(slug=bundle.slug, language=bundle.language, state=LetterState.DRAFT)
    session.add(letter)
    session.flush()
    return letter


def _describe(session: Session, letter: Letter, bundle: Bundle) -> None:
    organisation = campaigns.organisation_of(session, bundle.organisation) if bundle.organisation else None
    owners_differ = letter.organisation is not None and letter.organisation is not organisation
    if owners_differ or letter.language != bundle.language:
        owner = letter.organisation.name if letter.organisation else letter.language
        raise SlugTaken(f"The slug {bundle.slug} belongs to another letter already ({owner}); choose another slug.")
    letter.organisation = organisation
    letter.campaign = campaigns.campaign_of(session, bundle.campaign) if bundle.campaign else None
    letter.date, letter.place, letter.tags, letter.goal = bundle.date, bundle.place, list(bundle.tags), bundle.goal
    letter.opens_at, letter.closes_at = bundle.opens_at, bundle.closes_at


def _set_state(letter: Letter, state: str | None) -> None:
    """Apply a bundle's state; what people may have signed never becomes a draft again."""
    if state and not (state == LetterState.DRAFT and letter.state is not LetterState.DRAFT):
        letter.state = LetterState(state)


def _edition(session: Session, letter: Letter, wordings: dict[str, Wording]) -> tuple[Edition, bool]:
    """Return the current edition, new when a wording changed or went; a translation that is added joins it."""
    digests = {language: digest(wording.parts()) for language, wording in wordings.items()}
    current = letter.editions[-1] if letter.editions else None
    known = {text.language: text.sha256 for text in current.texts} if current else {}
    if current is None or not known.items() <= digests.items():
        edition = Edition(letter=letter, number=current.number + 1 if current else 1)
        session.add(edition)
        known = {}
    else:
        edition = current
    for language, wording in wordings.items():
        if language not in known:
            edition.texts.append(Text(language=language, sha256=digests[language], **wording.parts()))
    session.flush()
    return edition, edition is not current


def _load_recipients(session: Session, letter: Letter, rows: tuple[RecipientRow, ...]) -> None:
    known = {recipient.key: recipient for recipient in letter.recipients}
    for position, row in enumerate(rows):
        recipient = known.pop(row.key, None) or Recipient(letter_id=letter.id, key=row.key)
        for name in row.__slots__:
            setattr(recipient, name, getattr(row, name))
        recipient.position, recipient.retired = position, False
        session.add(recipient)
    for recipient in known.values():
        recipient.retired = True
    session.flush()
    session.expire(letter, ["recipients"])


def _load_attachments(session: Session, letter: Letter, rows: tuple[AttachmentRow, ...]) -> None:
    known = {attachment.number: attachment for attachment in letter.attachments}
    for row in rows:
        attachment = known.pop(row.number, None) or Attachment(letter_id=letter.id, number=row.number)
        attachment.title, attachment.filename, attachment.media_type = row.title, row.file, row.media_type
        attachment.content, attachment.size = files.keep(row.content), len(row.content)
        attachment.date, attachment.language = row.date, row.language
        session.add(attachment)
    for attachment in known.values():
        session.delete(attachment)
    session.flush()
    session.expire(letter, ["attachments"])
