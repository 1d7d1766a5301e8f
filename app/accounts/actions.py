"""Adding organisers, and signing them in by a link that works once."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.accounts.models import Membership, Organiser, Role, SignInLink
from app.kit import clock, tokens
from app.kit.languages import gettext_later as _
from app.kit.refusals import Refusal

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PURPOSE = "sign-in"
LINK_LIVES = timedelta(hours=24)


class LinkSpent(Refusal):
    """A sign-in link that was used, has expired, or never was."""

    sentence = _("This sign-in link was used already or has expired. Ask for a new one.")
    status = 410


def add_organiser(session: Session, email: str, *, operator: bool = False) -> Organiser:
    """Return the organiser of an address, made if there is none yet."""
    organiser = session.scalar(sa.select(Organiser).where(Organiser.email == email))
    if organiser is None:
        organiser = Organiser(email=email, operator=operator, fs_uniquifier=secrets.token_hex(32))
        session.add(organiser)
        session.flush()
    return organiser


def give_role(session: Session, organiser: Organiser, *, organisation_id: int, role: Role) -> None:
    """Let an organiser hold a role in an organisation, instead of the one held before."""
    session.merge(Membership(organiser_id=organiser.id, organisation_id=organisation_id, role=role))
    session.flush()


def mint_link(session: Session, organiser: Organiser) -> str:
    """Return the token of a new sign-in link, good once within a day."""
    token = tokens.mint()
    digest = tokens.digest(PURPOSE, token)
    session.add(SignInLink(digest=digest, organiser_id=organiser.id, expires_at=clock.now() + LINK_LIVES))
    session.flush()
    return token


def sign_in(session: Session, token: str) -> Organiser:
    """Use a link up and return whom it signs in; raise LinkSpent."""
    link = session.get(SignInLink, tokens.digest(PURPOSE, token))
    if link is None or link.expires_at <= clock.now() or not link.organiser.active:
        raise LinkSpent
    organiser = link.organiser
    session.delete(link)
    session.flush()
    return organiser
