"""Composes a letter for the typesetter: a Manuscript becomes HTML, and the pictures that it shows."""

from dataclasses import dataclass
from typing import Literal, NamedTuple, TypeAlias

import segno

from app.paper.letter.returning import return_line
from app.paper.manuscript import Heading, Manuscript, PaperSize, SignatoryLine
from app.paper.typesetting.fetcher import Picture
from app.paper.words import direction_of, templates

_DEEPEST_CONTENTS = 3
_FEWEST_CONTENTS = 3


Fit: TypeAlias = Literal["roomy", "close", "flowing"]


class Place(NamedTuple):
    """A rectangle of a page in CSS pixels from its upper left corner."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        return self.right - self.left

    @property
    def height(self) -> float:
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Slots:
    """Where a letter has room for what is its addressee's own; no salutation, no place for it."""

    window: Place
    addressee: Place
    salutation: Place | None

    @property
    def places(self) -> tuple[Place, ...]:
        return (self.addressee, self.salutation) if self.salutation else (self.addressee,)

    @property
    def greeting(self) -> float:
        """How tall the salutation is."""
        return self.salutation.height if self.salutation else 0.0


class Entry(NamedTuple):
    """A line of the contents."""

    depth: int
    address: str
    words: str


class Contents(NamedTuple):
    """What the contents list of each part; its template adds the parts themselves."""

    statement: tuple[Entry, ...]
    report: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class NamedRoll:
    """Those whom the letter names, in the order it names them."""

    featured: tuple[SignatoryLine, ...]
    persons: tuple[SignatoryLine, ...]
    organisations: tuple[SignatoryLine, ...]

    @property
    def named(self) -> int:
        return len(self.featured) + len(self.persons) + len(self.organisations)


def pictures_of(letter: Manuscript) -> dict[str, Picture]:
    """The QR code and the logo, by the names that templates call them."""
    pictures = {"qr": Picture(_qr_code(letter.colophon.verify_address or letter.colophon.address), "image/svg+xml")}
    if letter.letterhead.logo:
        pictures["logo"] = Picture(letter.letterhead.logo, letter.letterhead.logo_type)
    return pictures


def html_of(
    letter: Manuscript, paper: PaperSize, *, fit: Fit = "roomy", room: float = 0.0, counted: bool = True
) -> str:
    """The whole letter: how its address is set, and the least height of its salutation in CSS pixels.

    Where pages are not `counted`, they have their number alone, as where more are bound behind them.
    """
    right_to_left = direction_of(letter.language) == "rtl"
    return _filled(
        "print/letter.html",
        letter,
        paper=paper,
        fit=fit,
        room=room,
        counted=counted,
        start="right" if right_to_left else "left",
        end="left" if right_to_left else "right",
        contents=contents(letter),
        returned=return_line(letter.letterhead),
        roll=named_roll(letter.signatories),
        running_title=letter.report_title or _first_title(letter.report.headings) or letter.title,
    )


def slip_of(letter: Manuscript, paper: PaperSize, *, fit: Fit, slots: Slots) -> str:
    """A page with nothing on it but what is the addressee's own, in its places."""
    return _filled("print/slip.html", letter, paper=paper, fit=fit, slots=slots)


def _filled(template: str, letter: Manuscript, **said: object) -> str:
    page = templates(letter.language).get_template(template)
    return page.render(letter=letter, direction=direction_of(letter.language), **said)


def contents(letter: Manuscript) -> Contents:
    """The headings of statement and report; none for a short statement that stands alone."""
    statement, report = _entries(letter.body.headings), _entries(letter.report.headings)
    if not letter.report and len(statement) < _FEWEST_CONTENTS:
        return Contents((), ())
    return Contents(statement, report)


def _entries(headings: tuple[Heading, ...]) -> tuple[Entry, ...]:
    top = min((heading.level for heading in headings), default=1)
    entries = (Entry(h.level - top + 1, h.id, h.text) for h in headings)
    return tuple(entry for entry in entries if entry.depth <= _DEEPEST_CONTENTS)


def named_roll(signatories: tuple[SignatoryLine, ...]) -> NamedRoll:
    """Featured first, then persons, then organisations."""
    others = tuple(line for line in signatories if not line.featured)
    return NamedRoll(
        featured=tuple(line for line in signatories if line.featured),
        persons=tuple(line for line in others if line.kind == "person"),
        organisations=tuple(line for line in others if line.kind == "organisation"),
    )


def _first_title(headings: tuple[Heading, ...]) -> str:
    return headings[0].text if headings else ""


def _qr_code(address: str) -> bytes:
    drawn = segno.make(address, error="m").svg_inline(border=0, dark="#16181a", omitsize=True)
    return str(drawn).replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1).encode()
