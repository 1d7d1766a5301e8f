"""What signatories state, in the form that their visibility asks for."""

import pytest
from flask import Flask

from app.kit.sealing import UnreadableError
from app.signing import particulars
from app.signing.models import Kind, Signatory, Visibility
from app.signing.particulars import Particulars

pytestmark = pytest.mark.one_database
STATED = Particulars("Dr", "Ines Halloran", "Hydrologist", "IE", "Bo Lind", "Chair")


def test_a_person_has_no_representative_and_an_organisation_no_title() -> None:
    assert STATED.of(Kind.PERSON) == Particulars("Dr", "Ines Halloran", "Hydrologist", "IE")
    assert STATED.of(Kind.ORGANISATION) == Particulars("", "Ines Halloran", "Hydrologist", "IE", "Bo Lind", "Chair")


@pytest.mark.parametrize("visibility", [Visibility.PUBLIC, Visibility.ADDRESSEE])
def test_what_is_kept_is_read_again(app: Flask, visibility: Visibility) -> None:
    signatory = Signatory(id=7, kind=Kind.ORGANISATION)

    with app.app_context():
        particulars.write(signatory, STATED, visibility)

        assert particulars.read(signatory) == STATED.of(Kind.ORGANISATION)


def test_the_anonymous_leave_nothing_behind(app: Flask) -> None:
    signatory = Signatory(id=7, kind=Kind.PERSON)

    with app.app_context():
        particulars.write(signatory, STATED, Visibility.ADDRESSEE)
        particulars.write(signatory, STATED, Visibility.ANONYMOUS)

        assert particulars.read(signatory) == particulars.NOTHING
        assert signatory.sealed_record is None


def test_a_sealed_record_opens_in_its_own_row_alone(app: Flask) -> None:
    signatory = Signatory(id=7, kind=Kind.PERSON)

    with app.app_context():
        particulars.write(signatory, STATED, Visibility.ADDRESSEE)

        with pytest.raises(UnreadableError):
            particulars.opened(8, signatory.sealed_record or b"")
