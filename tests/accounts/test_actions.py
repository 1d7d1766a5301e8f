import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask

from app.accounts import actions, queries
from app.accounts.models import Organiser, Role, SignInLink
from app.kit.database import db, writing
from app.post.models import Mail
from tests import factories


def mails() -> int:
    return db.session.scalar(sa.select(sa.func.count()).select_from(Mail)) or 0


def ask(email: str) -> None:
    with writing() as session:
        actions.mail_link(session, email, onward=None, language="en")


def test_an_organiser_is_added_once(app: Flask) -> None:
    with app.app_context(), writing() as session:
        first = actions.add_organiser(session, "Maren@Example.org")
        second = actions.add_organiser(session, "maren@example.org")

        assert first is second


def test_an_invitation_gives_a_role_and_replaces_the_one_before(app: Flask) -> None:
    with app.app_context(), writing() as session:
        organisation = factories.organisation(session)
        for role in (Role.VIEWER, Role.EDITOR):
            actions.invite(session, "maren@example.org", organisation_id=organisation.id, role=role)
        organiser = session.scalars(sa.select(Organiser)).one()
        session.refresh(organiser)

        assert organiser.role_in(organisation.id) is Role.EDITOR


def test_what_is_no_address_is_not_invited(app: Flask) -> None:
    with app.app_context():
        with pytest.raises(actions.NoAddress, match="not-an-address"), writing() as session:
            actions.invite(session, "not-an-address", organisation_id=1, role=Role.VIEWER)

        assert db.session.scalars(sa.select(Organiser)).all() == []


def test_a_link_signs_in_once(app: Flask) -> None:
    with app.app_context():
        with writing() as session:
            token = actions.mint_link(session, factories.organiser(session))
        with writing() as session:
            assert actions.sign_in(session, token).email == "maren@example.org"

        with pytest.raises(queries.LinkSpent), writing() as session:
            actions.sign_in(session, token)


def test_a_new_link_clears_away_those_that_expired(app: Flask, clock: time_machine.Traveller) -> None:
    with app.app_context():
        with writing() as session:
            actions.mint_link(session, factories.organiser(session))
        clock.shift(actions.LINK_LIVES)
        with writing() as session:
            actions.mint_link(session, session.scalars(sa.select(Organiser)).one())

        assert len(db.session.scalars(sa.select(SignInLink)).all()) == 1


def test_a_link_is_mailed_to_an_organiser_and_to_nobody_else(app: Flask) -> None:
    with app.app_context():
        with writing() as session:
            factories.organiser(session, "maren@example.org")

        ask("stranger@example.org")
        assert mails() == 0

        ask("maren@example.org")
        assert mails() == 1


def test_links_are_not_mailed_in_quick_succession(app: Flask, clock: time_machine.Traveller) -> None:
    with app.app_context():
        with writing() as session:
            factories.organiser(session, "maren@example.org")

        ask("maren@example.org")
        ask("maren@example.org")
        assert mails() == 1

        clock.shift(actions.PAUSE)
        ask("maren@example.org")
        assert mails() == 2


def test_signing_out_changes_what_every_session_names(app: Flask) -> None:
    with app.app_context(), writing() as session:
        organiser = factories.organiser(session)
        before = organiser.fs_uniquifier

        actions.sign_out(session, organiser.id)

        assert organiser.fs_uniquifier != before
