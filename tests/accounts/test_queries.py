import pytest
import time_machine
from flask import Flask

from app.accounts import actions, queries
from app.kit.database import db, writing
from tests import factories


def test_an_organiser_is_found_whatever_the_capitals(app: Flask) -> None:
    with app.app_context(), writing() as session:
        factories.organiser(session, "maren@example.org")

        found = queries.organiser_by_email(session, " Maren@Example.org ")

    assert found is not None


def test_a_link_signs_in_until_it_expires(app: Flask, clock: time_machine.Traveller) -> None:
    with app.app_context():
        with writing() as session:
            token = actions.mint_link(session, factories.organiser(session))
        assert queries.sign_in_link(db.session, token).organiser.email == "maren@example.org"

        clock.shift(actions.LINK_LIVES)

        with pytest.raises(queries.LinkSpent):
            queries.sign_in_link(db.session, token)


def test_a_link_of_someone_no_longer_active_is_spent(app: Flask) -> None:
    with app.app_context():
        with writing() as session:
            organiser = factories.organiser(session)
            token = actions.mint_link(session, organiser)
            organiser.active = False

        with pytest.raises(queries.LinkSpent):
            queries.sign_in_link(db.session, token)


def test_a_link_that_was_cut_short_is_unreadable(app: Flask) -> None:
    with app.app_context():
        with writing() as session:
            token = actions.mint_link(session, factories.organiser(session))

        with pytest.raises(queries.LinkUnreadable):
            queries.sign_in_link(db.session, token[:-1])
