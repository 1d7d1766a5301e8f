"""An organiser strikes a forgery: she signs in, finds the name, errs once, and takes that back."""

from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner

from app.kit.database import writing
from app.signing.particulars import Particulars
from tests import factories, outbox
from tests.desks import press

ROLL, PUBLIC = "/desk/letters/ferry/roll", "/letters/ferry/signatories"


def test_an_organiser_strikes_a_forgery(app: Flask, client: FlaskClient, runner: FlaskCliRunner) -> None:
    with app.app_context(), writing() as session:
        organisation = factories.organisation(session, "oxmoor")
        letter = factories.letter(session, slug="ferry", organisation=organisation)
        forged = factories.signatory(session, letter, stated=Particulars(name="Zoë Lindqvist")).id
        namesake = factories.signatory(session, letter, stated=Particulars(name="Zoe Lindqvist")).id

    # Whoever runs the site has made her a moderator; she asks for a link, and it is mailed.
    runner.invoke(args=["organisers", "add", "maren@example.org", "--organisation", "oxmoor", "--role", "moderator"])
    client.post("/desk/sign-in", data={"email": "Maren@example.org", "next": ROLL})
    [message] = outbox.messages(app)
    link = outbox.link(message)

    # The link shows a button; pressing it signs her in and leads to the roll.
    assert "maren@example.org" in client.get(link).text
    assert client.post(link, data={"next": ROLL}).location == ROLL

    # She finds two of nearly the same name, and strikes the wrong one.
    found = client.get(f"{ROLL}?words=zoe").text
    assert "Zoë Lindqvist" in found
    assert "Zoe Lindqvist" in found
    strike(client, namesake)
    assert "Zoe Lindqvist" not in app.test_client().get(PUBLIC).text

    # The page that follows offers to undo it.
    press(client, f"{ROLL}?changed={namesake}", f"{ROLL}/{namesake}/restore")
    assert "Zoe Lindqvist" in app.test_client().get(PUBLIC).text

    # Now the right one. The public roll and its count follow at once; the desk keeps the reason and her name.
    strike(client, forged)
    assert "Zoë Lindqvist" not in app.test_client().get(PUBLIC).text
    struck = client.get(f"{ROLL}?state=struck").text
    assert "She told us that she never signed." in struck
    assert "maren@example.org" in struck

    # She signs out; her browser's old cookie opens nothing.
    client.post("/desk/sign-out")
    assert client.get(ROLL).status_code == 303


def strike(client: FlaskClient, number: int) -> None:
    page = f"{ROLL}/{number}/strike"
    assert press(client, page, page, reason="She told us that she never signed.").status_code == 303
