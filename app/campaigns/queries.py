"""Finding organisations."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.campaigns.models import Organisation
from app.kit.languages import gettext_later as _
from app.kit.refusals import Refusal

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


class NoOrganisation(Refusal):
    """A slug that names no organisation."""

    sentence = _("There is no such organisation.")
    status = 404


def organisation(session: Session, slug: str) -> Organisation:
    """Return the organisation of a slug; raise NoOrganisation, which names those there are."""
    found = session.scalar(sa.select(Organisation).where(Organisation.slug == slug))
    if found is None:
        known = ", ".join(session.scalars(sa.select(Organisation.slug).order_by(Organisation.slug)))
        raise NoOrganisation(
            _("There is no organisation “%(slug)s”. There are: %(known)s.", slug=slug, known=known)
            if known
            else _("There is no organisation yet: load a letter that names one.")
        )
    return found
