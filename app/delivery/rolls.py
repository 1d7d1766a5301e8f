"""Printing the roll: planned in one pass, then set in volumes, as many at once as there are processors."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeAlias

from app.accounts.models import Organiser
from app.delivery import actions, kept, manuscripts, pressroom, prints, queries, seals, volumes
from app.delivery.models import Print, PrintState, Shape
from app.delivery.orders import Order
from app.delivery.papers import paper_of
from app.delivery.pressroom import SetVolume
from app.delivery.volumes import FinishedVolume
from app.kit import clock, files
from app.kit.addresses import absolute
from app.kit.database import db, writing
from app.kit.languages import country_name, speaking
from app.kit.languages import gettext_later as _
from app.kit.refusals import Refusal
from app.letters.models import Letter, Recipient, Text
from app.paper import press
from app.paper.manuscript import PaperSize
from app.paper.roll.volume import Volume
from app.signing import queries as signing
from app.signing import rolls
from app.signing.rolls import RollHasChanged, RollPlan, VolumePlan

PROCESSORS = len(os.sched_getaffinity(0))
LOOK = 1.0  # seconds between two looks at whether somebody has cancelled
Told: TypeAlias = Callable[[Iterable[int], int], Iterable[int]]


class NobodyNamed(Refusal):
    """A roll without a name on it."""

    sentence = _("Nobody is named on this roll yet.")


class Cancelled(Refusal):
    """A roll that somebody cancelled while it was being printed."""

    sentence = _("The print was cancelled.")


@dataclass(frozen=True, slots=True)
class RollOrder:
    """A roll as it is to be printed: how it is divided, and how many have signed, named or not."""

    order: Order
    plan: RollPlan
    signed: int
    reference: str

    @property
    def for_official(self) -> bool:
        return self.order.recipient is not None


def planned(
    letter: Letter,
    *,
    text: Text,
    recipient: Recipient | None = None,
    paper: PaperSize | None = None,
    made_by: Organiser | None = None,
) -> RollOrder:
    """Return the roll as it stands: the public one, or an official's with those who sign for their eyes alone.

    Reads all of it once. Raises NobodyNamed.
    """
    plan = rolls.plan(letter, for_official=recipient is not None)
    if not plan.volumes:
        raise NobodyNamed
    signed = signing.totals(letter).count
    chosen = paper or paper_of(recipient.country if recipient else "")
    heading = letter.organisation.name if letter.organisation else ""
    said = _digest("roll", text.language, text.sha256, heading, str(signed), plan.digest())
    fingerprint = _digest(said, chosen, recipient.key if recipient else "")
    order = Order(text, fingerprint, recipient, Shape.ROLL, chosen, made_by)
    return RollOrder(order, plan, signed, said[:20])


def make(
    letter: Letter,
    *,
    text: Text,
    recipient: Recipient | None = None,
    paper: PaperSize | None = None,
    told: Told = lambda done, _of: done,
) -> Print:
    """Return the printed roll as it stands, made now unless it is there; what was begun before is gone on with.

    `told` goes through the numbers of its volumes as they are done, and is told how many there will be. Raises what
    makes a print fail, or Cancelled.
    """
    wanted = planned(letter, text=text, recipient=recipient, paper=paper)
    try:
        return carry_out(wanted, told)
    except RollHasChanged:
        _give_up(wanted)
        return carry_out(planned(letter, text=text, recipient=recipient, paper=paper), told)


def carry_out(wanted: RollOrder, told: Told = lambda done, _of: done) -> Print:
    """Return a planned roll, printed; raise RollHasChanged, Cancelled or what makes a print fail."""
    known = queries.by_fingerprint(db.session, wanted.order.fingerprint)
    if known is not None and known.state is PrintState.MADE:
        with writing():
            known.checked_at, known.overtaken_at = clock.now(), None
        return known
    try:
        for _number in told(_volumes_made(wanted), len(wanted.plan.volumes)):
            pass
    except Cancelled:
        raise
    except prints.FAILURES as failed:
        passing = isinstance(failed, (*prints.PASSING, RollHasChanged))
        with writing() as session:
            actions.note_failure(session, wanted.order, reason=str(failed), passing=passing)
        raise
    return _closed(wanted)


def _volumes_made(wanted: RollOrder) -> Iterator[int]:
    """Yield the number of each volume that is there, as it comes to be."""
    with writing() as session:
        begun = volumes.begin(session, wanted.order, wanted.plan)
        number, as_of = begun.id, begun.made_at.date().isoformat()
        there = [volume.number for volume in begun.volumes if volume.content]
    yield from there
    parts = (_volume(wanted, part, as_of) for part in wanted.plan.volumes if part.number not in there)
    work = partial(pressroom.set_volume, seals=seals.of_site())
    for done in side_by_side(parts, work, look=partial(_must_be_wanted, number)):
        _record(wanted, number, done)
        yield done.volume.number


def side_by_side(
    parts: Iterator[Volume], work: Callable[..., SetVolume], *, look: Callable[[], None]
) -> Iterator[SetVolume]:
    """Yield what becomes of each part, in the order in which they are done; no more are read than are worked at.

    Any error, here or in `look`, ends all that is at work.
    """
    brake, running = press.Brake(), set[Future[SetVolume]]()
    with ThreadPoolExecutor(PROCESSORS) as pool:
        try:
            for part in parts:
                running.add(pool.submit(work, part, brake=brake))
                if len(running) >= PROCESSORS:
                    yield from _first(running, look)
            while running:
                yield from _first(running, look)
        except BaseException:
            brake.pull()
            raise


def _first(running: set[Future[SetVolume]], look: Callable[[], None]) -> Iterator[SetVolume]:
    done: set[Future[SetVolume]] = set()
    while not done:
        look()
        done = wait(running, timeout=LOOK, return_when=FIRST_COMPLETED).done
    running -= done
    for each in done:
        yield each.result()


def _volume(wanted: RollOrder, part: VolumePlan, as_of: str) -> Volume:
    text, letter = wanted.order.text, wanted.order.text.edition.letter
    with speaking(text.language):
        read = rolls.lines(letter, part, for_official=wanted.for_official)
        lines = tuple(replace(line, country=country_name(line.country)) for line in read)
    address = absolute("pages.verify", print=wanted.reference)
    return Volume(
        language=text.language,
        letterhead=letter.organisation.name if letter.organisation else "",
        title=text.title,
        number=part.number,
        volumes=len(wanted.plan.volumes),
        first=part.first,
        last=part.last,
        named=wanted.plan.named,
        signed=wanted.signed,
        lines=lines,
        colophon=replace(manuscripts.colophon_of(letter, text), verify_address=address, printed_on=as_of),
        as_of=as_of,
        continues=part.continues,
        paper=wanted.order.paper,
    )


def _record(wanted: RollOrder, print_id: int, done: SetVolume) -> None:
    finished = kept_volume(done, fingerprint=wanted.order.fingerprint)
    with writing() as session:
        wanted_still = volumes.record(session, print_id, done.volume.number, finished)
    if not wanted_still:
        prints.forget([finished.content, finished.kept])


def kept_volume(done: SetVolume, *, fingerprint: str) -> FinishedVolume:
    """Put a volume, and what it was made of, into the store."""
    return FinishedVolume(
        content=files.keep(done.content),
        kept=kept.keep_volume(done.volume, fingerprint=fingerprint),
        unsealed=done.unsealed,
        size=len(done.content),
        pages=done.pages,
        timestamp=done.timestamp,
    )


def _closed(wanted: RollOrder) -> Print:
    made = queries.by_fingerprint(db.session, wanted.order.fingerprint)
    if made is None:
        raise Cancelled
    number, seal = made.id, seals.of_site().identity.certificate.fingerprint
    with writing() as session:
        return volumes.close(session, number, signatories=wanted.signed, reference=wanted.reference, seal=seal)


def _must_be_wanted(number: int) -> None:
    db.session.rollback()
    if not queries.still_asked(db.session, number):
        raise Cancelled


def _give_up(wanted: RollOrder) -> None:
    known = queries.by_fingerprint(db.session, wanted.order.fingerprint)
    if known is None:
        return
    number = known.id
    with writing() as session:
        orphans = volumes.drop(session, number)
    prints.forget(orphans)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
