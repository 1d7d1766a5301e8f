import pytest
from flask import Flask

from app.accounts.models import Role
from app.kit.database import writing
from app.letters import access
from tests import factories


def test_organisers_see_the_letters_of_their_organisations(app: Flask) -> None:
    with app.app_context(), writing() as session:
        ours, theirs = factories.organisation(session, "ours"), factories.organisation(session, "theirs")
        mine = factories.letter(session, slug="mine", organisation=ours)
        factories.letter(session, slug="not-mine", organisation=theirs)
        nobodys = factories.letter(session, slug="nobodys")
        viewer = factories.organiser(session, role=Role.VIEWER, organisation=ours)
        operator = factories.organiser(session, "operator@example.org", operator=True)

        assert access.letters_of(session, viewer) == [mine]
        assert nobodys in access.letters_of(session, operator)
        assert len(access.letters_of(session, operator)) == 3


def test_a_letter_of_others_looks_like_none(app: Flask) -> None:
    with app.app_context(), writing() as session:
        ours, theirs = factories.organisation(session, "ours"), factories.organisation(session, "theirs")
        factories.letter(session, slug="not-mine", organisation=theirs)
        owner = factories.organiser(session, role=Role.OWNER, organisation=ours)

        for slug in ("not-mine", "nowhere"):
            with pytest.raises(access.NotYours):
                access.letter_for(session, owner, slug=slug, needed=Role.VIEWER)


def test_a_role_allows_what_it_covers(app: Flask) -> None:
    with app.app_context(), writing() as session:
        ours = factories.organisation(session)
        letter = factories.letter(session, slug="mine", organisation=ours)
        moderator = factories.organiser(session, role=Role.MODERATOR, organisation=ours)

        assert access.letter_for(session, moderator, slug="mine", needed=Role.MODERATOR) is letter
        with pytest.raises(access.RoleTooSmall):
            access.letter_for(session, moderator, slug="mine", needed=Role.EDITOR)
