import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.accounts.models import Role
from app.kit.database import db, writing
from app.signing.models import Signatory, State
from app.signing.particulars import Particulars
from tests import factories
from tests.desks import press, signed_in

ROLL = "/desk/letters/water/roll"
HUGE = [f"{name}={number}" for name in ("before", "changed") for number in (3_000_000_000, -(10**20), 10**20)]
REASON = "The person told us that they did not sign."


@pytest.fixture(autouse=True)
def forger(app: Flask) -> int:
    """The signature that somebody forged."""
    with app.app_context(), writing() as session:
        organisation = factories.organisation(session)
        for role in Role:
            factories.organiser(session, f"{role}@example.org", role=role, organisation=organisation)
        letter = factories.letter(session, slug="water", organisation=organisation)
        factories.signatory(session, letter, stated=Particulars(name="Ines Halloran"))
        return factories.signatory(session, letter, stated=Particulars(name="Forged Name")).id


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return signed_in(app, "moderator@example.org")


def signatory(app: Flask, number: int) -> Signatory:
    with app.app_context():
        query = sa.select(Signatory).where(Signatory.id == number).options(sa.orm.joinedload(Signatory.decided_by))
        return db.session.scalars(query).one()


def test_roll_shows_who_signed_and_can_be_searched(client: FlaskClient) -> None:
    assert "Ines Halloran" in client.get(ROLL).text
    found = client.get(f"{ROLL}?words=forged&state=confirmed&kind=person").text
    assert "Forged Name" in found
    assert "Ines Halloran" not in found


def test_roll_says_what_to_do_when_nobody_fits(client: FlaskClient) -> None:
    assert "Nobody fits this search" in client.get(f"{ROLL}?words=nobody").text


@pytest.mark.parametrize("query", ["state=king", "before=x", "kind=%00", "changed=99999999", *HUGE])
def test_roll_takes_no_harm_from_a_wrong_address(client: FlaskClient, query: str) -> None:
    assert client.get(f"{ROLL}?{query}").status_code in {200, 404}


def test_nobody_has_a_number_that_no_row_can_have(client: FlaskClient) -> None:
    assert client.get(f"{ROLL}/3000000000/strike").status_code == 404


def test_a_strike_needs_a_reason(app: Flask, client: FlaskClient, forger: int) -> None:
    response = press(client, f"{ROLL}/{forger}/strike", f"{ROLL}/{forger}/strike", reason=" ")

    assert response.status_code == 422
    assert "Say why this signature is struck." in response.text
    assert signatory(app, forger).state is State.CONFIRMED


def test_a_struck_name_leaves_the_public_roll_at_once_and_who_did_it_is_kept(
    app: Flask, client: FlaskClient, forger: int
) -> None:
    assert "Forged Name" in app.test_client().get("/letters/water/signatories").text

    response = press(client, f"{ROLL}/{forger}/strike", f"{ROLL}/{forger}/strike?state=confirmed", reason=REASON)

    assert response.status_code == 303
    assert response.location == f"{ROLL}?changed={forger}&state=confirmed"
    assert "Forged Name" not in app.test_client().get("/letters/water/signatories").text
    struck = signatory(app, forger)
    assert (struck.state, struck.reason) == (State.STRUCK, REASON)
    assert struck.decided_by is not None
    assert struck.decided_by.email == "moderator@example.org"
    assert "Undo" in client.get(response.location).text


def test_an_undo_puts_the_name_back_where_it_stood(app: Flask, client: FlaskClient, forger: int) -> None:
    before = signatory(app, forger).rank
    press(client, f"{ROLL}/{forger}/strike", f"{ROLL}/{forger}/strike", reason=REASON)

    assert press(client, ROLL, f"{ROLL}/{forger}/restore").status_code == 303

    restored = signatory(app, forger)
    assert (restored.state, restored.rank, restored.reason) == (State.CONFIRMED, before, "")


def test_what_was_held_is_held_again_after_an_undo(app: Flask, client: FlaskClient, forger: int) -> None:
    with app.app_context(), writing() as session:
        session.get_one(Signatory, forger).move(State.HELD)
    press(client, f"{ROLL}/{forger}/strike", f"{ROLL}/{forger}/strike", reason=REASON)

    press(client, ROLL, f"{ROLL}/{forger}/restore")

    assert signatory(app, forger).state is State.HELD


def test_what_was_not_struck_cannot_be_undone(client: FlaskClient, forger: int) -> None:
    assert press(client, f"{ROLL}/{forger}/strike", f"{ROLL}/{forger}/restore").status_code == 409


def test_a_viewer_reads_and_changes_nothing(app: Flask, forger: int) -> None:
    viewer = signed_in(app, "viewer@example.org")

    page = viewer.get(ROLL)

    assert page.status_code == 200
    assert ">Strike" not in page.text
    assert viewer.get(f"{ROLL}/{forger}/strike").status_code == 403
