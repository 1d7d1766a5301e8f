import pytest
from sqlalchemy.exc import IntegrityError

from app.delivery.models import Print
from app.kit.database import writing
from app.letters.models import Letter


def test_one_manuscript_has_one_print(letter: Letter) -> None:
    edition = letter.edition.id

    with pytest.raises(IntegrityError), writing() as session:
        session.add_all(Print(edition_id=edition, language="en", manuscript="0" * 64) for _time in range(2))


def test_a_print_is_of_an_edition_that_exists(letter: Letter) -> None:
    nowhere = letter.edition.id + 1000

    with pytest.raises(IntegrityError), writing() as session:
        session.add(Print(edition_id=nowhere, language="en", manuscript="0" * 64))
