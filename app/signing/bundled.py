"""Signatories that come with a bundle: taken as confirmed by the organiser, and given back when it is exported."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.kit import sealing
from app.letters.actions import Loaded
from app.letters.bundle import SignatoryRow
from app.letters.models import Letter
from app.signing import mailboxes, particulars
from app.signing.models import Assurance, Kind, Signatory, State, Visibility
from app.signing.particulars import Particulars


def load_signatories(session: Session, loaded: Loaded, rows: tuple[SignatoryRow, ...]) -> None:
    """Put a bundle's signatories on the roll in its order.

    One who stands there already is corrected and moved, not doubled; one who was struck or has withdrawn stays so.
    """
    known = _known(session, loaded.letter)
    for position, row in enumerate(rows):
        index = _entry_index(loaded.letter, row.kind, row.name, row.affiliation)
        signatory = known.get(index) or _new(session, loaded, index)
        if signatory.state is State.CONFIRMED:
            _describe(signatory, row)
            signatory.place(position)
    session.flush()


def public_rows(session: Session, letter: Letter) -> tuple[SignatoryRow, ...]:
    """Return the public signatories in the roll's order, without their addresses."""
    wanted = sa.select(Signatory).where(
        Signatory.letter_id == letter.id,
        Signatory.state == State.CONFIRMED,
        Signatory.visibility == Visibility.PUBLIC,
    )
    return tuple(
        SignatoryRow(
            kind=signatory.kind.value,
            honorific=signatory.honorific,
            name=signatory.name,
            affiliation=signatory.affiliation,
            country=signatory.country,
            email="",
            visibility=signatory.visibility.value,
            featured=signatory.featured,
        )
        for signatory in session.scalars(wanted.order_by(Signatory.rank))
    )


def _known(session: Session, letter: Letter) -> dict[bytes, Signatory]:
    """Return who is known by what a bundle says of them: by their index, or in the open where they signed here."""
    found: dict[bytes, Signatory] = {}
    for signatory in session.scalars(sa.select(Signatory).where(Signatory.letter_id == letter.id)):
        if signatory.entry_index:
            found[signatory.entry_index] = signatory
        elif signatory.name:
            index = _entry_index(letter, signatory.kind, signatory.name, signatory.affiliation)
            found.setdefault(index, signatory)
    return found


def _entry_index(letter: Letter, kind: str, name: str, affiliation: str) -> bytes:
    return sealing.blind_index(f"{letter.id} entry", f"{kind}\x00{name}\x00{affiliation}")


def _new(session: Session, loaded: Loaded, index: bytes) -> Signatory:
    text = loaded.edition.text_in()
    signatory = Signatory(
        letter_id=loaded.letter.id,
        text_id=text.id,
        kind=Kind.PERSON,
        state=State.CONFIRMED,
        assurance=Assurance.ORGANISER,
        language=text.language,
        entry_index=index,
    )
    session.add(signatory)
    session.flush()
    return signatory


def _describe(signatory: Signatory, row: SignatoryRow) -> None:
    signatory.kind, signatory.featured = Kind(row.kind), row.featured
    stated = Particulars(row.honorific, row.name, row.affiliation, row.country)
    particulars.write(signatory, stated, Visibility(row.visibility))
    if row.email:
        signatory.email_index = mailboxes.index(signatory.letter_id, row.email)
