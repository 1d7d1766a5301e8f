"""Campaigns and organisations are known by their names, and a letterhead changes only by being told."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.campaigns import actions
from app.kit import files
from app.kit.database import db
from app.letters.bundle import OrganisationEntry
from tests.bundles import PNG

OFFICE = {"label": "Oxmoor", "address": "1 Quay Street"}
WHOLE = OrganisationEntry("Friends of the Ferry", "https://ferry.example", "logo.png", "image/png", PNG, (OFFICE,), ())


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context():
        yield db.session


def test_organisation_of_makes_one_with_its_letterhead(session: Session) -> None:
    made = actions.organisation_of(session, WHOLE)

    assert (made.slug, made.website, made.offices) == ("friends-of-the-ferry", "https://ferry.example", [OFFICE])
    assert made.logo is not None
    assert files.fetch(made.logo) == PNG


def test_a_bare_name_changes_nothing_of_a_letterhead(session: Session) -> None:
    made = actions.organisation_of(session, WHOLE)

    found = actions.organisation_of(session, OrganisationEntry("friends of the Ferry"))

    assert found is made
    assert (found.name, found.offices) == ("Friends of the Ferry", [OFFICE])


def test_a_letterhead_that_is_told_replaces_the_old_one(session: Session) -> None:
    made = actions.organisation_of(session, WHOLE)

    actions.organisation_of(session, OrganisationEntry("Friends of the Ferry", "https://new.example"))

    assert (made.website, made.offices, made.logo) == ("https://new.example", [], None)


def test_campaign_of_makes_one_campaign_of_a_title(session: Session) -> None:
    assert actions.campaign_of(session, "Harbours!") is actions.campaign_of(session, "harbours")
    assert actions.campaign_of(session, "Rivers").slug == "rivers"
