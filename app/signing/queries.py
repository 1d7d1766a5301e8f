"""Reading a letter in public, and its roll: whole pages in a handful of queries."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from app.kit.database import db
from app.kit.languages import gettext_later as _
from app.letters.models import Edition, Letter, Text
from app.paper.manuscript import SignatoryLine
from app.signing import particulars
from app.signing.models import SECTION, Assurance, Kind, Signatory, State, Visibility

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE = 100
SHOWN_OF_EACH = 50  # persons, and organisations, that stand under the letter itself; the roll has them all
MOST_PRINTED = 500  # not counting the featured: a longer roll takes the typesetter minutes, and few read it
HIDDEN = _("named to the addressees only")


@dataclass(frozen=True, slots=True)
class Line:
    """A name as it stands on the public roll; `rank` is its place."""

    rank: int
    kind: Kind
    honorific: str
    name: str
    affiliation: str
    country: str
    featured: bool
    assurance: Assurance


@dataclass(frozen=True, slots=True)
class Totals:
    """How many have signed what the letter says now, named or only counted; `earlier` signed an older wording."""

    persons: int = 0
    organisations: int = 0
    named: int = 0
    by_organiser: int = 0
    earlier: int = 0

    @property
    def count(self) -> int:
        """All of them."""
        return self.persons + self.organisations

    @property
    def unnamed(self) -> int:
        """Those whose names the public does not see."""
        return self.count - self.named


@dataclass(frozen=True, slots=True)
class SignatoryLines:
    """The names that stand under a letter, and how many there are in all."""

    featured: tuple[Line, ...]
    persons: tuple[Line, ...]
    organisations: tuple[Line, ...]
    totals: Totals

    @property
    def shown(self) -> int:
        """How many names these are."""
        return len(self.featured) + len(self.persons) + len(self.organisations)


@dataclass(frozen=True, slots=True)
class RollPage:
    """A page of the roll. `after` is what the next page begins behind, `before` what the previous one ends ahead of."""

    lines: tuple[Line, ...]
    after: int | None
    before: int | None


def current_edition(letter: Letter) -> Edition:
    """Return the edition that is read and signed now, with its texts."""
    query = (
        sa.select(Edition)
        .join(Edition.texts)
        .where(Edition.letter_id == letter.id, Edition.number == _newest(letter))
        .options(contains_eager(Edition.texts))
        .order_by(Text.id)
    )
    return db.session.scalars(query).unique().one()


def signatory_lines(letter: Letter, *, most: int = SHOWN_OF_EACH) -> SignatoryLines:
    """Return the featured signatories and the first persons and organisations, in one query, with the totals."""
    sections = [_section(letter, number).limit(most).subquery() for number in range(3)]
    query = sa.union_all(*(sa.select(section) for section in sections))
    lines = sorted((Line(*row) for row in db.session.execute(query)), key=lambda line: line.rank)
    featured, persons, organisations = (
        tuple(line for line in lines if line.rank // SECTION == number) for number in range(3)
    )
    return SignatoryLines(featured, persons, organisations, totals(letter))


def totals(letter: Letter) -> Totals:
    """Count the confirmed signatories of a letter: those of its words as they are now, and those of earlier ones."""
    now = Signatory.text_id.in_(_current_texts(letter))
    query = (
        sa.select(
            Signatory.kind,
            _sum(now),
            _sum(now & (Signatory.visibility == Visibility.PUBLIC)),
            _sum(now & (Signatory.assurance == Assurance.ORGANISER)),
            _sum(~now),
        )
        .where(Signatory.letter_id == letter.id, Signatory.state == State.CONFIRMED)
        .group_by(Signatory.kind)
    )
    rows = {kind: counts for kind, *counts in db.session.execute(query)}
    none = [0, 0, 0, 0]
    persons, organisations = rows.get(Kind.PERSON, none), rows.get(Kind.ORGANISATION, none)
    named, by_organiser, earlier = (persons[place] + organisations[place] for place in (1, 2, 3))
    return Totals(persons[0], organisations[0], named, by_organiser, earlier)


def roll_page(letter: Letter, *, after: int | None = None, before: int | None = None, size: int = PAGE) -> RollPage:
    """Return a page of the public roll by its neighbours' rank, so that the last page costs what the first does."""
    query = _public_lines(letter)
    if before is not None:
        backwards = query.where(Signatory.rank < before).order_by(Signatory.rank.desc()).limit(size + 1)
        found = _lines(backwards)
        lines = tuple(reversed(found[:size]))
        return RollPage(lines, after=_rank(lines[-1:]), before=_rank(lines[:1]) if len(found) > size else None)
    if after is not None:
        query = query.where(Signatory.rank > after)
    found = _lines(query.order_by(Signatory.rank).limit(size + 1))
    lines = tuple(found[:size])
    return RollPage(
        lines,
        after=_rank(lines[-1:]) if len(found) > size else None,
        before=_rank(lines[:1]) if after is not None else None,
    )


def lines_for_print(letter: Letter, *, for_official: bool, most: int = MOST_PRINTED) -> tuple[SignatoryLine, ...]:
    """Return the roll as it goes to paper; officials are also named those who sign for their eyes alone.

    That is everyone featured and at most so many others; organisations that find no room beside the persons get half.
    """
    seen = {Visibility.PUBLIC, Visibility.ADDRESSEE} if for_official else {Visibility.PUBLIC}
    query = sa.select(Signatory).where(*on_roll(letter), Signatory.visibility.in_(seen)).order_by(Signatory.rank)
    featured, persons, organisations = (
        db.session.scalars(query.where(_in_section(number)).limit(limit)).all()
        for number, limit in enumerate((None, most, most))
    )
    organisations = organisations[: max(most - len(persons), most // 2)]
    named = (*featured, *persons[: most - len(organisations)], *organisations)
    return tuple(_printed(signatory) for signatory in named)


def _printed(signatory: Signatory) -> SignatoryLine:
    stated = particulars.read(signatory)
    return SignatoryLine(
        kind=signatory.kind.value,
        name=stated.name,
        honorific=stated.honorific,
        affiliation=stated.affiliation,
        country=stated.country,
        featured=signatory.featured,
        note=str(HIDDEN) if signatory.visibility is Visibility.ADDRESSEE else "",
    )


def _section(letter: Letter, number: int) -> sa.Select[Any]:
    return _public_lines(letter).where(_in_section(number)).order_by(Signatory.rank)


def _in_section(number: int) -> sa.ColumnElement[bool]:
    return Signatory.rank.between(number * SECTION, (number + 1) * SECTION - 1)


def _public_lines(letter: Letter) -> sa.Select[Any]:
    columns = (getattr(Signatory, field.name) for field in fields(Line))
    return sa.select(*columns).where(
        *on_roll(letter),
        Signatory.visibility == Visibility.PUBLIC,
        Signatory.rank.is_not(None),
    )


def on_roll(letter: Letter) -> tuple[sa.ColumnElement[bool], ...]:
    """Say who stands under the letter: who is confirmed, and has signed the words that it has now."""
    return (
        Signatory.letter_id == letter.id,
        Signatory.state == State.CONFIRMED,
        Signatory.text_id.in_(_current_texts(letter)),
    )


def _current_texts(letter: Letter) -> sa.Select[int]:
    return sa.select(Text.id).join(Edition).where(Edition.letter_id == letter.id, Edition.number == _newest(letter))


def _newest(letter: Letter) -> sa.ScalarSelect[int]:
    return sa.select(sa.func.max(Edition.number)).where(Edition.letter_id == letter.id).scalar_subquery()


def _sum(condition: sa.ColumnElement[bool]) -> sa.ColumnElement[int]:
    return sa.func.sum(sa.case((condition, 1), else_=0))


def _lines(query: sa.Select[Any]) -> list[Line]:
    return [Line(*row) for row in db.session.execute(query)]


def _rank(lines: Sequence[Line]) -> int | None:
    return lines[0].rank if lines else None
