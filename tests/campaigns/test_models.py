"""A name in an address belongs to one organisation, and to one campaign."""

import pytest
from flask import Flask
from sqlalchemy.exc import IntegrityError

from app.campaigns.models import Campaign, Organisation
from app.kit.database import db


@pytest.mark.parametrize("model", [Organisation, Campaign])
def test_a_slug_is_taken_once(app: Flask, model: type[Organisation | Campaign]) -> None:
    title = "name" if model is Organisation else "title"
    with app.app_context():
        db.session.add_all([model(slug="ferry", **{title: name}) for name in ("Ferry", "FERRY")])

        with pytest.raises(IntegrityError):
            db.session.flush()
