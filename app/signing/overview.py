"""The roll as organisers see it: counted by state, searched, and read by pages."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from app.kit import text
from app.kit.languages import gettext_later as _
from app.kit.refusals import Refusal
from app.signing import particulars
from app.signing.models import Kind, Signatory, State

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

PAGE = 50


class NoSignatory(Refusal):
    """A number that names nobody who signed this letter."""

    sentence = _("There is no such signature on this letter.")
    status = 404


@dataclass(frozen=True, slots=True)
class Sought:
    """What an organiser looks for: words of the name or affiliation, a state, a kind; empty means any."""

    words: str = ""
    state: State | None = None
    kind: Kind | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """Some signatories, the newest first; `older` is the `before` of the page that follows, None on the last."""

    signatories: tuple[Signatory, ...]
    older: int | None


def counts(session: Session, letter_ids: Iterable[int]) -> dict[int, Counter[State]]:
    """Return how many signatories of each letter stand in each state."""
    counted: dict[int, Counter[State]] = {letter_id: Counter() for letter_id in letter_ids}
    number = sa.func.count()
    grouped = sa.select(Signatory.letter_id, Signatory.state, number).group_by(Signatory.letter_id, Signatory.state)
    for letter_id, state, count in session.execute(grouped.where(Signatory.letter_id.in_(counted))):
        counted[letter_id][state] = count
    return counted


def search(session: Session, letter_id: int, *, sought: Sought, before: int | None = None) -> Page:
    """Return a page of the signatories that are sought, by keyset: newer arrivals move nobody to another page."""
    matching = sa.select(Signatory).where(Signatory.letter_id == letter_id, *_conditions(session, letter_id, sought))
    if before is not None:
        matching = matching.where(Signatory.id < before)
    ordered = matching.order_by(Signatory.id.desc()).limit(PAGE + 1).options(joinedload(Signatory.decided_by))
    found = tuple(session.scalars(ordered))
    return Page(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)


def signatory(session: Session, letter_id: int, *, signatory_id: int) -> Signatory:
    """Return one signatory of a letter; raise NoSignatory."""
    found = session.get(Signatory, signatory_id)
    if found is None or found.letter_id != letter_id:
        raise NoSignatory
    return found


def _conditions(session: Session, letter_id: int, sought: Sought) -> list[sa.ColumnElement[bool]]:
    words = text.sought(sought.words).split()
    wanted = [Signatory.state == sought.state] if sought.state else []
    if sought.kind:
        wanted.append(Signatory.kind == sought.kind)
    if words:
        open_names = sa.and_(*(Signatory.sought.contains(word, autoescape=True) for word in words))
        wanted.append(sa.or_(open_names, Signatory.id.in_(_sealed_matches(session, letter_id, words))))
    return wanted


def _sealed_matches(session: Session, letter_id: int, words: list[str]) -> list[int]:
    """Look into the names that are sealed, which the database cannot search; opening one takes some microseconds."""
    rows = sa.select(Signatory.id, Signatory.sealed_record).where(
        Signatory.letter_id == letter_id, Signatory.sealed_record.is_not(None)
    )
    return [number for number, sealed in session.execute(rows) if sealed and _holds(words, number, sealed)]


def _holds(words: list[str], number: int, sealed: bytes) -> bool:
    stated = particulars.opened(number, sealed)
    whole = text.sought(f"{stated.name} {stated.affiliation} {stated.representative}")
    return all(word in whole for word in words)
