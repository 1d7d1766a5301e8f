"""Adding organisers, and signing them in by a link that works once."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.accounts import mail, queries
from app.accounts.models import Membership, Organiser, Role, SignInLink
from app.kit import clock, mailbox, tokens
from app.kit.languages import gettext_later as _
from app.kit.refusals import Refusal
from app.post.actions import enqueue

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

LINK_LIVES = timedelta(hours=24)
MAILED_LINK_LIVES = timedelta(hours=1)  # it waits in a mailbox, where others may read it
PAUSE = timedelta(minutes=2)  # between two links mailed to one organiser, so that nobody floods a mailbox from here


class NoAddress(Refusal):
    """A text that is not an e-mail address."""

    sentence = _("This is not an e-mail address.")
    status = 422


def add_organiser(session: Session, email: str, *, operator: bool = False) -> Organiser:
    """Return the organiser of an address, made if there is none yet."""
    organiser = queries.organiser_by_email(session, email)
    if organiser is None:
        organiser = Organiser(email=queries.folded(email), operator=operator, fs_uniquifier=secrets.token_hex(32))
        session.add(organiser)
        session.flush()
    return organiser


def invite(session: Session, email: str, *, organisation_id: int, role: Role) -> str:
    """Give whoever holds an address a role in an organisation, and return the token of a sign-in link."""
    organiser = add_organiser(session, _checked(email))
    give_role(session, organiser, organisation_id=organisation_id, role=role)
    return mint_link(session, organiser)


def give_role(session: Session, organiser: Organiser, *, organisation_id: int, role: Role) -> None:
    """Let an organiser hold a role in an organisation, instead of the one held before."""
    session.merge(Membership(organiser_id=organiser.id, organisation_id=organisation_id, role=role))
    session.flush()


def mint_link(session: Session, organiser: Organiser, *, lives: timedelta = LINK_LIVES) -> str:
    """Return the token of a new sign-in link, good once and for a while; forget the links that expired."""
    session.execute(sa.delete(SignInLink).where(SignInLink.expires_at <= clock.now()))
    token = tokens.mint()
    digest = tokens.digest(queries.PURPOSE, token)
    session.add(SignInLink(digest=digest, organiser_id=organiser.id, expires_at=clock.now() + lives))
    session.flush()
    return token


def mail_link(session: Session, email: str, *, onward: str | None, language: str) -> None:
    """Mail a sign-in link to whoever holds this address, if an organiser does; it leads onward once signed in."""
    organiser = queries.organiser_by_email(session, email)
    if organiser is None or not organiser.active or _mailed_just_now(organiser):
        return
    organiser.link_mailed_at = clock.now()
    token = mint_link(session, organiser, lives=MAILED_LINK_LIVES)
    message = mail.sign_in_link(organiser.email, token=token, onward=onward, language=language)
    enqueue(session, message, dedupe_key=f"sign-in:{tokens.digest(queries.PURPOSE, token).hex()}")


def sign_in(session: Session, token: str) -> Organiser:
    """Use a link up and return whom it signs in; raise LinkSpent or LinkUnreadable."""
    link = queries.sign_in_link(session, token)
    organiser = link.organiser
    session.delete(link)
    session.flush()
    return organiser


def sign_out(session: Session, organiser_id: int) -> None:
    """End every session of an organiser: a cookie that was copied opens nothing any more."""
    organiser = session.get_one(Organiser, organiser_id)
    organiser.fs_uniquifier = secrets.token_hex(32)
    session.flush()


def _mailed_just_now(organiser: Organiser) -> bool:
    return organiser.link_mailed_at is not None and clock.now() - organiser.link_mailed_at < PAUSE


def _checked(email: str) -> str:
    address = mailbox.normalised(email)
    if address is None:
        raise NoAddress(_("“%(email)s” is not an e-mail address.", email=email))
    return address
