"""What the press is asked for: a letter in one wording, shape and paper, and to whom."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeVar

from app.accounts.models import Organiser
from app.delivery import manuscripts
from app.delivery.models import Shape
from app.delivery.papers import paper_of
from app.letters.models import Letter, Recipient, Text
from app.paper.manuscript import Manuscript, PaperSize

Item = TypeVar("Item")
MOST_AT_ONCE = 200  # addressees of one job and one sending: what is lost when it is stopped


@dataclass(frozen=True, slots=True)
class Order:
    """What a print is to say: a text, to a recipient or to everyone; `fingerprint` tells it from every other.

    `made_by` is the organiser who asked for it, None for the site and the command line.
    """

    text: Text
    fingerprint: str
    recipient: Recipient | None = None
    shape: Shape = Shape.LETTER
    paper: PaperSize = "A4"
    made_by: Organiser | None = None


@dataclass(frozen=True, slots=True)
class Commission:
    """A letter and its orders, which differ in nothing but the addressee: the press sets it once for all of them."""

    manuscript: Manuscript
    orders: tuple[Order, ...]

    @property
    def shape(self) -> Shape:
        return self.orders[0].shape

    @property
    def paper(self) -> PaperSize:
        return self.orders[0].paper

    def addressed(self, order: Order) -> Manuscript:
        """Return what goes to paper for one of the orders."""
        return addressed(self.manuscript, order.recipient)


def commission(
    letter: Letter,
    *,
    text: Text,
    recipients: Iterable[Recipient | None] = (None,),
    shape: Shape = Shape.LETTER,
    paper: PaperSize = "A4",
) -> Commission:
    """Return the letter as it stands for some recipients, or for everyone; never for both, who are named others."""
    chosen = tuple(recipients)
    common = manuscripts.manuscript_of(letter, text=text, recipient=chosen[0], shape=shape)
    prints = (manuscripts.fingerprint(addressed(common, each), shape, paper) for each in chosen)
    orders = (Order(text, known, each, shape, paper) for known, each in zip(prints, chosen, strict=True))
    return Commission(common, tuple(orders))


def roll_wish(text: Text, *, recipient: Recipient | None, paper: PaperSize, made_by: Organiser | None) -> Order:
    """Return the order of a roll that nobody has planned yet, as that means to read all of it: the worker will.

    Its fingerprint stands for whatever the roll will say then.
    """
    wish = f"roll {text.edition_id} {text.language} {recipient.id if recipient else 0} {paper}"
    return Order(text, hashlib.sha256(wish.encode()).hexdigest(), recipient, Shape.ROLL, paper, made_by)


def commissions(letter: Letter, recipients: Iterable[Recipient], *, shape: Shape) -> Iterator[Commission]:
    """Yield what some recipients are to get: each in their language, on the paper of their country."""
    alike = defaultdict[tuple[str, PaperSize], list[Recipient]](list)
    for each in recipients:
        alike[letter.edition.text_in(each.language).language, paper_of(each.country)].append(each)
    for (language, paper), together in alike.items():
        text = letter.edition.text_in(language)
        for some in batches(together):
            yield commission(letter, text=text, recipients=some, shape=shape, paper=paper)


def batches(alike: Sequence[Item]) -> Iterator[tuple[Item, ...]]:
    """Yield all of what is alike, as many at once as one job is to serve."""
    rest = iter(alike)
    while some := tuple(islice(rest, MOST_AT_ONCE)):
        yield some


def addressed(manuscript: Manuscript, recipient: Recipient | None) -> Manuscript:
    """Return a manuscript as one recipient gets it."""
    whom = manuscripts.addressee_of(recipient, manuscript.language, manuscript.letterhead)
    return replace(manuscript, addressee=whom)
