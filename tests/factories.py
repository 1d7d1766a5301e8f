"""What tests need to be there: each made with good defaults, in the transaction of the test."""

from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from app.accounts.models import Membership, Organiser, Role
from app.campaigns.models import Organisation
from app.delivery.models import Print, PrintState, Volume
from app.letters.models import PARTS, Attachment, Edition, Letter, LetterState, Recipient, Text, digest
from app.signing import mailboxes, particulars
from app.signing.models import BUNDLE_END, Assurance, Kind, Signatory, State, Visibility
from app.signing.particulars import Particulars

_numbers = count(1)


def letter(session: Session, *, languages: tuple[str, ...] = ("en", "fr"), **columns: Any) -> Letter:
    """A letter that can be signed, in one edition; its own language is the first."""
    made = Letter(
        **{"slug": f"letter-{next(_numbers)}", "language": languages[0], "state": LetterState.OPEN, **columns}
    )
    session.add(made)
    session.flush()
    edition(session, made, languages=languages)
    return made


def edition(session: Session, letter: Letter, *, languages: tuple[str, ...] = ("en", "fr"), **parts: str) -> Edition:
    """The next wording of a letter."""
    made = Edition(letter_id=letter.id, number=len(letter.editions) + 1)
    session.add(made)
    session.flush()
    for language in languages:
        session.add(text(made, language, **parts))
    session.flush()
    session.expire(letter, ["editions"])
    return made


def text(edition: Edition, language: str, **parts: str) -> Text:
    """A wording in one language, not yet in the session."""
    standard = {
        "title": f"Let the river be measured ({language})",
        "lead": "Give back what was measured.",
        "body": "We ask for the records.[^1]\n\n[^1]: Seized in March.",
        "closing": "Respectfully",
        "report": "# What was measured\n\nNine years of water.",
    }
    written = {part: {**standard, **parts}[part] for part in PARTS}
    return Text(edition_id=edition.id, language=language, sha256=digest(written), **written)


def signatory(
    session: Session,
    letter: Letter,
    *,
    stated: Particulars | None = None,
    email: str | None = None,
    visibility: Visibility = Visibility.PUBLIC,
    **columns: Any,
) -> Signatory:
    """A confirmed person on the roll."""
    written = letter.edition.text_in(letter.language)
    made = Signatory(
        **{
            "letter_id": letter.id,
            "text_id": written.id,
            "kind": Kind.PERSON,
            "state": State.CONFIRMED,
            "assurance": Assurance.EMAIL,
            "language": written.language,
            **columns,
        }
    )
    session.add(made)
    session.flush()
    particulars.write(made, stated or Particulars(name=f"Ines Halloran {made.id}"), visibility)
    made.email_index = mailboxes.index(letter.id, email) if email else None
    if made.state is State.CONFIRMED:
        made.place(BUNDLE_END + made.id)
    session.flush()
    return made


def organisation(session: Session, slug: str = "sarn-valley", **columns: Any) -> Organisation:
    """Who publishes letters."""
    made = Organisation(**{"slug": slug, "name": slug.replace("-", " ").title(), **columns})
    session.add(made)
    session.flush()
    return made


def organiser(
    session: Session,
    email: str = "maren@example.org",
    *,
    role: Role | None = None,
    organisation: Organisation | None = None,
    operator: bool = False,
) -> Organiser:
    """Who signs in at the desk: with a role in an organisation, or running the site."""
    made = Organiser(email=email, operator=operator, fs_uniquifier=f"unique-{next(_numbers)}")
    session.add(made)
    session.flush()
    if role and organisation:
        session.add(Membership(organiser_id=made.id, organisation_id=organisation.id, role=role))
        session.flush()
    return made


def recipient(session: Session, letter: Letter, key: str = "minister", **columns: Any) -> Recipient:
    """An official to whom a letter is addressed."""
    standard = {
        "position": next(_numbers),
        "name": "Ilse Brandt",
        "office": "Minister for Water",
        "institution": "Ministry of Water",
        "address": "1 Quay Street\nSarn",
        "email": f"{key}@ministry.example",
        "language": letter.language,
        "salutation": "Dear Minister",
    }
    made = Recipient(letter_id=letter.id, key=key, **(standard | columns))
    session.add(made)
    session.flush()
    session.expire(letter, ["recipients"])
    return made


def attachment(session: Session, letter: Letter, number: int = 1, **columns: Any) -> Attachment:
    """An exhibit of a letter; its file is not in the store."""
    standard = {
        "title": f"Water records, volume {number}",
        "filename": f"{number}.pdf",
        "content": f"{number:064x}",
        "media_type": "application/pdf",
        "size": 1_000_000,
    }
    made = Attachment(letter_id=letter.id, number=number, **(standard | columns))
    session.add(made)
    session.flush()
    session.expire(letter, ["attachments"])
    return made


def printed(session: Session, letter: Letter, **columns: Any) -> Print:
    """A print of the letter as it stands, for everyone; its file is not in the store."""
    number = next(_numbers)
    made = Print(
        **{
            "edition_id": letter.edition.id,
            "language": letter.language,
            "state": PrintState.MADE,
            "manuscript": f"{number:064x}",
            "content": f"{number:064x}",
            "size": 96_000,
            "pages": 14,
            **columns,
        }
    )
    session.add(made)
    session.flush()
    return made


def roll(session: Session, letter: Letter, *, volumes: int, made: int, **columns: Any) -> Print:
    """A print of the roll in so many volumes of 10,000 names, of which some are made already."""
    state = PrintState.MADE if made == volumes else PrintState.ASKED
    wanted = printed(
        session, letter, **{"shape": "roll", "state": state, "content": None, "size": 0, "pages": 0, **columns}
    )
    for number in range(1, volumes + 1):
        last = number * 10_000
        done = {"content": f"{number:064x}", "size": 7_300_000, "pages": 182} if number <= made else {}
        session.add(Volume(print_id=wanted.id, number=number, first=last - 9_999, last=last, **done))
    session.flush()
    session.expire(wanted, ["volumes"])
    return wanted
