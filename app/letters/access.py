"""Which letters an organiser may see at the desk, and what they may do with one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.accounts.models import Membership
from app.kit.languages import gettext_later as _
from app.kit.refusals import Refusal
from app.letters.models import Letter

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.accounts.models import Organiser, Role


class NotYours(Refusal):
    """A letter that is not there, or is of an organisation that the organiser does not work for: both look the same."""

    sentence = _("There is no such letter at your desk.")
    status = 404


class RoleTooSmall(Refusal):
    """An act that asks for more than the organiser's role in this organisation."""

    sentence = _("Your role in this organisation does not include this. Ask one of its owners.")
    status = 403


def letters_of(session: Session, organiser: Organiser) -> list[Letter]:
    """Return the letters that an organiser may see, by their address."""
    letters = sa.select(Letter).order_by(Letter.slug)
    if not organiser.operator:
        held = sa.select(Membership.organisation_id).where(Membership.organiser_id == organiser.id)
        letters = letters.where(Letter.organisation_id.in_(held))
    return list(session.scalars(letters))


def letter_for(session: Session, organiser: Organiser, *, slug: str, needed: Role) -> Letter:
    """Return a letter with which the organiser may do what `needed` may; raise NotYours or RoleTooSmall."""
    letter = session.scalar(sa.select(Letter).where(Letter.slug == slug))
    held = organiser.role_in(letter.organisation_id) if letter else None
    if letter is None or held is None:
        raise NotYours
    if not held.covers(needed):
        raise RoleTooSmall
    return letter
