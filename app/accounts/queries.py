"""Finding organisers, and the links that sign them in."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.accounts.models import Organiser, SignInLink
from app.kit import clock, tokens
from app.kit.languages import gettext_later as _
from app.kit.refusals import Refusal

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

PURPOSE = "sign-in"
WHOLE = re.compile(r"[\w-]{43}", re.ASCII)  # what tokens.mint makes


class LinkSpent(Refusal):
    """A sign-in link that was used, has expired, or never was."""

    sentence = _("This sign-in link was used already or has expired. Ask for a new one.")
    status = 410


class LinkUnreadable(Refusal):
    """An address that is no sign-in link: most likely cut short by a mail program."""

    sentence = _("This sign-in link is not complete. Copy its whole address from the mail, or ask for a new one.")
    status = 404


def folded(email: str) -> str:
    """Return an address as it is kept and sought: nobody hands out two mailboxes that differ in their capitals."""
    return unicodedata.normalize("NFC", email).strip().lower()


def organiser_by_email(session: Session, email: str) -> Organiser | None:
    """Return who signs in by an address, None where nobody does."""
    return session.scalar(sa.select(Organiser).where(Organiser.email == folded(email)))


def sign_in_link(session: Session, token: str) -> SignInLink:
    """Return the link of a token while it can still sign in; raise LinkSpent or LinkUnreadable."""
    if not WHOLE.fullmatch(token):
        raise LinkUnreadable
    link = session.get(SignInLink, tokens.digest(PURPOSE, token))
    if link is None or link.expires_at <= clock.now() or not link.organiser.active:
        raise LinkSpent
    return link
