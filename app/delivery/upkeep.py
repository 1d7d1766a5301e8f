"""What the worker sees to: prints that were asked for, those for the public, late timestamps, and what is overtaken."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from itertools import groupby

from app.delivery import actions, kept, orders, pressroom, prints, queries, seals
from app.delivery.models import Print, PrintState
from app.delivery.orders import Commission
from app.delivery.prints import FAILURES, PASSING
from app.kit import clock
from app.kit.database import db, writing
from app.letters import queries as letters
from app.letters.models import Letter, Text
from app.paper.manuscript import SignatoryLine
from app.paper.seal.timestamps import TimestampRefused, TimestampServer

Kind = tuple[int, str, str, str, bool]
LETTER_MAY_DIFFER = timedelta(minutes=10)  # from what it says now, before somebody looks; rolls have their own
HOPELESS_FOR = timedelta(hours=1)


def make_asked() -> None:
    """Make every print that was asked for, as its letter stands now; one that fails does not keep others waiting.

    Those that differ in nothing but their addressee are set in one go.
    """
    for numbers in _alike(queries.asked(db.session)):
        _make_together([number for number in numbers if queries.still_asked(db.session, number)])


def refresh_public() -> None:
    """See to it that each public letter has its print in each language, no older than its roll by ten minutes.

    Every letter in its own language comes before the translations of any.
    """
    public = letters.public_letters(db.session)
    texts = [text for letter in public for text in letter.edition.texts]
    for text in sorted(texts, key=lambda text: text.named_language is not None):
        letter = text.edition.letter
        newest = queries.public_print(db.session, letter, language=text.language)
        if newest is None or clock.now() - newest.checked_at > LETTER_MAY_DIFFER:
            with suppress(*FAILURES):
                _make_unless_hopeless(letter, text)


def forget_overtaken() -> None:
    """Look at prints again: those that say what is no longer so are marked as older.

    Deleted are those that went to nobody and name who has left since, or that are for everyone and no organiser
    asked for.
    """
    for numbers in _alike(queries.unchecked(db.session, checked_before=clock.now() - LETTER_MAY_DIFFER)):
        with suppress(*FAILURES):
            _look_at(numbers)


def stamp_late() -> None:
    """Ask the timestamp server again about prints that were sealed while it did not answer.

    At the first that it does not answer this time either, the round is over: the others wait as long.
    """
    waiting = [made.id for made in queries.unstamped(db.session)]
    server = seals.of_site().timestamps
    for place, number in enumerate(waiting):
        try:
            _stamp(number, server)
        except TimestampRefused:
            _stamp_later(waiting[place:])
            return
        except FAILURES:
            _stamp_later([number])


def _stamp_later(numbers: list[int]) -> None:
    with writing() as session:
        for number in numbers:
            actions.stamp_later(session, number)


def _make_together(numbers: list[int]) -> None:
    """Make prints that differ in nothing but their addressee, and close the orders that the letter has left behind."""
    if not numbers:
        return
    known: set[str] = set()
    failure: Exception | None = None
    try:
        commission = _now([db.session.get_one(Print, number) for number in numbers])
        known = {order.fingerprint for order in commission.orders}
        for _made in prints.carry_out(commission):
            pass
    except FAILURES as failed:
        failure = failed
    with writing() as session:
        for number in numbers:
            actions.settle(
                session, number, known=known, reason=str(failure or ""), passing=isinstance(failure, PASSING)
            )


def _make_unless_hopeless(letter: Letter, text: Text) -> None:
    """Make a public print; one that failed is left until somebody asks, or the letter says something else later."""
    commission = orders.commission(letter, text=text)
    known = queries.by_fingerprint(db.session, commission.orders[0].fingerprint)
    if known.state is PrintState.MADE if known else not _failed_lately(letter, text):
        for _made in prints.carry_out(commission):
            pass


def _failed_lately(letter: Letter, text: Text) -> bool:
    """Whether this wording has just failed: with each new name it is another print, and would fail as dearly again."""
    failed = queries.public_failure(db.session, letter, language=text.language)
    return failed is not None and clock.now() - failed.checked_at < HOPELESS_FOR


def _look_at(numbers: tuple[int, ...]) -> None:
    looked_at = [db.session.get_one(Print, number) for number in numbers]
    now = _now(looked_at, newest=True)
    saying = {order.fingerprint for order in now.orders}
    named = frozenset(now.manuscript.signatories)
    worthless = {made.id for made in looked_at if made.manuscript not in saying and not _is_worth_keeping(made, named)}
    with writing() as session:
        orphans = [
            orphan
            for made in (session.get_one(Print, number) for number in numbers)
            for orphan in actions.look_again(
                session, made, holds=made.manuscript in saying, may_stay=made.id not in worthless
            )
        ]
    prints.forget(orphans)


def _is_worth_keeping(made: Print, named: frozenset[SignatoryLine]) -> bool:
    """Whether an older print may be on paper somewhere, and everyone in it is still named in the same words.

    An organiser asked for it, or somebody who printed it for the post: its QR code must go on leading somewhere.
    """
    if made.made_by_id is None and made.recipient_id is None:
        return False
    try:
        return kept.signatories_of(made) <= named
    except FAILURES:
        return False


def _stamp(number: int, server: TimestampServer | None) -> None:
    """Have a print stamped in place of the one that is not; raise TimestampRefused or PASSING."""
    made = db.session.get_one(Print, number)
    commission = _now([made])
    wanted = server and commission.orders[0].fingerprint == made.manuscript
    finished = (
        next((each for _order, each in pressroom.stamped(commission, server)), None) if wanted and server else None
    )
    with writing() as session:
        orphans = actions.stamp(session, number, finished)
    prints.forget(orphans)


def _now(alike: list[Print], *, newest: bool = False) -> Commission:
    """Return what such prints would say if they were made now: of their own edition, or of the newest."""
    first = alike[0]
    letter = first.edition.letter
    edition = letter.edition if newest else first.edition
    asked_by = {each.recipient: each.made_by for each in alike}
    wanted = orders.commission(
        letter,
        text=edition.text_in(first.language),
        recipients=asked_by,
        shape=first.shape,
        paper=first.paper,
    )
    return replace(wanted, orders=tuple(replace(each, made_by=asked_by[each.recipient]) for each in wanted.orders))


def _alike(found: Iterable[Print]) -> Iterator[tuple[int, ...]]:
    """Yield the numbers of prints that differ in nothing but their addressee, as many as one job is to serve."""
    for _kind, together in groupby(sorted(found, key=_kind_of), key=_kind_of):
        yield from orders.batches([made.id for made in together])


def _kind_of(made: Print) -> Kind:
    return made.edition_id, made.language, made.shape, made.paper, made.recipient_id is None
