"""What the desk says of a letter's prints: how far each has come, whether it is older than the letter, who got it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from app.delivery.actions import MOST_TRIES
from app.delivery.models import Dispatch, Print, PrintState, Shape
from app.kit import clock
from app.letters.models import Edition, Letter
from app.signing import queries as signing

PAGE = 50  # prints
# After so long we say that nobody has looked: the worker, if it runs, looks at letters every ten minutes, at rolls
# every hour and at those of several volumes once a day, and may be busy meanwhile.
DOUBTED = timedelta(hours=1)
DOUBTED_ROLL = timedelta(days=2)


class Stage(StrEnum):
    """How far a print has come: the state it is in, and what the worker is about to do."""

    WAITING = "waiting"
    BEGUN = "begun"
    DELAYED = "delayed"
    MADE = "made"
    FAILED = "failed"
    CANCELLED = "cancelled"


def stage_of(wanted: Print) -> Stage:
    """Return how far a print has come: one asked for waits, is being made, or failed and is tried again by itself."""
    if wanted.state is not PrintState.ASKED:
        return Stage(wanted.state.value)
    if wanted.reason:
        return Stage.DELAYED
    held = wanted.again_at is not None and wanted.again_at > clock.now()
    return Stage.BEGUN if held else Stage.WAITING


def may_be_tried_again(wanted: Print) -> bool:
    """Tell whether a person can help a print on: the worker gave up, and not because of what the letter holds."""
    gave_up = wanted.state is PrintState.FAILED and wanted.tries >= MOST_TRIES
    return gave_up or wanted.state is PrintState.CANCELLED


class Age(StrEnum):
    """Whether a print says what its letter says now; unknown where nobody has looked for a while."""

    CURRENT = "current"
    OLDER = "older"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Shelved:
    """One print, what it was sent as, and how many stand on its letter's roll today."""

    print: Print
    dispatches: tuple[Dispatch, ...]
    roll: int

    @property
    def stage(self) -> Stage:
        """How far it has come."""
        return stage_of(self.print)

    @property
    def is_made(self) -> bool:
        """Tell whether it is there to be read."""
        return self.print.state is PrintState.MADE

    @property
    def waits(self) -> bool:
        """Tell whether the worker has still to make it, or is at it."""
        return self.print.state is PrintState.ASKED

    @property
    def may_be_tried_again(self) -> bool:
        """Tell whether asking for it once more can help."""
        return may_be_tried_again(self.print)

    @property
    def has_newer_edition(self) -> bool:
        """Tell whether the letter says something else today."""
        return self.print.edition_id != self.print.edition.letter.edition.id

    @property
    def is_no_longer_addressed(self) -> bool:
        """Tell whether the letter goes to somebody else today."""
        return self.print.recipient is not None and self.print.recipient.retired

    @property
    def signed_since(self) -> int:
        """How many more stand on the roll than were counted here; below zero where some have left it."""
        return self.roll - self.print.signatories

    @property
    def is_older(self) -> bool:
        """Tell whether a print made now would say something else."""
        found = self.print.overtaken_at is not None
        return self.is_made and bool(
            found or self.has_newer_edition or self.signed_since or self.is_no_longer_addressed
        )

    @property
    def age(self) -> Age:
        """Whether a print made now would say the same; unknown where nobody has looked for too long."""
        if self.is_older:
            return Age.OLDER
        doubted = DOUBTED_ROLL if self.print.shape is Shape.ROLL else DOUBTED
        return Age.CURRENT if clock.now() - self.print.checked_at <= doubted else Age.UNKNOWN

    @property
    def size(self) -> int:
        """Bytes of the file, or of all volumes together."""
        return self.print.size or sum(volume.size for volume in self.print.volumes)

    @property
    def pages(self) -> int:
        """Pages of the file, or of all volumes together; 0 where nobody has counted them."""
        return self.print.pages or sum(volume.pages for volume in self.print.volumes)

    @property
    def volumes_made(self) -> int:
        """How many volumes of a roll are there."""
        return sum(volume.content is not None for volume in self.print.volumes)


@dataclass(frozen=True, slots=True)
class Page:
    """Prints of a letter, the newest first.

    `earlier` is what the next page begins behind; `waiting` counts those on other pages too.
    """

    prints: tuple[Shelved, ...]
    earlier: int | None
    waiting: int


def page(session: Session, letter: Letter, *, before: int | None = None) -> Page:
    """Return the newest prints of a letter, or those older than one, in a handful of queries."""
    wanted = _of(letter).order_by(Print.id.desc()).limit(PAGE + 1)
    if before is not None:
        wanted = wanted.where(Print.id < before)
    together = (joinedload(Print.recipient), joinedload(Print.edition), joinedload(Print.made_by))
    found = session.scalars(wanted.options(*together, selectinload(Print.volumes))).all()
    shown = found[:PAGE]
    dispatches = _dispatches(session, [each.id for each in shown])
    roll = signing.totals(letter).count
    shelved = tuple(Shelved(each, tuple(dispatches[each.id]), roll) for each in shown)
    return Page(shelved, shown[-1].id if len(found) > PAGE else None, _waiting(session, letter))


def one(session: Session, letter: Letter, number: int) -> Shelved | None:
    """Return a print of a letter by its number, None where there is none."""
    found = session.scalar(_of(letter).where(Print.id == number))
    if found is None:
        return None
    return Shelved(found, tuple(_dispatches(session, [number])[number]), signing.totals(letter).count)


def sizes(session: Session, letter: Letter) -> dict[Shape, int]:
    """Return the bytes that a print in each shape takes, where one was made or its attachments tell."""
    newest = _of(letter).where(Print.state == PrintState.MADE).with_only_columns(sa.func.max(Print.id))
    made = session.scalars(sa.select(Print).where(Print.id.in_(newest.group_by(Print.shape))))
    known = {each.shape: each.size or sum(volume.size for volume in each.volumes) for each in made}
    attached = sum(attachment.size for attachment in letter.attachments)
    whole = attached + known.get(Shape.LETTER, 0)
    return {Shape.BOUND: whole, Shape.ENCLOSING: whole, **known}


def _of(letter: Letter) -> sa.Select[Print]:
    return sa.select(Print).join(Edition).where(Edition.letter_id == letter.id)


def _waiting(session: Session, letter: Letter) -> int:
    waiting = _of(letter).where(Print.state == PrintState.ASKED).with_only_columns(sa.func.count())
    return session.scalar(waiting) or 0


def _dispatches(session: Session, numbers: Collection[int]) -> dict[int, list[Dispatch]]:
    found: dict[int, list[Dispatch]] = defaultdict(list)
    sent = sa.select(Dispatch).where(Dispatch.print_id.in_(numbers)).order_by(Dispatch.id)
    for dispatch in session.scalars(sent.options(joinedload(Dispatch.mail), joinedload(Dispatch.recipient))):
        found[dispatch.print_id].append(dispatch)
    return found
