"""What the desk's first page says of each letter: who signed, what was printed last, how far its mails have come."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.delivery.models import Dispatch, Print, PrintState
from app.delivery.shelf import Shelved
from app.letters.models import Edition, Letter, Text
from app.post.models import Mail, MailState
from app.signing import overview as signing
from app.signing.models import Signatory, State


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one letter stands today; `last` is the print that was made last."""

    letter: Letter
    signatories: Counter[State]
    last: Shelved | None
    dispatches: Counter[MailState]


def standings(session: Session, letters: Sequence[Letter]) -> list[Standing]:
    """Return where each of these letters stands, in four queries however many they are."""
    ids = [letter.id for letter in letters]
    signatories = signing.counts(session, ids)
    roll = _roll(session, ids)
    last = _last(session, ids)
    dispatches = _dispatches(session, ids)
    shelved = {number: Shelved(made, (), roll.get(number, 0)) for number, made in last.items()}
    return [
        Standing(letter, signatories[letter.id], shelved.get(letter.id), dispatches[letter.id]) for letter in letters
    ]


def _roll(session: Session, letter_ids: Collection[int]) -> dict[int, int]:
    newest = sa.select(sa.func.max(Edition.id)).where(Edition.letter_id.in_(letter_ids)).group_by(Edition.letter_id)
    texts = sa.select(Text.id).where(Text.edition_id.in_(newest))
    counted = sa.select(Signatory.letter_id, sa.func.count()).group_by(Signatory.letter_id)
    now = counted.where(Signatory.state == State.CONFIRMED, Signatory.text_id.in_(texts))
    return {letter_id: count for letter_id, count in session.execute(now)}  # noqa: C416 - rows are no pairs to mypy


def _last(session: Session, letter_ids: Collection[int]) -> dict[int, Print]:
    """Return the print of each letter that was made last; of several in one moment, the one asked for last."""
    order = (Print.made_at.desc(), Print.id.desc())
    place = sa.func.row_number().over(partition_by=Edition.letter_id, order_by=order).label("place")
    made = sa.select(Print.id, Edition.letter_id, place).join(Edition)
    ranked = made.where(Print.state == PrintState.MADE, Edition.letter_id.in_(letter_ids)).subquery()
    last = sa.select(ranked.c.letter_id, Print).join(Print, Print.id == ranked.c.id).where(ranked.c.place == 1)
    return dict(session.execute(last).all())


def _dispatches(session: Session, letter_ids: Collection[int]) -> dict[int, Counter[MailState]]:
    counted: dict[int, Counter[MailState]] = {letter_id: Counter() for letter_id in letter_ids}
    sent = sa.select(Edition.letter_id, Mail.state, sa.func.count()).select_from(Dispatch).join(Edition).join(Mail)
    grouped = sent.where(Edition.letter_id.in_(letter_ids)).group_by(Edition.letter_id, Mail.state)
    for letter_id, state, count in session.execute(grouped):
        counted[letter_id][state] = count
    return counted
