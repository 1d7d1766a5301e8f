import pytest
from flask import Flask

from app.kit.database import writing
from app.letters.models import Letter
from app.signing import overview
from app.signing.models import Kind, State, Visibility
from app.signing.overview import Sought
from app.signing.particulars import Particulars
from tests import factories


def names(letter: Letter, sought: Sought) -> list[str]:
    with writing() as session:
        found = overview.search(session, letter.id, sought=sought).signatories
        return [signatory.name or signatory.visibility.value for signatory in found]


@pytest.fixture
def letter(app: Flask) -> Letter:
    with app.app_context():
        with writing() as session:
            letter = factories.letter(session)
            for name, affiliation in (("Zoë Ångström", "Hydrology"), ("Іван Франко", "Львів"), ("Percy 100%", "")):
                factories.signatory(session, letter, stated=Particulars(name=name, affiliation=affiliation))
            factories.signatory(session, letter, stated=Particulars(name="Hidden Zoe"), visibility=Visibility.ADDRESSEE)
            factories.signatory(session, letter, stated=Particulars(name="Rivers"), kind=Kind.ORGANISATION)
            factories.signatory(session, letter, stated=Particulars(name="Later"), state=State.PENDING)
        yield letter


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("zoe", ["addressee", "Zoë Ångström"]),
        ("ANGSTROM hydro", ["Zoë Ångström"]),
        ("іван", ["Іван Франко"]),
        ("львів", ["Іван Франко"]),
        ("100%", ["Percy 100%"]),
        ("_", []),
        ("nobody", []),
    ],
)
def test_names_are_found_without_accents_and_capitals_sealed_ones_too(
    letter: Letter, words: str, found: list[str]
) -> None:
    assert names(letter, Sought(words)) == found


def test_states_and_kinds_are_sifted(letter: Letter) -> None:
    assert names(letter, Sought(state=State.PENDING)) == ["Later"]
    assert names(letter, Sought(kind=Kind.ORGANISATION)) == ["Rivers"]


def test_signatories_are_counted_by_state(letter: Letter) -> None:
    with writing() as session:
        other = factories.letter(session)
        counts = overview.counts(session, [letter.id, other.id])

    assert counts[letter.id] == {State.CONFIRMED: 5, State.PENDING: 1}
    assert counts[other.id][State.HELD] == 0


def test_pages_follow_each_other_and_leave_nobody_out(letter: Letter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overview, "PAGE", 4)
    with writing() as session:
        first = overview.search(session, letter.id, sought=Sought())
        second = overview.search(session, letter.id, sought=Sought(), before=first.older)

    assert [len(first.signatories), len(second.signatories)] == [4, 2]
    assert second.older is None
    assert first.signatories[-1].id > second.signatories[0].id


def test_a_signatory_of_another_letter_is_not_there(letter: Letter) -> None:
    with writing() as session:
        stranger = factories.signatory(session, factories.letter(session))

        with pytest.raises(overview.NoSignatory):
            overview.signatory(session, letter.id, signatory_id=stranger.id)
