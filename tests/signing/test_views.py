"""The public pages of a letter and of one's signature, by HTTP alone."""

import hashlib
from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event
from time_machine import Traveller
from werkzeug.test import TestResponse

from app.kit.database import db, writing
from app.letters.models import Letter, LetterState
from app.signing.models import Kind, Signatory, State, Visibility
from app.signing.particulars import Particulars
from tests import factories, outbox

FORM = {
    "kind": "person",
    "honorific": "Dr",
    "name": "Ines Halloran",
    "affiliation": "Hydrologist, Lahnstein",
    "country": "IE",
    "email": "ines@example.org",
    "visibility": "public",
    "consent": "y",
    "language": "en",
}


@pytest.fixture
def slug(app: Flask) -> str:
    return add_letter(app)


@pytest.fixture
def statements(app: Flask) -> Iterator[list[str]]:
    """What is asked of the database, without the frame of a transaction."""
    seen: list[str] = []

    def note(*arguments: object) -> None:
        if not str(arguments[2]).startswith("BEGIN"):
            seen.append(str(arguments[2]))

    with app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    event.remove(engine, "before_cursor_execute", note)


def add_letter(app: Flask, **columns: object) -> str:
    with app.app_context(), writing() as session:
        slug: str = factories.letter(session, **columns).slug
        return slug


def add_signatory(app: Flask, slug: str, **columns: object) -> None:
    with app.app_context(), writing() as session:
        letter = session.scalars(sa.select(Letter).where(Letter.slug == slug)).one()
        factories.signatory(session, letter, **columns)


def signatories(app: Flask) -> list[Signatory]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Signatory).order_by(Signatory.id)))


def confirm_link(app: Flask, client: FlaskClient, slug: str, **fields: str) -> str:
    client.post(f"/letters/{slug}/sign", data=FORM | fields)
    return outbox.link(outbox.messages(app)[-1])


def own_link(app: Flask, client: FlaskClient, slug: str, **fields: str) -> str:
    page = soup(client.post(confirm_link(app, client, slug, **fields)))
    (link,) = [a["href"] for a in page("a") if "/signature/" in a["href"]]
    return "/" + str(link).split("/", 3)[3]


def soup(response: TestResponse) -> BeautifulSoup:
    return BeautifulSoup(response.text, "html.parser")


def problems(response: TestResponse) -> dict[str, str]:
    """The summary of a refused form: each sentence by the field that it leads to."""
    page = soup(response)
    listed = {str(a["href"]).removeprefix("#"): a.get_text() for a in page.select(".summary a")}
    assert all(page.find(id=field) for field in listed)
    return listed


# The letter


def test_letter_is_read_in_its_own_language(client: FlaskClient, slug: str) -> None:
    response = client.get(f"/letters/{slug}")

    assert response.status_code == 200
    assert soup(response).h1.get_text() == "Let the river be measured (en)"


def test_letter_is_read_in_a_translation(client: FlaskClient, slug: str) -> None:
    response = client.get(f"/letters/{slug}/fr")

    assert soup(response).h1.get_text() == "Let the river be measured (fr)"
    assert soup(response).find("input", {"name": "language"})["value"] == "fr"


@pytest.mark.parametrize("path", ["/letters/no-such-letter", "/letters/no-such-letter/en", "/letters/{slug}/de"])
def test_letter_is_not_found(client: FlaskClient, slug: str, path: str) -> None:
    assert client.get(path.format(slug=slug)).status_code == 404


@pytest.mark.parametrize("path", ["", "/en", "/thanks", "/signatories"])
def test_letter_is_not_found_while_it_is_a_draft(app: Flask, client: FlaskClient, path: str) -> None:
    slug = add_letter(app, state=LetterState.DRAFT)

    assert client.get(f"/letters/{slug}{path}").status_code == 404


def test_letter_is_the_same_bytes_for_every_reader(app: Flask, slug: str) -> None:
    readers = [{}, {"Accept-Language": "ar"}, {"User-Agent": "Other", "Cookie": "undersigned=1"}]

    answers = [app.test_client().get(f"/letters/{slug}", headers=reader) for reader in readers]

    assert len({answer.data for answer in answers}) == 1
    assert len({answer.headers["ETag"] for answer in answers}) == 1


def test_letter_sets_no_cookie_and_varies_by_nothing_personal(client: FlaskClient, slug: str) -> None:
    headers = client.get(f"/letters/{slug}").headers

    assert "Set-Cookie" not in headers
    assert "Vary" not in headers
    assert headers["Cache-Control"] == "public, max-age=0, s-maxage=60"


def test_letter_is_not_sent_again_when_its_etag_is_known(client: FlaskClient, slug: str) -> None:
    etag = client.get(f"/letters/{slug}").headers["ETag"]

    again = client.get(f"/letters/{slug}", headers={"If-None-Match": etag})

    assert not etag.startswith("W/")
    assert (again.status_code, again.data) == (304, b"")


def test_letter_has_another_etag_once_somebody_has_signed(app: Flask, client: FlaskClient, slug: str) -> None:
    before = client.get(f"/letters/{slug}").headers["ETag"]

    add_signatory(app, slug)

    assert client.get(f"/letters/{slug}").headers["ETag"] != before


def test_letter_costs_six_queries_however_many_have_signed(
    app: Flask, client: FlaskClient, slug: str, statements: list[str]
) -> None:
    for _ in range(12):
        add_signatory(app, slug)
    statements.clear()

    client.get(f"/letters/{slug}")

    assert len(statements) <= 6


def test_letter_tells_of_its_earlier_editions_for_one_query_more(
    app: Flask, client: FlaskClient, slug: str, statements: list[str]
) -> None:
    with app.app_context(), writing() as session:
        found = session.scalars(sa.select(Letter).where(Letter.slug == slug)).one()
        factories.edition(session, found, languages=("en",), body="Second words.")
        factories.edition(session, found, body="Third words.")
        digests = [found.editions[1].text_in("en").sha256, found.editions[0].text_in("fr").sha256]
    statements.clear()

    page = soup(client.get(f"/letters/{slug}/fr"))

    assert len(statements) <= 7
    links = [a["href"] for a in page.select(".imprint a") if "/editions/" in str(a["href"])]
    assert links == [f"/letters/{slug}/editions/{name}.json" for name in ("3/fr", "2/en", "1/fr")]
    for link, sha256 in zip(links[1:], digests, strict=True):
        assert hashlib.sha256(client.get(str(link)).data).hexdigest() == sha256
        assert sha256 in page.get_text()


def test_letter_names_only_those_who_are_public(app: Flask, client: FlaskClient, slug: str) -> None:
    for visibility in Visibility:
        add_signatory(app, slug, stated=Particulars(name=f"Somebody {visibility}"), visibility=visibility)

    text = soup(client.get(f"/letters/{slug}")).get_text()

    assert "Somebody public" in text
    assert "Somebody addressee" not in text
    assert "Somebody anonymous" not in text


def test_letter_that_is_closed_shows_no_form(app: Flask, client: FlaskClient) -> None:
    slug = add_letter(app, state=LetterState.CLOSED)

    assert soup(client.get(f"/letters/{slug}")).find("input", {"name": "email"}) is None


# Signing


def test_sign_shows_nothing_again_that_cannot_be_printed(app: Flask, client: FlaskClient, slug: str) -> None:
    typed = dict.fromkeys(("honorific", "name", "affiliation", "email", "language"), "a\x00\x1b\u202eb")

    response = client.post(f"/letters/{slug}/sign", data=FORM | typed)

    assert response.status_code == 422
    assert response.text.count('value="ab"') == 4
    assert not {"\x00", "\x1b", "\u202e"} & set(response.text)


def test_form_is_where_the_address_of_signing_leads(app: Flask, client: FlaskClient, slug: str) -> None:
    response = client.get(f"/letters/{slug}/sign")

    assert (response.status_code, response.location) == (303, f"/letters/{slug}#sign")
    assert signatories(app) == []


def test_form_of_a_draft_is_not_found(app: Flask, client: FlaskClient) -> None:
    slug = add_letter(app, state=LetterState.DRAFT)

    assert client.get(f"/letters/{slug}/sign").status_code == 404


def test_sign_leads_to_the_thanks(app: Flask, client: FlaskClient, slug: str) -> None:
    response = client.post(f"/letters/{slug}/sign", data=FORM)

    assert (response.status_code, response.location) == (303, f"/letters/{slug}/thanks")
    assert [found.state for found in signatories(app)] == [State.PENDING]
    assert [message.to for message in outbox.messages(app)] == ["ines@example.org"]


def test_sign_in_a_translation_thanks_in_it(client: FlaskClient, slug: str) -> None:
    response = client.post(f"/letters/{slug}/sign", data=FORM | {"language": "fr"})

    assert response.location == f"/letters/{slug}/thanks?language=fr"
    assert client.get(response.location).status_code == 200


def test_sign_answers_the_same_for_new_repeated_confirmed_and_baited(
    app: Flask, client: FlaskClient, slug: str
) -> None:
    new = client.post(f"/letters/{slug}/sign", data=FORM)
    repeated = client.post(f"/letters/{slug}/sign", data=FORM)
    client.post(outbox.link(outbox.messages(app)[0]))
    confirmed = client.post(f"/letters/{slug}/sign", data=FORM)
    baited = client.post(f"/letters/{slug}/sign", data=FORM | {"website": "https://spam.example"})

    answers = [new, repeated, confirmed, baited]
    assert len({(answer.status, answer.data, str(answer.headers)) for answer in answers}) == 1


def test_sign_keeps_nothing_of_what_a_program_filled_in(app: Flask, client: FlaskClient, slug: str) -> None:
    client.post(f"/letters/{slug}/sign", data=FORM | {"website": "https://spam.example"})

    assert signatories(app) == []
    assert outbox.messages(app) == []


@pytest.mark.parametrize(
    ("fields", "field", "sentence"),
    [
        ({"name": ""}, "name", "Write your name as it should stand under the letter."),
        ({"name": "x" * 300}, "name", "Use at most 200 characters."),
        ({"name": "Ines\x07Halloran"}, "name", "Remove the characters that cannot be printed."),
        ({"honorific": "x" * 61}, "honorific", "Use at most 60 characters."),
        ({"affiliation": "x" * 301}, "affiliation", "Use at most 300 characters."),
        ({"country": "QQ"}, "country", "Choose a country from the list, or none."),
        ({"email": ""}, "email", "Write your e-mail address: the link to confirm is sent there."),
        ({"email": "ines at home"}, "email", "Write an e-mail address such as name@example.org."),
        ({"email": "a" * 300 + "@example.org"}, "email", "Write an e-mail address such as name@example.org."),
        ({"consent": ""}, "consent", "Tick this box: without your consent your signature cannot be taken."),
        ({"visibility": "friends"}, "visibility", "Choose who may see your name."),
        ({"kind": "robot"}, "kind", "Choose whether you sign as a person or for an organisation."),
    ],
)
@pytest.mark.one_database
def test_sign_says_at_the_field_what_is_wrong(
    client: FlaskClient, slug: str, fields: dict[str, str], field: str, sentence: str
) -> None:
    response = client.post(f"/letters/{slug}/sign", data=FORM | fields)

    assert response.status_code == 422
    assert problems(response) == {field: sentence}


def test_sign_loses_nothing_that_was_typed(app: Flask, client: FlaskClient, slug: str) -> None:
    typed = FORM | {"visibility": "addressee", "representative": "Bo Lind", "email": "ines at home", "updates": "y"}

    page = soup(client.post(f"/letters/{slug}/sign", data=typed))

    for field in ("honorific", "name", "affiliation", "representative", "email"):
        assert page.find(id=field)["value"] == typed[field]
    assert page.find("input", {"name": "visibility", "checked": True})["value"] == "addressee"
    assert page.find("option", {"selected": True})["value"] == "IE"
    assert all(page.find(id=box).has_attr("checked") for box in ("consent", "updates"))
    assert signatories(app) == []


def test_sign_for_an_organisation_asks_who_speaks_for_it(client: FlaskClient, slug: str) -> None:
    response = client.post(f"/letters/{slug}/sign", data=FORM | {"kind": "organisation"})

    assert problems(response) == {"representative": "Write the name of the person who signs for the organisation."}


def test_sign_refuses_a_language_the_letter_is_not_written_in(client: FlaskClient, slug: str) -> None:
    response = client.post(f"/letters/{slug}/sign", data=FORM | {"language": "tlh"})

    assert response.status_code == 422
    assert list(problems(response)) == ["language"]


@pytest.mark.parametrize("fields", [FORM, {}])
def test_sign_is_over_when_the_letter_is_closed(app: Flask, client: FlaskClient, fields: dict[str, str]) -> None:
    slug = add_letter(app, state=LetterState.CLOSED)

    response = client.post(f"/letters/{slug}/sign", data=fields)

    assert response.status_code == 410
    assert "This letter is closed." in response.text
    assert outbox.messages(app) == []


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://elsewhere.example"}])
def test_sign_refuses_the_form_of_another_site(
    app: Flask, client: FlaskClient, slug: str, headers: dict[str, str]
) -> None:
    response = client.post(f"/letters/{slug}/sign", data=FORM, headers=headers)

    assert response.status_code == 403
    assert signatories(app) == []


def test_sign_asks_a_flood_to_wait(client: FlaskClient, slug: str) -> None:
    answers = [client.post(f"/letters/{slug}/sign", data={"website": "bait"}) for _ in range(101)]

    assert {answer.status_code for answer in answers[:100]} == {303}
    assert answers[100].status_code == 429
    assert 0 < int(answers[100].headers["Retry-After"]) <= 600


def test_thanks_is_the_same_for_everyone(client: FlaskClient, slug: str) -> None:
    response = client.get(f"/letters/{slug}/thanks", headers={"Accept-Language": "fr"})

    assert response.status_code == 200
    assert "ETag" in response.headers
    assert "Vary" not in response.headers


# The roll


def test_roll_goes_by_pages_of_a_hundred(app: Flask, client: FlaskClient, slug: str) -> None:
    with app.app_context(), writing() as session:
        letter = session.scalars(sa.select(Letter).where(Letter.slug == slug)).one()
        for number in range(101):
            factories.signatory(session, letter, stated=Particulars(name=f"Person {number:03}"))

    first = soup(client.get(f"/letters/{slug}/signatories"))
    second = soup(client.get(first.find("a", rel="next")["href"]))

    assert len(first.select(".signatory")) == 100
    assert [item.get_text(strip=True) for item in second.select(".signatory")] == ["Person 100"]
    assert soup(client.get(second.find("a", rel="prev")["href"])).select(".signatory") == first.select(".signatory")


@pytest.mark.parametrize("after", ["9" * 40, "-1", "yesterday"])
def test_roll_takes_any_place(client: FlaskClient, slug: str, after: str) -> None:
    assert client.get(f"/letters/{slug}/signatories?after={after}").status_code == 200


# Confirming


@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS"])
def test_confirm_changes_nothing_when_a_scanner_follows_the_link(
    app: Flask, client: FlaskClient, slug: str, method: str
) -> None:
    link = confirm_link(app, client, slug)

    for _ in range(20):
        assert client.open(link, method=method).status_code == 200

    assert [found.state for found in signatories(app)] == [State.PENDING]


def test_confirm_shows_what_is_to_be_confirmed(app: Flask, client: FlaskClient, slug: str) -> None:
    page = client.get(confirm_link(app, client, slug, language="fr"))

    assert "Let the river be measured (fr)" in page.text
    assert "Français" in page.text
    assert "Ines Halloran" in page.text
    assert page.headers["Cache-Control"] == "no-store"


def test_the_day_of_signing_stands_only_where_it_is_signed(app: Flask, client: FlaskClient, slug: str) -> None:
    link = confirm_link(app, client, slug)

    before, after = client.get(link), client.post(link)

    assert "Signed on" not in before.text
    assert "Signed on" in after.text


def test_confirmed_puts_the_name_on_the_roll(app: Flask, client: FlaskClient, slug: str) -> None:
    response = client.post(confirm_link(app, client, slug))

    assert response.status_code == 200
    assert "Ines Halloran" in client.get(f"/letters/{slug}").text
    assert "Ines Halloran" in client.get(f"/letters/{slug}/signatories").text


def test_confirmed_a_second_time_says_so(app: Flask, client: FlaskClient, slug: str) -> None:
    link = confirm_link(app, client, slug)
    client.post(link)

    again = client.post(link)

    assert again.status_code == 410
    assert "used already" in again.text
    assert client.get(link).status_code == 410


@pytest.mark.parametrize("path", ["/confirm/wrong", "/signature/wrong", f"/confirm/{'x' * 43}"])
def test_confirm_knows_no_link_that_was_never_made(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404
    assert client.post(path).status_code == 404


def test_confirm_is_too_late_after_three_days(app: Flask, client: FlaskClient, slug: str, clock: Traveller) -> None:
    link = confirm_link(app, client, slug)

    clock.shift(72 * 60 * 60)

    assert client.get(link).status_code == 410
    assert client.post(link).status_code == 410


# One's own signature


def test_signature_can_be_changed(app: Flask, client: FlaskClient, slug: str) -> None:
    link = own_link(app, client, slug)

    response = client.post(link, data=FORM | {"affiliation": "Retired"}, follow_redirects=True)

    assert "Your changes are saved." in response.text
    assert "Retired" in client.get(f"/letters/{slug}").text


def test_signature_says_at_the_field_what_is_wrong(app: Flask, client: FlaskClient, slug: str) -> None:
    response = client.post(own_link(app, client, slug), data=FORM | {"name": ""})

    assert response.status_code == 422
    assert problems(response) == {"name": "Write your name as it should stand under the letter."}
    assert "Nothing was changed" in response.text


def test_signature_shows_its_holder_a_sealed_name(app: Flask, client: FlaskClient, slug: str) -> None:
    link = own_link(app, client, slug, visibility="addressee")

    assert soup(client.get(link)).find(id="name")["value"] == "Ines Halloran"
    assert "Ines Halloran" not in client.get(f"/letters/{slug}").text


def test_signature_of_an_organisation_keeps_its_kind(app: Flask, client: FlaskClient, slug: str) -> None:
    link = own_link(app, client, slug, kind="organisation", representative="Ines Halloran")

    response = client.post(link, data={"name": "River Union", "representative": "Bo Lind", "visibility": "public"})

    assert response.status_code == 303
    assert [(found.kind, found.representative) for found in signatories(app)] == [(Kind.ORGANISATION, "Bo Lind")]


def test_withdraw_takes_the_name_away(app: Flask, client: FlaskClient, slug: str) -> None:
    link = own_link(app, client, slug)

    response = client.post(f"{link}/withdraw")

    assert response.status_code == 200
    assert "Ines Halloran" not in client.get(f"/letters/{slug}").text
    assert client.get(link).status_code == 410
    assert client.post(f"{link}/withdraw").status_code == 410


def test_withdraw_needs_a_post(app: Flask, client: FlaskClient, slug: str) -> None:
    assert client.get(f"{own_link(app, client, slug)}/withdraw").status_code == 405


def test_no_page_sets_a_cookie(app: Flask, client: FlaskClient, slug: str) -> None:
    link = own_link(app, client, slug)

    for path in (f"/letters/{slug}", f"/letters/{slug}/thanks", f"/letters/{slug}/signatories", link, "/confirm/x"):
        assert "Set-Cookie" not in client.get(path).headers
