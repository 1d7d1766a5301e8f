import pytest
from flask import Flask

from app.campaigns import queries
from app.kit.database import writing
from tests import factories


def test_an_organisation_is_found_by_its_slug(app: Flask) -> None:
    with app.app_context(), writing() as session:
        made = factories.organisation(session, "sarn-valley")

        assert queries.organisation(session, "sarn-valley") is made


def test_where_there_is_none_it_says_so(app: Flask) -> None:
    with app.app_context(), writing() as session, pytest.raises(queries.NoOrganisation, match="load a letter"):
        queries.organisation(session, "sarn-valley")
