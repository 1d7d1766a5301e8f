import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from app.kit import clock, files
from app.kit.database import writing
from app.post import actions
from app.post.message import Enclosure, Message
from app.post.models import Mail, MailState, Pause
from tests import factories
from tests.desks import press, signed_in, token


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    with app.app_context(), writing() as session:
        factories.organiser(session, "operator@example.org", operator=True)
    return signed_in(app, "operator@example.org")


@pytest.fixture
def mail(app: Flask) -> int:
    message = Message("nadia@example.org", "Please confirm", "Open this <link>.\n", "<p>…</p>", "confirmation")
    with app.app_context(), writing() as session:
        return actions.enqueue(session, message, dedupe_key="confirm:1").id


def set_state(app: Flask, mail: int, state: MailState) -> None:
    with app.app_context(), writing() as session:
        session.execute(sa.update(Mail).where(Mail.id == mail).values(state=state, answer="550 No such mailbox"))


def test_an_empty_outbox_says_what_comes_there(client: FlaskClient) -> None:
    page = client.get("/desk/outbox").text

    assert "No mail was written yet" in page
    assert "No mail server is set" in page


def test_outbox_lists_and_sifts(app: Flask, client: FlaskClient, mail: int) -> None:
    set_state(app, mail, MailState.FAILED)

    assert "550 No such mailbox" in client.get("/desk/outbox?state=failed").text
    assert "No mail is in this state" in client.get("/desk/outbox?state=held").text
    assert client.get("/desk/outbox?state=king&before=x").status_code == 200


def test_mail_is_shown_whole_and_as_text(client: FlaskClient, mail: int) -> None:
    page = client.get(f"/desk/outbox/{mail}").text

    assert "nadia@example.org" in page
    assert "Open this &lt;link&gt;." in page


@pytest.mark.parametrize("number", ["3000000000", "-3000000000", "9" * 20, "9" * 5000])
def test_a_number_that_no_mail_can_have_is_no_failure(client: FlaskClient, mail: int, number: str) -> None:
    assert client.get(f"/desk/outbox?before={number}").status_code == 200
    assert client.get(f"/desk/outbox/{number}").status_code == 404


def test_a_mail_that_is_not_there_is_a_sentence(client: FlaskClient) -> None:
    response = client.get("/desk/outbox/999")

    assert response.status_code == 404
    assert "There is no mail with this number." in response.text


@pytest.mark.parametrize("state", [MailState.HELD, MailState.FAILED])
def test_what_is_held_or_failed_can_be_sent_again(app: Flask, client: FlaskClient, mail: int, state: MailState) -> None:
    set_state(app, mail, state)

    response = press(client, f"/desk/outbox/{mail}", f"/desk/outbox/{mail}/retry")

    assert response.status_code == 303
    assert "Waiting" in client.get(response.location).text


def test_what_waits_cannot_be_sent_again(app: Flask, client: FlaskClient, mail: int) -> None:
    set_state(app, mail, MailState.FAILED)
    csrf = token(client, f"/desk/outbox/{mail}")
    set_state(app, mail, MailState.QUEUED)

    response = client.post(f"/desk/outbox/{mail}/retry", data={"csrf_token": csrf})

    assert response.status_code == 409
    assert "Only a mail that is held or has failed can be sent again." in response.text


def test_what_was_forgotten_is_said_to_be(app: Flask, client: FlaskClient, mail: int) -> None:
    set_state(app, mail, MailState.FAILED)
    with app.app_context(), writing() as session:
        session.execute(sa.update(Mail).where(Mail.id == mail).values(sealed=None))

    page, outbox = client.get(f"/desk/outbox/{mail}").text, client.get("/desk/outbox").text

    assert "was forgotten after 72 hours" in page
    assert "Send again" not in page + outbox
    assert "forgotten once sent" not in outbox


def test_a_pause_is_told_with_its_reason(mailing_client: FlaskClient) -> None:
    page = mailing_client.get("/desk/outbox").text

    assert "Sending is paused since" in page
    assert "The server refused our password." in page


@pytest.fixture
def mailing_client(app: Flask, client: FlaskClient, mailing: object) -> FlaskClient:
    app.config["SETTINGS"] = mailing
    now = clock.now()
    with app.app_context(), writing() as session:
        session.add(Pause(id=1, reason="The server refused our password.", since=now, until=now, settings=b""))
    return client


def test_what_a_mail_encloses_can_be_opened_by_the_operator_alone(app: Flask, client: FlaskClient) -> None:
    with app.app_context(), writing() as session:
        enclosure = Enclosure("oxmoor-ferry.pdf", "application/pdf", files.keep(b"%PDF-1.7"))
        message = Message("mayor@example.org", "The ferry", "Sir,\n", "<p>Sir,</p>", "letter", enclosures=(enclosure,))
        number = actions.enqueue(session, message, dedupe_key="deliver:1").id
        factories.organiser(session, "editor@example.org")
    address = f"/desk/outbox/{number}/enclosures"

    opened = client.get(f"{address}/1")

    assert f'href="{address}/1"' in client.get(f"/desk/outbox/{number}").text
    assert (opened.data, opened.content_type) == (b"%PDF-1.7", "application/pdf")
    assert [client.get(f"{address}/{wrong}").status_code for wrong in (0, 2, "9" * 20)] == [404] * 3
    assert signed_in(app, "editor@example.org").get(f"{address}/1").status_code == 403
