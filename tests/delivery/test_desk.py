import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.accounts import sessions
from app.accounts.models import Role
from app.delivery import actions, rolls, shelf, volumes
from app.delivery.models import Dispatch, Print, PrintState, Shape, Timestamp
from app.delivery.pressroom import Finished
from app.delivery.volumes import FinishedVolume
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

    assert press(client, page, page, to="minister", language="").location.startswith(f"{page}?changed=")
    assert "Waiting to be made" in client.get(page).text
    [made] = make()

    assert "Current" in client.get(page).text
    pdf = client.get(f"{page}/{made.id}.pdf")
    assert (pdf.content_type, pdf.data) == ("application/pdf", b"%PDF-1.7")


def test_a_print_that_failed_says_why(client: FlaskClient) -> None:
    press(client, f"{PAGES}/prints", f"{PAGES}/prints", to="", language="fr")
    make(failing="It would take more than 60 seconds.")

    assert "It would take more than 60 seconds." in client.get(f"{PAGES}/prints").text


def test_what_was_asked_for_is_kept_as_it_was_asked_for(client: FlaskClient) -> None:
    press(client, f"{PAGES}/prints", f"{PAGES}/prints", to="mayor", language="en", shape="bound", paper="Letter")

    [wanted] = db.session.query(Print)
    assert (wanted.language, wanted.shape, wanted.paper) == ("en", Shape.BOUND, "Letter")
    assert wanted.made_by is not None
    assert wanted.made_by.email == "editor@example.org"
    assert "editor@example.org" in client.get(f"{PAGES}/prints").text


def test_asking_for_what_is_there_says_so_and_makes_nothing(client: FlaskClient) -> None:
    page = f"{PAGES}/prints"
    press(client, page, page, to="minister")
    make()

    told = client.get(press(client, page, page, to="minister").location).text

    assert "it is there already" in told
    assert db.session.query(Print).one().state is PrintState.MADE


def test_a_form_that_is_refused_keeps_what_was_chosen(client: FlaskClient) -> None:
    page = f"{PAGES}/prints"

    response = press(client, page, page, to="mayor", language="xx", shape="bound", paper="Letter")

    assert response.status_code == 422
    assert "Choose a language in which the letter is written." in response.text
    for chosen in (r'<option selected value="mayor">', r'<option selected value="Letter">', r'value="bound" checked'):
        assert chosen in response.text


def test_a_print_that_waits_is_cancelled_and_that_is_undone(client: FlaskClient) -> None:
    page = f"{PAGES}/prints"
    press(client, page, page, to="minister")
    number = db.session.query(Print).one().id

    cancelled = client.get(press(client, page, f"{page}/cancel", **{"prints-0": str(number)}).location).text
    assert "it was cancelled and is not made" in cancelled
    assert make() == []

    again = client.get(press(client, page, f"{page}/{number}/again").location).text
    assert "it is waiting to be made" in again
    assert [made.id for made in make()] == [number]


def test_of_a_roll_that_is_cancelled_half_way_the_volumes_are_forgotten(client: FlaskClient, letter: Letter) -> None:
    page = f"{PAGES}/prints"
    wanted = rolls.planned(letter, text=letter.edition.text_in("en"))
    content = files.keep(b"a volume")
    with writing() as session:
        number = volumes.begin(session, wanted.order, wanted.plan).id
        done = FinishedVolume(content, content, content, size=8, pages=1, timestamp=Timestamp.NONE)
        volumes.record(session, wanted.order.fingerprint, 1, done)

    press(client, page, f"{page}/cancel", **{"prints-0": str(number)})

    assert db.session.get_one(Print, number).volumes == []
    with pytest.raises(files.FileLost):
        files.fetch(content)


def test_what_was_made_meanwhile_is_not_cancelled(client: FlaskClient) -> None:
    page = f"{PAGES}/prints"
    press(client, page, page, to="minister")
    [made] = make()

    told = client.get(press(client, page, f"{page}/cancel", **{"prints-0": str(made.id)}).location).text

    assert "it is there already" in told


def test_an_older_print_stays_and_is_printed_anew_beside_it(client: FlaskClient, letter: Letter) -> None:
    page = f"{PAGES}/prints"
    with writing() as session:
        older = factories.printed(session, letter, signatories=1, shape="bound", paper="Letter", language="fr")
    shown = client.get(page).text
    assert "Older" in shown
    assert "It was sent to nobody and is deleted soon" in shown

    press(client, page, f"{page}/{older.id}/again")

    anew, kept = db.session.query(Print).order_by(Print.id.desc())
    assert kept.id == older.id
    assert (anew.shape, anew.paper, anew.language, anew.state) == (Shape.BOUND, "Letter", "fr", PrintState.ASKED)


def test_nothing_is_printed_for_who_is_no_longer_addressed(client: FlaskClient, letter: Letter) -> None:
    page = f"{PAGES}/prints"
    with writing() as session:
        gone = letter.addressees[0]
        made = factories.printed(session, letter, recipient_id=gone.id)
        gone.retired = True

    assert "Print it anew" not in client.get(page).text
    assert press(client, page, f"{page}/{made.id}/again").status_code == 409


def test_a_roll_shows_how_far_it_has_come_and_gives_what_is_made(client: FlaskClient, letter: Letter) -> None:
    page = f"{PAGES}/prints"
    with writing() as session:
        roll = factories.roll(session, letter, volumes=11, made=3)
        roll.volumes[2].content = files.keep(b"%PDF-1.7 third")

    shown = client.get(page).text
    third, fourth = (client.get(f"{page}/{roll.id}/volumes/{number}.pdf") for number in (3, 4))

    assert "3 of 11 volumes are made" in shown
    assert "signatories 20,001–30,000" in shown
    assert third.data == b"%PDF-1.7 third"
    assert fourth.status_code == 409


def test_a_failed_print_has_a_button_only_where_that_can_help(client: FlaskClient, letter: Letter) -> None:
    page, failed = f"{PAGES}/prints", {"state": PrintState.FAILED, "content": None}
    with writing() as session:
        number = factories.printed(session, letter, reason="Attachment 3 is torn.", tries=1, **failed).id
    assert f"{page}/{number}/again" not in client.get(page).text

    with writing() as session:
        session.get_one(Print, number).tries = actions.MOST_TRIES
    assert f"{page}/{number}/again" in client.get(page).text


def test_a_viewer_reads_prints_and_is_offered_nothing_else(app: Flask, letter: Letter) -> None:
    with writing() as session:
        factories.printed(session, letter, signatories=1)
        factories.printed(session, letter, state=PrintState.ASKED, content=None)

    page = signed_in(app, "viewer@example.org").get(f"{PAGES}/prints").text

    assert "Older" in page
    assert page.count("<form") == 1  # to sign out
    assert "What you can do" not in page


def test_prints_go_on_with_another_page(client: FlaskClient, letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "PAGE", 1)
    with writing() as session:
        first, second = (factories.printed(session, letter).id for _number in range(2))

    page = client.get(f"{PAGES}/prints").text

    assert f"prints?before={second}" in page
    assert f"print-{first}" in client.get(f"{PAGES}/prints?before={second}").text


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

    assert "0 of 2 letters are set" in client.get(preview).text
    make()
    page = client.get(preview).text

    assert "Dear Minister," in page
    assert "Madame la Maire," in page
    assert "Send 2 mails now" in page
    assert db.session.query(Dispatch).count() == db.session.query(Mail).count() == 0


def test_what_is_enclosed_is_chosen(client: FlaskClient) -> None:
    response = press(client, f"{PAGES}/recipients", f"{PAGES}/send/prepare", to=["minister"], shape="bound")
    [made] = make()

    page = client.get(response.location).text

    assert made.shape is Shape.BOUND
    assert "with its attachment bound in" in " ".join(page.split())
    assert "Send 1 mail now" in page


def test_a_mail_that_is_too_large_is_told_of_with_lighter_ones_at_hand(client: FlaskClient, letter: Letter) -> None:
    with writing() as session:
        factories.printed(session, letter, recipient_id=letter.addressees[0].id, shape="bound", size=14_400_000)

    page = client.get(f"{PAGES}/send?to=minister&shape=bound").text
    lighter = press(client, f"{PAGES}/recipients", f"{PAGES}/send/prepare", to="minister", shape="lighter")

    assert "1 mail is larger than 10 MB." in page
    assert "a mail of 19.7 MB" in page
    assert "Enclose the lighter print instead" in page
    assert "Enclose the letter alone instead" in page
    assert lighter.location == f"{PAGES}/send?to=minister&shape=lighter"


def test_what_waits_is_cancelled_from_the_preview_and_asked_for_again(client: FlaskClient) -> None:
    preview = prepared(client)
    numbers = {f"prints-{place}": str(each.id) for place, each in enumerate(db.session.query(Print))}

    back = press(client, preview, f"{PAGES}/prints/cancel", to=["minister", "mayor"], shape="letter", **numbers)

    assert back.location == preview
    page = client.get(preview).text
    assert page.count("was cancelled and is not made") == len(numbers) == 2
    assert "Make the PDF" in page
    assert "Send" not in page.partition("<main")[2].partition("Back to")[0]


def test_a_print_that_failed_is_told_of_in_the_preview(client: FlaskClient) -> None:
    preview = prepared(client)
    make(failing="The text is too long.")

    page = client.get(preview).text

    assert "The text is too long." in page
    assert "Make the PDF" not in page


def test_what_was_shown_is_sent_once(client: FlaskClient) -> None:
    preview = prepared(client)
    made = make()

    responses = [sent(client, preview, made) for _time in range(2)]

    assert [response.location for response in responses] == [f"{PAGES}/recipients?sent={n}" for n in (2, 0)]
    assert db.session.query(Dispatch).count() == db.session.query(Mail).count() == 2
    assert "2 mails wait in the outbox." in client.get(responses[0].location).text
    assert "This very print is in the outbox already" in client.get(preview).text


def test_only_what_a_server_has_taken_is_called_sent(client: FlaskClient) -> None:
    told = sent(client, prepared(client), make()).location
    with writing() as session:
        session.query(Mail).first().state = MailState.ACCEPTED

    prints = client.get(f"{PAGES}/prints").text

    assert "1 mail waits in the outbox." in client.get(told).text
    assert "1 mail was handed over to be sent." in client.get(told).text
    assert (prints.count("Sent on"), prints.count("Queued on")) == (1, 1)


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
    "prints/1/again": "editor",
    "prints/cancel": "editor",
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
