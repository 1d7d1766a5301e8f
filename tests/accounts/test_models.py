from app.accounts.models import Membership, Organiser, Role


def test_a_role_covers_those_before_it() -> None:
    assert Role.EDITOR.covers(Role.MODERATOR)
    assert Role.EDITOR.covers(Role.EDITOR)
    assert not Role.EDITOR.covers(Role.OWNER)


def test_an_organiser_has_a_role_only_where_it_was_given() -> None:
    organiser = Organiser(memberships=[Membership(organisation_id=1, role=Role.EDITOR)], operator=False)

    assert organiser.role_in(1) is Role.EDITOR
    assert organiser.role_in(2) is None
    assert organiser.role_in(None) is None
    assert organiser.may(Role.MODERATOR)
    assert not organiser.may(Role.OWNER)


def test_an_operator_is_owner_everywhere() -> None:
    operator = Organiser(memberships=[], operator=True)

    assert operator.role_in(None) is Role.OWNER
    assert operator.may(Role.OWNER)
