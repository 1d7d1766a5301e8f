"""Making campaigns and organisations known, by their names."""

from __future__ import annotations

from typing import Any, Protocol

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Organisation
from app.kit import files, text


class OrganisationEntry(Protocol):
    """What is said of an organisation wherever letters come from."""

    @property
    def name(self) -> str: ...
    @property
    def website(self) -> str: ...
    @property
    def logo(self) -> str: ...
    @property
    def logo_type(self) -> str: ...
    @property
    def logo_content(self) -> bytes: ...
    @property
    def offices(self) -> tuple[dict[str, str], ...]: ...
    @property
    def contacts(self) -> tuple[dict[str, str], ...]: ...


def organisation_of(session: Session, entry: OrganisationEntry) -> Organisation:
    """Return the organisation of this name, made if it is new, with the letterhead that the entry gives it.

    A bare name changes nothing of a letterhead that is known already.
    """
    slug = text.slug(entry.name)
    organisation = session.scalar(sa.select(Organisation).where(Organisation.slug == slug))
    if organisation is None:
        organisation = Organisation(slug=slug, name=entry.name)
        session.add(organisation)
    if entry.website or entry.logo or entry.offices or entry.contacts:
        _set_letterhead(organisation, entry)
    session.flush()
    return organisation


def campaign_of(session: Session, title: str) -> Campaign:
    """Return the campaign of this title, made if it is new."""
    slug = text.slug(title)
    campaign = session.scalar(sa.select(Campaign).where(Campaign.slug == slug))
    if campaign is None:
        campaign = Campaign(slug=slug, title=title)
        session.add(campaign)
        session.flush()
    return campaign


def _set_letterhead(organisation: Organisation, entry: OrganisationEntry) -> None:
    offices: list[Any] = list(entry.offices)
    contacts: list[Any] = list(entry.contacts)
    organisation.name, organisation.website = entry.name, entry.website
    organisation.offices, organisation.contacts = offices, contacts
    organisation.logo = files.keep(entry.logo_content) if entry.logo_content else None
    organisation.logo_name, organisation.logo_type = entry.logo, entry.logo_type
