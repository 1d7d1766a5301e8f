"""Striking signatories off the roll, with a reason, and taking that back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.kit import clock
from app.kit.languages import gettext_later as _
from app.kit.refusals import Refusal
from app.signing.models import NotFromHere, Signatory, State

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.accounts.models import Organiser


class NoReason(Refusal):
    """A strike without a reason: nobody could answer for it later."""

    sentence = _("Say why this signature is struck.")
    status = 422


def strike(session: Session, signatory: Signatory, *, reason: str, by: Organiser) -> None:
    """Take a signatory off the roll at once; raise NoReason or NotFromHere. Nothing is forgotten, so it can be undone."""
    if not reason:
        raise NoReason
    before = signatory.state
    signatory.move(State.STRUCK)
    signatory.struck_from, signatory.reason = before, reason
    _sign_off(session, signatory, by)


def restore(session: Session, signatory: Signatory, *, by: Organiser) -> None:
    """Take a strike back: the signatory stands again where it stood, in the same place of the roll."""
    if signatory.state is not State.STRUCK:
        raise NotFromHere
    signatory.move(signatory.struck_from or State.CONFIRMED)
    signatory.struck_from, signatory.reason = None, ""
    _sign_off(session, signatory, by)


def _sign_off(session: Session, signatory: Signatory, by: Organiser) -> None:
    signatory.decided_by_id, signatory.decided_on = by.id, clock.today()
    session.flush()
