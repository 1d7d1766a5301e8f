"""Signatories of a bundle stand on the roll in its order, once each, and what was decided about them stays."""

from collections.abc import Iterator

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from app.kit.database import db
from app.letters.actions import Loaded
from app.letters.bundle import SignatoryRow
from app.letters.models import Letter
from app.signing import bundled, particulars
from app.signing.models import Assurance, Signatory, State, Visibility
from app.signing.particulars import Particulars
from tests import factories


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context():
        yield db.session


@pytest.fixture
def letter(session: Session) -> Letter:
    return factories.letter(session)


def row(
    name: str, affiliation: str = "", *, email: str = "", visibility: str = "public", featured: bool = False
) -> SignatoryRow:
    return SignatoryRow("person", "", name, affiliation, "GB", email, visibility, featured)


def load(session: Session, letter: Letter, *rows: SignatoryRow) -> None:
    bundled.load_signatories(session, Loaded(letter, letter.edition, new_edition=False), rows)


def roll(session: Session) -> list[Signatory]:
    wanted = sa.select(Signatory).where(Signatory.state == State.CONFIRMED)
    return list(session.scalars(wanted.order_by(Signatory.rank)))


def names(session: Session) -> list[str]:
    return [particulars.read(signatory).name for signatory in roll(session)]


def test_load_keeps_the_order_of_the_file_with_featured_ones_first(session: Session, letter: Letter) -> None:
    load(session, letter, row("Beke"), row("Castell"), row("Abel", featured=True))

    assert names(session) == ["Abel", "Beke", "Castell"]
    assert {signatory.assurance for signatory in roll(session)} == {Assurance.ORGANISER}


def test_load_again_doubles_nobody(session: Session, letter: Letter) -> None:
    rows = [
        row("Beke", email="beke@x.example"),
        row("Castell", visibility="addressee"),
        row("Nobody", visibility="anonymous"),
    ]
    load(session, letter, *rows)
    before = [(signatory.id, signatory.rank) for signatory in roll(session)]

    load(session, letter, *rows)

    assert [(signatory.id, signatory.rank) for signatory in roll(session)] == before


def test_two_of_one_name_are_two(session: Session, letter: Letter) -> None:
    load(session, letter, row("Jan Novák"), row("Jan Novák"))
    load(session, letter, row("Jan Novák"), row("Jan Novák"))

    assert names(session) == ["Jan Novák", "Jan Novák"]
    assert bundled.public_rows(session, letter) == (row("Jan Novák"), row("Jan Novák"))


def test_a_corrected_entry_is_found_by_its_address(session: Session, letter: Letter) -> None:
    load(session, letter, row("Beke", "Harbor", email="beke@x.example"))

    load(session, letter, row("Beke", "Harbour Institute", email="Beke@X.example"))

    assert [signatory.affiliation for signatory in roll(session)] == ["Harbour Institute"]


@pytest.mark.parametrize("state", [State.STRUCK, State.WITHDRAWN])
def test_who_was_struck_or_has_withdrawn_stays_so(session: Session, letter: Letter, state: State) -> None:
    load(session, letter, row("Beke"), row("Castell"))
    roll(session)[0].move(state)
    session.flush()

    load(session, letter, row("Beke"), row("Castell"))

    assert names(session) == ["Castell"]


def test_entries_that_are_gone_from_the_bundle_stand_behind_those_it_has(session: Session, letter: Letter) -> None:
    load(session, letter, row("Abel"), row("Beke"), row("Castell"))

    load(session, letter, row("Castell"), row("Dahl"))

    assert names(session) == ["Castell", "Dahl", "Abel", "Beke"]
    assert len({signatory.rank for signatory in roll(session)}) == 4


def test_who_signed_here_keeps_their_own_words(session: Session, letter: Letter) -> None:
    hidden = factories.signatory(session, letter, email="beke@x.example", visibility=Visibility.ANONYMOUS)
    shown = factories.signatory(session, letter, stated=Particulars("Dr", "Runa Castell", "", "IE"))

    load(session, letter, row("Runa Castell"), row("Zoltán Beke", email="beke@x.example"))

    assert [signatory.id for signatory in roll(session)] == [shown.id, hidden.id]
    assert (hidden.visibility, hidden.name) == (Visibility.ANONYMOUS, "")
    assert (shown.honorific, shown.country) == ("Dr", "IE")


def test_what_an_entry_has_changed_about_itself_outlives_the_next_load(session: Session, letter: Letter) -> None:
    load(session, letter, row(name="Ada Marlow"))
    [ada] = roll(session)
    particulars.write(ada, Particulars(name="Ada Marlow"), Visibility.ANONYMOUS)
    ada.own_words = True

    load(session, letter, row(name="Ada Marlow"))

    [still] = roll(session)
    assert (still.visibility, still.name) == (Visibility.ANONYMOUS, "")


def test_who_has_not_confirmed_keeps_nobody_off_the_roll(session: Session, letter: Letter) -> None:
    pending = factories.signatory(
        session, letter, stated=Particulars(name="Beke"), email="beke@x.example", state=State.PENDING
    )

    load(session, letter, row("Beke", email="beke@x.example"))

    assert names(session) == ["Beke"]
    assert pending.state is State.PENDING
    assert roll(session)[0].email_index is None


def test_public_rows_give_public_names_without_addresses(session: Session, letter: Letter) -> None:
    load(session, letter, row("Beke", email="beke@x.example"), row("Castell", visibility="addressee"))

    assert bundled.public_rows(session, letter) == (row("Beke"),)
