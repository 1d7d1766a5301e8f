"""The roll as pages and paper see it."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from app.kit.database import writing
from app.letters.models import Letter
from app.signing import queries
from app.signing.models import Assurance, Kind, State, Visibility
from app.signing.particulars import Particulars
from tests import factories


@pytest.fixture
def session(app: Flask) -> Iterator[Session]:
    with app.app_context(), writing() as session:
        yield session


@pytest.fixture
def letter(session: Session) -> Letter:
    return factories.letter(session)


def names(lines: tuple[object, ...]) -> list[str]:
    return [line.name for line in lines]  # type: ignore[attr-defined]


def test_current_edition_is_the_newest_with_all_its_texts(session: Session, letter: Letter) -> None:
    factories.edition(session, letter, languages=("en", "ar"), body="Other words.")

    edition = queries.current_edition(letter)

    assert edition.number == 2
    assert [text.language for text in edition.texts] == ["en", "ar"]


def test_signatory_lines_come_in_their_sections(session: Session, letter: Letter) -> None:
    for kind, featured in ((Kind.ORGANISATION, False), (Kind.PERSON, False), (Kind.PERSON, True)):
        stated = Particulars(name=f"{kind} {featured}", representative="Bo Lind")
        factories.signatory(session, letter, stated=stated, kind=kind, featured=featured)

    lines = queries.signatory_lines(letter)

    assert names(lines.featured) == ["person True"]
    assert names(lines.persons) == ["person False"]
    assert names(lines.organisations) == ["organisation False"]


def test_signatory_lines_are_the_first_of_each_section(session: Session, letter: Letter) -> None:
    for number in range(3):
        factories.signatory(session, letter, stated=Particulars(name=f"Person {number}"))

    lines = queries.signatory_lines(letter, most=2)

    assert names(lines.persons) == ["Person 0", "Person 1"]
    assert lines.totals.count == 3


def test_totals_count_all_who_are_confirmed(session: Session, letter: Letter) -> None:
    factories.signatory(session, letter, kind=Kind.ORGANISATION, assurance=Assurance.ORGANISER)
    factories.signatory(session, letter, visibility=Visibility.ADDRESSEE)
    factories.signatory(session, letter, visibility=Visibility.ANONYMOUS)
    factories.signatory(session, letter, state=State.PENDING)
    factories.signatory(session, letter, state=State.STRUCK)

    totals = queries.totals(letter)

    assert (totals.count, totals.persons, totals.organisations) == (3, 2, 1)
    assert (totals.named, totals.unnamed, totals.by_organiser) == (1, 2, 1)


def test_totals_of_an_empty_roll_are_nought(letter: Letter) -> None:
    assert queries.totals(letter).count == 0


def test_roll_page_goes_forth_and_back(session: Session, letter: Letter) -> None:
    for number in range(5):
        factories.signatory(session, letter, stated=Particulars(name=str(number)))

    first = queries.roll_page(letter, size=2)
    second = queries.roll_page(letter, after=first.after, size=2)
    last = queries.roll_page(letter, after=second.after, size=2)
    back = queries.roll_page(letter, before=last.before, size=2)

    assert [names(page.lines) for page in (first, second, last, back)] == [["0", "1"], ["2", "3"], ["4"], ["2", "3"]]
    assert (first.before, last.after) == (None, None)


@pytest.mark.parametrize(("for_official", "seen"), [(False, ["public"]), (True, ["public", "addressee"])])
def test_lines_for_print_name_to_officials_who_sign_for_them(
    session: Session, letter: Letter, for_official: bool, seen: list[str]
) -> None:
    for visibility in Visibility:
        factories.signatory(session, letter, stated=Particulars(name=visibility.value), visibility=visibility)

    lines = queries.lines_for_print(letter, for_official=for_official)

    assert names(lines) == seen
    assert [line.note for line in lines] == ["", "named to the addressees only"][: len(seen)]


@pytest.mark.parametrize(
    ("persons", "organisations", "printed"),
    [(9, 9, (2, 2)), (9, 1, (3, 1)), (1, 9, (1, 3)), (2, 2, (2, 2)), (9, 0, (4, 0))],
)
def test_lines_for_print_are_all_featured_and_so_many_others_of_both_kinds(
    session: Session, letter: Letter, persons: int, organisations: int, printed: tuple[int, int]
) -> None:
    for kind, count in ((Kind.PERSON, persons), (Kind.ORGANISATION, organisations)):
        for _number in range(count):
            factories.signatory(session, letter, kind=kind)
    for _number in range(6):
        factories.signatory(session, letter, featured=True)

    lines = queries.lines_for_print(letter, for_official=False, most=4)

    others = [line.kind for line in lines[6:]]
    assert [line.featured for line in lines] == [True] * 6 + [False] * len(others)
    assert others == ["person"] * printed[0] + ["organisation"] * printed[1]
