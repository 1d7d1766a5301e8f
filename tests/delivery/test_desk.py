import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import sessions
from app.accounts.models import Role
from app.delivery import actions
from app.delivery.models import Dispatch, Print, PrintState
from app.delivery.pressroom import Finished
from app.kit import files
from app.kit.database import db, writing
from app.letters.models import Letter, LetterState, Recipient
from app.post.models import Mail, MailState
from tests import factories
from tests.desks import press, signed_in, token
from tests.orders import order_of

PAGES = "/desk/letters/oxmoor-ferry"


@pytest.fixture(autouse=True)
def people(letter: Letter) -> None:
    organisation = letter.organisation
    with writing() as session:
        for role in Role:
            factories.organiser(session, f"{role}@example.org", role=role, organisation=organisation)
        elsewhere = factories.organisation(session, "elsewhere")
        factories.organiser(session, "stranger@example.org", role=Role.OWNER, organisation=elsewhere)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return signed_in(app, "editor@example.org")


def make(*, failing: str = "") -> list[Print]:
    """Be the worker: make what was asked for, or fail at it."""
    with writing() as session:
        asked = list(session.query(Print).filter_by(state=PrintState.ASKED))
        for each in asked:
            if failing:
                actions.note_failure(session, order_of(each), reason=failing)
            else:
                actions.record(session, order_of(each), Finished(files.keep(b"%PDF-1.7"), size=8, signatories=3))
        return asked


def test_a_form_needs_no_referrer_over_https(client: FlaskClient) -> None:
    """Our pages tell browsers to send none, and a proxy may tell that the desk is read over https."""
    page = f"{PAGES}/prints"
    form = {"csrf_token": token(client, page), "to": "minister", "language": ""}

    assert client.post(page, data=form, base_url="https://localhost").status_code == 303


def test_a_number_that_no_row_can_have_is_not_there(client: FlaskClient) -> None:
    sent = press(client, f"{PAGES}/recipients", f"{PAGES}/send", **{"prints-0": "3000000000"})
    again = press(client, f"{PAGES}/recipients", f"{PAGES}/dispatches/3000000000/retry")

    assert (sent.status_code, again.status_code) == (404, 404)
    assert client.get(f"{PAGES}/prints/3000000000.pdf").status_code == 404
    assert client.get(f"{PAGES}/recipients?sent=99999999999999999999").status_code == 200


def test_letters_shows_where_each_stands(client: FlaskClient) -> None:
    page = client.get("/desk/").text

    assert "oxmoor-ferry" in page
    assert "Edition 1" in page


def test_an_empty_desk_says_what_to_do(app: Flask) -> None:
    assert "flask letters load" in signed_in(app, "stranger@example.org").get("/desk/").text


def test_a_print_is_asked_for_made_and_downloaded(client: FlaskClient) -> None:
    page = f"{PAGES}/prints"

    assert press(client, page, page, to="minister", language="").status_code == 303
    assert "Being made" in client.get(page).text
    [made] = make()

    assert "Made" in client.get(page).text
    pdf = client.get(f"{page}/{made.id}.pdf")
    assert (pdf.content_type, pdf.data) == ("application/pdf", b"%PDF-1.7")


def test_a_print_that_failed_says_why(client: FlaskClient) -> None:
    press(client, f"{PAGES}/prints", f"{PAGES}/prints", to="", language="fr")
    make(failing="It would take more than 60 seconds.")

    assert "It would take more than 60 seconds." in client.get(f"{PAGES}/prints").text


def test_a_print_for_nobody_we_know_is_refused_at_its_field(client: FlaskClient) -> None:
    assert press(client, f"{PAGES}/prints", f"{PAGES}/prints", to="king", language="").status_code == 422


def test_somebody_must_be_chosen(client: FlaskClient) -> None:
    response = press(client, f"{PAGES}/recipients", f"{PAGES}/send/prepare")

    assert response.status_code == 422
    assert "Choose at least one recipient" in response.text


def prepared(client: FlaskClient) -> str:
    response = press(client, f"{PAGES}/recipients", f"{PAGES}/send/prepare", to=["minister", "mayor"])
    assert response.status_code == 303
    return str(response.location)


def sent(client: FlaskClient, preview: str, prints: list[Print]) -> FlaskClient:
    numbers = {f"prints-{place}": str(made.id) for place, made in enumerate(prints)}
    return press(client, preview, f"{PAGES}/send", **numbers)


def test_the_preview_waits_for_the_prints_and_sends_nothing(client: FlaskClient) -> None:
    preview = prepared(client)

    assert "still being made" in client.get(preview).text
    make()
    page = client.get(preview).text

    assert "Dear Minister," in page
    assert "Madame la Maire," in page
    assert "Send 2 mails now" in page
    assert db.session.query(Dispatch).count() == db.session.query(Mail).count() == 0


def test_what_was_shown_is_sent_once(client: FlaskClient) -> None:
    preview = prepared(client)
    made = make()

    responses = [sent(client, preview, made) for _time in range(2)]

    assert [response.location for response in responses] == [f"{PAGES}/recipients?sent={n}" for n in (2, 0)]
    assert db.session.query(Dispatch).count() == db.session.query(Mail).count() == 2
    assert "2 mails are on their way." in client.get(responses[0].location).text
    assert "it is not sent again" in client.get(preview).text


def test_all_goes_out_or_nothing(client: FlaskClient) -> None:
    preview = prepared(client)
    first, second = make()
    with writing() as session:
        recipient = session.get_one(Recipient, second.recipient_id)
        recipient.retired = True

    response = sent(client, preview, [first, second])

    assert response.status_code == 409
    assert "Nothing was sent" in response.text
    assert db.session.query(Mail).count() == 0


def test_what_was_previewed_before_a_new_edition_is_not_sent(client: FlaskClient, letter: Letter) -> None:
    preview = prepared(client)
    made = make()
    with writing() as session:
        factories.edition(session, letter)

    assert sent(client, preview, made).status_code == 409


def test_a_draft_is_not_prepared(client: FlaskClient, letter: Letter) -> None:
    with writing():
        letter.state = LetterState.DRAFT

    assert "The letter is a draft" in client.get(f"{PAGES}/recipients").text
    assert press(client, f"{PAGES}/prints", f"{PAGES}/send/prepare", to="minister").status_code == 409


def test_a_failed_mail_can_be_sent_again_by_those_who_sent_it(client: FlaskClient) -> None:
    preview = prepared(client)
    sent(client, preview, make())
    dispatch = db.session.query(Dispatch).first()
    assert dispatch is not None
    number = dispatch.id
    with writing() as session:
        session.get_one(Mail, dispatch.mail_id).state = MailState.FAILED

    assert press(client, f"{PAGES}/recipients", f"{PAGES}/dispatches/{number}/retry").status_code == 303

    assert db.session.get_one(Dispatch, number).mail.state is MailState.QUEUED


READS = ("roll", "prints", "recipients")
ACTS = {
    "roll/1/strike": "moderator",
    "roll/1/restore": "moderator",
    "prints": "editor",
    "send/prepare": "editor",
    "send": "editor",
    "dispatches/1/retry": "editor",
}


@pytest.fixture
def tokenless(monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms need no token, so that the roles alone decide; tests/accounts shows that they need one."""
    monkeypatch.setattr(sessions.csrf, "protect", lambda: None)


@pytest.mark.parametrize("role", [*Role])
def test_each_role_reads_and_does_what_it_may(app: Flask, tokenless: None, role: Role) -> None:
    client = signed_in(app, f"{role}@example.org")
    for page in READS:
        assert client.get(f"{PAGES}/{page}").status_code == 200

    for path, needed in ACTS.items():
        refused = client.post(f"{PAGES}/{path}").status_code == 403
        assert refused is not role.covers(Role(needed)), path


def test_organisers_of_others_find_nothing(app: Flask, tokenless: None) -> None:
    client = signed_in(app, "stranger@example.org")

    answers = [client.get(f"{PAGES}/{page}").status_code for page in (*READS, "send?to=minister", "roll/1/strike")]
    answers += [client.post(f"{PAGES}/{path}").status_code for path in ACTS]

    assert set(answers) == {404}
    assert "oxmoor-ferry" not in client.get("/desk/").text
