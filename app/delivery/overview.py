"""What the desk's first page says of each letter: who signed, what was printed last, how far its mails have come."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.delivery.models import Dispatch, Print, PrintState
from app.letters.models import Edition
from app.post.models import Mail
from app.signing import overview as signing

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from sqlalchemy.orm import Session

    from app.letters.models import Letter
    from app.post.models import MailState
    from app.signing.models import State


@dataclass(frozen=True, slots=True)
class Standing:
    """Where one letter stands today."""

    letter: Letter
    signatories: Counter[State]
    printed_at: datetime | None
    dispatches: Counter[MailState]


def standings(session: Session, letters: Sequence[Letter]) -> list[Standing]:
    """Return where each of these letters stands, in three queries however many they are."""
    ids = [letter.id for letter in letters]
    signatories = signing.counts(session, ids)
    printed = _printed(session, ids)
    dispatches = _dispatches(session, ids)
    return [
        Standing(letter, signatories[letter.id], printed.get(letter.id), dispatches[letter.id]) for letter in letters
    ]


def _printed(session: Session, letter_ids: Collection[int]) -> dict[int, datetime]:
    last = sa.select(Edition.letter_id, sa.func.max(Print.made_at)).join(Print).group_by(Edition.letter_id)
    made = last.where(Print.state == PrintState.MADE, Edition.letter_id.in_(letter_ids))
    return dict(session.execute(made).all())


def _dispatches(session: Session, letter_ids: Collection[int]) -> dict[int, Counter[MailState]]:
    counted: dict[int, Counter[MailState]] = {letter_id: Counter() for letter_id in letter_ids}
    sent = sa.select(Edition.letter_id, Mail.state, sa.func.count()).select_from(Dispatch).join(Edition).join(Mail)
    grouped = sent.where(Edition.letter_id.in_(letter_ids)).group_by(Edition.letter_id, Mail.state)
    for letter_id, state, count in session.execute(grouped):
        counted[letter_id][state] = count
    return counted
