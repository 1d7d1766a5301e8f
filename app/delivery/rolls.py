"""Printing the roll: planned in one pass, then set in volumes, as many at once as there are processors."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from itertools import chain
from threading import Event
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
from app.paper.manuscript import PaperSize, SignatoryLine
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
    """A roll as it is to be printed: how it was divided and when, and how many have signed, named or not."""

    order: Order
    plan: RollPlan
    planned_at: datetime
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
    planned_at = clock.now()
    plan = rolls.plan(letter, for_official=recipient is not None)
    if not plan.volumes:
        raise NobodyNamed
    signed = signing.totals(letter).count
    chosen = paper or paper_of(recipient.country if recipient else "")
    heading = letter.organisation.name if letter.organisation else ""
    said = _digest("roll", text.language, text.sha256, heading, str(signed), plan.digest())
    fingerprint = _digest(said, chosen, recipient.key if recipient else "")
    order = Order(text, fingerprint, recipient, Shape.ROLL, chosen, made_by)
    return RollOrder(order, plan, planned_at, signed, said[:20])


def planned_again(made: Print) -> RollOrder | None:
    """Return what would be printed now in place of a roll, None where that names nobody."""
    letter = made.edition.letter
    text = letter.edition.text_in(made.language)
    with suppress(NobodyNamed):
        return planned(letter, text=text, recipient=made.recipient, paper=made.paper)
    return None


def lines_of(wanted: RollOrder) -> Iterator[SignatoryLine]:
    """Yield everybody whom a planned roll names, as it names them; raise RollHasChanged."""
    return chain.from_iterable(_lines(wanted, part) for part in wanted.plan.volumes)


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
    makes a print fail, BeingPrinted or Cancelled.
    """
    wanted = planned(letter, text=text, recipient=recipient, paper=paper)
    try:
        return carry_out(wanted, told)
    except RollHasChanged:
        _give_up(wanted)
        return carry_out(planned(letter, text=text, recipient=recipient, paper=paper), told)


def carry_out(wanted: RollOrder, told: Told = lambda done, _of: done) -> Print:
    """Return a planned roll, printed; raise RollHasChanged, BeingPrinted, Cancelled or what makes a print fail."""
    known = queries.by_fingerprint(db.session, wanted.order.fingerprint)
    if known is not None and known.state is PrintState.MADE:
        with writing():
            known.checked_at, known.overtaken_at = wanted.planned_at, None
        return known
    with writing() as session:
        begun = volumes.begin(session, wanted.order, wanted.plan)
        there, as_of = [each.number for each in begun.volumes if each.content], begun.made_at.date().isoformat()
    try:
        for _number in told(_volumes_made(wanted, there, as_of), len(wanted.plan.volumes)):
            pass
    except Cancelled:
        raise
    except prints.FAILURES as failed:
        _note_failure(wanted, failed)
        raise
    except (KeyboardInterrupt, SystemExit):
        with writing() as session:
            volumes.let_go(session, wanted.order.fingerprint)
        raise
    return _closed(wanted)


def _note_failure(wanted: RollOrder, failed: Exception) -> None:
    passing = isinstance(failed, (*prints.PASSING, RollHasChanged))
    with writing() as session:
        orphans = actions.note_failure(session, wanted.order, reason=str(failed), passing=passing)
    prints.forget(orphans)


def _volumes_made(wanted: RollOrder, there: list[int], as_of: str) -> Iterator[int]:
    """Yield the number of each volume that is there, as it comes to be."""
    yield from there
    parts = (_volume(wanted, part, as_of) for part in wanted.plan.volumes if part.number not in there)
    work = partial(pressroom.set_volume, seals=seals.of_site(), silent=Event())
    for done in side_by_side(parts, work, look=partial(_must_be_wanted, wanted)):
        _record(wanted, done)
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
        lines=_lines(wanted, part),
        colophon=replace(manuscripts.colophon_of(letter, text), verify_address=address, printed_on=as_of),
        as_of=as_of,
        continues=part.continues,
        paper=wanted.order.paper,
    )


def _lines(wanted: RollOrder, part: VolumePlan) -> tuple[SignatoryLine, ...]:
    with speaking(wanted.order.text.language):
        read = rolls.lines(wanted.order.text.edition.letter, part, for_official=wanted.for_official)
        return tuple(replace(line, country=country_name(line.country)) for line in read)


def _record(wanted: RollOrder, done: SetVolume) -> None:
    finished = kept_volume(done, fingerprint=wanted.order.fingerprint)
    with writing() as session:
        wanted_still = volumes.record(session, wanted.order.fingerprint, done.volume.number, finished)
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
        made = volumes.close(
            session,
            number,
            signatories=wanted.signed,
            reference=wanted.reference,
            seal=seal,
            planned_at=wanted.planned_at,
        )
    if made.state is not PrintState.MADE:
        raise Cancelled
    return _looked_at(made)


def _looked_at(made: Print) -> Print:
    """Look once more at a roll that is printed: who withdrew after their volume was set is still named in it."""
    again = planned_again(made)
    with writing():
        if again is not None and again.order.fingerprint == made.manuscript:
            made.checked_at = again.planned_at
        else:
            made.overtaken_at = clock.now()
    return made


def _must_be_wanted(wanted: RollOrder) -> None:
    db.session.rollback()
    known = queries.by_fingerprint(db.session, wanted.order.fingerprint)
    if known is None or known.state is not PrintState.ASKED:
        raise Cancelled
    if known.again_at is None or known.again_at - clock.now() < volumes.HELD / 2:
        with writing() as session:
            volumes.hold(session, wanted.order.fingerprint)


def _give_up(wanted: RollOrder) -> None:
    with writing() as session:
        orphans = volumes.drop(session, wanted.order.fingerprint)
    prints.forget(orphans)


def _digest(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()
