"""What the forms take, and what they hand over."""

from collections.abc import Iterator

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from app.signing.forms import ChangeForm, SignForm
from app.signing.models import Kind, Visibility
from app.signing.particulars import Particulars

pytestmark = pytest.mark.one_database
WHOLE = {"kind": "person", "name": "Ines Halloran", "email": "ines@example.org", "consent": "y", "visibility": "public"}


@pytest.fixture(autouse=True)
def _request(app: Flask) -> Iterator[None]:
    with app.test_request_context():
        yield


def filled(**fields: str) -> SignForm:
    return SignForm(MultiDict(WHOLE | fields), written_in={"en", "fr"})


def test_a_person_needs_name_address_and_consent_alone() -> None:
    assert filled().validate()


def test_a_person_is_the_default_and_public() -> None:
    form = SignForm(written_in={"en"})

    assert (form.chosen_kind, form.chosen_visibility) == (Kind.PERSON, Visibility.PUBLIC)


def test_particulars_are_what_was_written_with_white_space_folded() -> None:
    form = filled(name="  Ines \t Halloran ", honorific="Dr", country="ie", representative="nobody")

    assert form.validate()
    assert form.particulars() == Particulars(honorific="Dr", name="Ines Halloran", country="IE")


def test_the_anonymous_need_no_name() -> None:
    assert filled(name="", visibility="anonymous").validate()
    assert filled(name="", visibility="anonymous", kind="organisation").validate()


def test_an_address_is_handed_over_in_its_one_spelling() -> None:
    form = filled(email=" Ines@BÜCHER.example.org ")

    assert form.validate()
    assert form.email.data == "Ines@xn--bcher-kva.example.org"


@pytest.mark.parametrize("name", ["Ines\x00", "Ines\u202eHalloran", "I" + "\u0301" * 9])
def test_a_name_that_cannot_be_printed_is_refused(name: str) -> None:
    form = filled(name=name)

    assert not form.validate()
    assert [field for field, _ in form.problems()] == ["name"]


@pytest.mark.parametrize(
    "name", ["نجلاء الصفواني", "Соломія Вербицька-Гай", "می‌خواهم", "李明", "O’Brien-Ó Súilleabháin"]
)
def test_a_name_of_any_script_is_taken(name: str) -> None:
    assert filled(name=name).validate()


def test_problems_come_in_the_order_of_the_page() -> None:
    form = SignForm(MultiDict({"kind": "organisation"}), written_in={"en"})
    form.validate()

    assert [field for field, _ in form.problems()] == ["name", "representative", "email", "consent"]


def test_countries_stand_in_the_language_being_spoken(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "fr"}):
        assert ("DE", "Allemagne") in [(value, str(label)) for value, label, *_ in filled().country.iter_choices()]


def test_a_change_keeps_to_the_kind_that_signed() -> None:
    form = ChangeForm(MultiDict({"name": "River Union", "visibility": "public"}), signs_as=Kind.ORGANISATION)

    assert not form.validate()
    assert [field for field, _ in form.problems()] == ["representative"]
