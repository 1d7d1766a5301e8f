"""Signatories that come with a bundle: taken as confirmed by the organiser, and given back when it is exported."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import asdict
from typing import Any, cast

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.kit import sealing
from app.letters.actions import Loaded
from app.letters.bundle import SignatoryRow
from app.letters.models import Letter
from app.signing import mailboxes, particulars
from app.signing.models import Assurance, Kind, Signatory, State, Visibility, rank, sought
from app.signing.particulars import NOTHING, Particulars

AT_ONCE = 5_000  # rows handed over together


def load_signatories(session: Session, loaded: Loaded, rows: tuple[SignatoryRow, ...]) -> None:
    """Put a bundle's signatories on the roll in its order.

    One who stands there already is corrected and moved, not doubled; one who was struck or has withdrawn stays so,
    and what people stated when they signed here themselves stays their own. Entries that the bundle no longer has
    stay on the roll, behind those it has: striking them off is for an organiser at the desk.
    """
    known = _Known(session, loaded.letter)
    listed = [(position, row, known.take(row)) for position, row in enumerate(rows)]
    _add(session, loaded, [(position, row) for position, row, signatory in listed if signatory is None], known)
    for position, row, signatory in listed:
        if signatory is not None:
            _correct(signatory, row, loaded, known)
            _place(signatory, position)
    for position, signatory in enumerate(known.entries_left(), len(rows)):
        _place(signatory, position)
    session.flush()


def public_rows(session: Session, letter: Letter) -> tuple[SignatoryRow, ...]:
    """Return the public signatories in the roll's order, without their addresses."""
    wanted = sa.select(Signatory).where(
        Signatory.letter_id == letter.id,
        Signatory.state == State.CONFIRMED,
        Signatory.visibility == Visibility.PUBLIC,
        Signatory.text_id.in_([text.id for text in letter.edition.texts]),
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


class _Known:
    """Who stands on a letter's roll already, found by what a bundle says of them, and each taken once.

    Who has not confirmed yet is not found: nobody could be kept off the roll by a form that others filled in.
    """

    def __init__(self, session: Session, letter: Letter) -> None:
        wanted = sa.select(Signatory).where(Signatory.letter_id == letter.id)
        found = session.scalars(wanted.order_by(Signatory.rank, Signatory.id)).all()
        self._letter = letter
        self._by_email = {signatory.email_index: signatory for signatory in found}
        self._left = {signatory.id: signatory for signatory in found if signatory.state is not State.PENDING}
        self._by_entry: dict[bytes | None, list[Signatory]] = defaultdict(list)
        for signatory in self._left.values():
            self._by_entry[signatory.entry_index or self._index_in_the_open(signatory)].append(signatory)

    def take(self, row: SignatoryRow) -> Signatory | None:
        """Return who has the row's address, or else stands there under the same name and affiliation."""
        same_address = self._by_email.get(self._email_index(row)) if row.email else None
        candidates = [same_address, *self._by_entry[self.entry_index(row)]]
        found = next((signatory for signatory in candidates if signatory and signatory.id in self._left), None)
        return self._left.pop(found.id) if found else None

    def entries_left(self) -> list[Signatory]:
        """Return the entries of the bundle that no row has taken, in the roll's order."""
        return [signatory for signatory in self._left.values() if signatory.entry_index]

    def entry_index(self, row: SignatoryRow) -> bytes:
        return self._index(row.kind, row.name, row.affiliation)

    def free_email_index(self, row: SignatoryRow) -> bytes | None:
        """Return the index of the row's address unless it is that of another on this letter's roll."""
        index = self._email_index(row)
        return None if index in self._by_email else index

    def _email_index(self, row: SignatoryRow) -> bytes | None:
        return mailboxes.index(self._letter.id, row.email) if row.email else None

    def _index_in_the_open(self, signatory: Signatory) -> bytes | None:
        if not signatory.name:
            return None
        return self._index(signatory.kind, signatory.name, signatory.affiliation)

    def _index(self, kind: str, name: str, affiliation: str) -> bytes:
        return sealing.blind_index(f"{self._letter.id} entry", f"{kind}\x00{name}\x00{affiliation}")


def _add(session: Session, loaded: Loaded, arrivals: list[tuple[int, SignatoryRow]], known: _Known) -> None:
    """Add those who are new. By Core, without an object for each: it takes a third of the time and memory."""
    table = cast("sa.Table", Signatory.__table__)
    open_ones = [(position, row) for position, row in arrivals if row.visibility != Visibility.ADDRESSEE]
    for begin in range(0, len(open_ones), AT_ONCE):
        columns = [
            {**_columns(loaded, row, known), "rank": rank(Kind(row.kind), position, featured=row.featured)}
            for position, row in open_ones[begin : begin + AT_ONCE]
        ]
        session.execute(sa.insert(table), columns)
    for position, row in arrivals:
        if row.visibility == Visibility.ADDRESSEE:  # what is sealed is bound to the number that the row gets
            signatory = Signatory(**_columns(loaded, row, known))
            session.add(signatory)
            session.flush()
            _describe(signatory, row, known.free_email_index(row))
            _place(signatory, position)


def _columns(loaded: Loaded, row: SignatoryRow, known: _Known) -> dict[str, Any]:
    """Return what a new signatory of the bundle is kept as; only what is public has words of its own."""
    stated = _stated(row) if row.visibility == Visibility.PUBLIC else NOTHING
    text = loaded.edition.text_in()
    return {
        "letter_id": loaded.letter.id,
        "text_id": text.id,
        "kind": Kind(row.kind),
        "state": State.CONFIRMED,
        "assurance": Assurance.ORGANISER,
        "visibility": Visibility(row.visibility),
        "language": text.language,
        "featured": row.featured,
        "entry_index": known.entry_index(row),
        "email_index": known.free_email_index(row),
        "sought": sought(stated.name, stated.affiliation),
        **asdict(stated),
    }


def _correct(signatory: Signatory, row: SignatoryRow, loaded: Loaded, known: _Known) -> None:
    signatory.entry_index = known.entry_index(row)
    vouched_for = signatory.assurance is Assurance.ORGANISER
    if vouched_for and signatory.state is State.CONFIRMED and not signatory.own_words:
        _describe(signatory, row, known.free_email_index(row))
    if vouched_for and signatory.state is not State.WITHDRAWN:
        signatory.text = loaded.edition.text_in()  # by the organiser, and for the words of now
    signatory.featured = row.featured


def _describe(signatory: Signatory, row: SignatoryRow, email_index: bytes | None) -> None:
    signatory.kind = Kind(row.kind)
    particulars.write(signatory, _stated(row), Visibility(row.visibility))
    signatory.email_index = email_index or signatory.email_index


def _stated(row: SignatoryRow) -> Particulars:
    return Particulars(row.honorific, row.name, row.affiliation, row.country).of(Kind(row.kind))


def _place(signatory: Signatory, position: int) -> None:
    if signatory.state is not State.WITHDRAWN:
        signatory.place(position)
