import hashlib
from contextlib import ExitStack
from io import BytesIO

import pytest
from bs4 import BeautifulSoup
from cryptography.x509 import load_pem_x509_certificate
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.delivery.models import Print, PrintState
from app.kit import uploads
from app.kit.database import writing
from app.pages import verification
from app.paper.seal.seal import seal
from tests import factories, seals

pytestmark = pytest.mark.one_database
FORM = "multipart/form-data; boundary=x"
REFERENCE = "0123456789abcdef0123"


@pytest.fixture(scope="module")
def sealed() -> bytes:
    return seal(seals.blank(), seals.site()).content


@pytest.fixture
def registered(app: Flask, sealed: bytes) -> None:
    """A print to the minister, of a letter that has changed since."""
    digest = hashlib.sha256(sealed).hexdigest()
    with app.app_context(), writing() as session:
        letter = factories.letter(session, slug="sarn")
        to = factories.recipient(session, letter).id
        columns = {"state": PrintState.MADE, "content": digest, "reference": REFERENCE, "pages": 3, "signatories": 23}
        session.add(Print(edition_id=letter.edition.id, language="en", recipient_id=to, manuscript=digest, **columns))
        factories.edition(session, letter, body="Other words.")


def bring(client: FlaskClient, content: bytes, **headers: str) -> TestResponse:
    file = {"file": (BytesIO(content), "print.pdf")}
    return client.post("/verify", data=file, content_type="multipart/form-data", headers=headers)


def words(answer: TestResponse) -> str:
    return " ".join(BeautifulSoup(answer.data, "html.parser").main.get_text(" ").split())


def test_the_page_says_how_to_check_here_and_without_us(client: FlaskClient) -> None:
    answer = client.get("/verify")

    assert answer.status_code == 200
    assert "pdfsig -nocert -dump print.pdf" in words(answer)
    assert "sha256sum print.pdf" in words(answer)
    assert seals.site().certificate.fingerprint in words(answer)
    assert "Set-Cookie" not in answer.headers
    assert "no-store" not in answer.headers.get("Cache-Control", "")


def test_every_page_leads_there(client: FlaskClient) -> None:
    footer = BeautifulSoup(client.get("/").data, "html.parser").footer

    assert footer.find("a", href="/verify").text == "Check a print"


def test_the_certificate_can_be_had(client: FlaskClient) -> None:
    answer = client.get("/verify/certificate.pem")

    assert answer.content_type == "application/x-pem-file"
    assert load_pem_x509_certificate(answer.data) == seals.site().certificate.first


@pytest.mark.usefixtures("registered")
def test_a_print_is_compared_and_told(client: FlaskClient, sealed: bytes) -> None:
    answer = bring(client, sealed)

    assert answer.status_code == 200
    page = BeautifulSoup(answer.data, "html.parser")
    assert page.select_one(".verdict.holds")["role"] == "status"
    assert page.find("a", href="/letters/sarn/en").text == "Let the river be measured (en)"
    assert "now in edition 2" in words(answer)
    assert "3 pages" in words(answer)
    assert "Brandt" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers


def test_a_print_that_is_no_longer_kept_holds_all_the_same(client: FlaskClient, sealed: bytes) -> None:
    assert "This site no longer keeps this file" in words(bring(client, sealed))


def test_a_timestamp_is_told_with_its_authority(client: FlaskClient) -> None:
    with seals.timestamps() as server:
        stamped = seal(seals.blank(), seals.site(), timestamps=server).content

    assert "says the timestamp of Timestamps of Example." in words(bring(client, stamped))


def test_a_file_that_does_not_hold_is_told_at_once(client: FlaskClient, sealed: bytes) -> None:
    answer = bring(client, sealed[:-1])

    assert answer.status_code == 200
    assert BeautifulSoup(answer.data, "html.parser").select_one(".verdict.fails")["role"] == "alert"
    assert "The end of this file is missing." in words(answer)
    assert hashlib.sha256(sealed[:-1]).hexdigest() in words(answer)


@pytest.mark.parametrize("form", [{}, {"file": "a text in place of a file"}, {"file": (BytesIO(b""), "")}])
def test_a_form_without_a_file_is_told_at_its_field(client: FlaskClient, form: dict[str, object]) -> None:
    answer = client.post("/verify", data=form, content_type="multipart/form-data")

    assert answer.status_code == 422
    assert "Choose a file first." in words(answer)


def test_what_is_no_form_is_told_the_same(client: FlaskClient, sealed: bytes) -> None:
    assert client.post("/verify", data=sealed, content_type="application/pdf").status_code == 422
    assert client.post("/verify", data=b"--x", content_type=FORM).status_code == 422


@pytest.mark.parametrize("over", [1, 100_000])
def test_a_file_that_is_too_large_is_told_in_a_sentence(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, over: int
) -> None:
    monkeypatch.setattr(verification, "LARGEST", 100_000)

    answer = bring(client, bytes(100_000 + over))

    assert answer.status_code == 413
    assert "This file is larger than 60 MB. Nothing of it was kept." in words(answer)


def test_a_large_file_is_written_nowhere(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond 500 kB Werkzeug would put it into a temporary file."""

    def forbidden(*_arguments: object, **_options: object) -> None:
        raise AssertionError("a file was made")

    monkeypatch.setattr("werkzeug.formparser.default_stream_factory", forbidden)

    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.pdf"\r\n\r\n'
    form = head + bytes(2_000_000) + b"\r\n--x--\r\n"
    assert "This file is no PDF." in words(client.post("/verify", data=form, content_type=FORM))


def test_four_files_at_once_are_enough(client: FlaskClient, sealed: bytes) -> None:
    with ExitStack() as others:
        for number in range(4):
            others.enter_context(verification.places.taken(f"192.0.2.{number}", BytesIO()))
        refused = bring(client, sealed)

    assert refused.status_code == 503
    assert "Other files are being checked at this moment." in words(refused)
    assert bring(client, sealed).status_code == 200


def test_of_one_network_one_file_is_looked_at_a_time(client: FlaskClient, sealed: bytes) -> None:
    with verification.places.taken("127.0.0.1", BytesIO()):
        assert bring(client, sealed).status_code == 503

    assert bring(client, sealed).status_code == 200


def test_a_file_that_drips_in_is_given_up_and_takes_nobodys_place(
    client: FlaskClient, sealed: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = [0]

    class Dripping:
        """A byte every twenty seconds."""

        def read(self, _size: int) -> bytes:
            seconds[0] += 20
            return b"x"

    monkeypatch.setattr(uploads, "monotonic", lambda: seconds[0])
    environ = {"wsgi.input": Dripping(), "CONTENT_LENGTH": "1000", "CONTENT_TYPE": FORM}

    answer = client.post("/verify", environ_overrides=environ)

    assert answer.status_code == 408
    assert "The file came too slowly and was given up." in words(answer)
    monkeypatch.undo()
    assert bring(client, sealed).status_code == 200


def test_a_flood_of_files_is_refused(client: FlaskClient) -> None:
    answers = [bring(client, b"no PDF").status_code for _time in range(31)]

    assert answers == [200] * 30 + [429]


def test_other_sites_cannot_send_the_form(client: FlaskClient, sealed: bytes) -> None:
    assert bring(client, sealed, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403


@pytest.mark.usefixtures("registered")
def test_a_qr_code_leads_to_what_is_known_of_the_print(client: FlaskClient) -> None:
    answer = client.get(f"/verify?print={REFERENCE}")

    assert answer.status_code == 200
    assert "Let the river be measured (en)" in words(answer)
    assert "Signatories then 23" in words(answer)
    assert "now in edition 2" in words(answer)
    assert "Brandt" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_prints_for_several_recipients_are_told_once(client: FlaskClient, app: Flask) -> None:
    with app.app_context(), writing() as session:
        letter = factories.letter(session, slug="sarn")
        for key, pages in (("minister", 3), ("mayor", 4)):
            to = factories.recipient(session, letter, key).id
            columns = {"state": PrintState.MADE, "reference": REFERENCE, "pages": pages, "signatories": 23}
            session.add(Print(edition_id=letter.edition.id, language="en", recipient_id=to, manuscript=key, **columns))

    answer = client.get(f"/verify?print={REFERENCE}")

    assert "2 prints were made of this letter for different recipients." in words(answer)
    assert words(answer).count("Signatories then 23") == 1
    assert "3 pages" in words(answer)
    assert "4 pages" in words(answer)


@pytest.mark.parametrize("reference", ["f" * 20, "", "%00", "<script>", REFERENCE.upper()])
def test_an_unknown_reference_is_told_calmly(client: FlaskClient, reference: str) -> None:
    answer = client.get(f"/verify?print={reference}")

    assert answer.status_code == 200
    assert "keeps no public print with this reference" in words(answer)
    assert "<script>" not in answer.text


def test_an_operators_chain_is_checked_by_another_line(client: FlaskClient, app: Flask) -> None:
    several = seals.Identity(seals.identity.Certificate(seals.site().certificate.chain * 2), seals.key())
    app.extensions["seals"] = verification.seals.Seals(several, (), None)

    assert "while openssl x509" in words(client.get("/verify"))
