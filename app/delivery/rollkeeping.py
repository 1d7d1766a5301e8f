"""What the worker sees to about printed rolls: those that were asked for, the public ones, and what is overtaken."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from app.delivery import actions, kept, pressroom, prints, queries, rolls, seals, volumes
from app.delivery.models import Print, PrintState, Timestamp
from app.delivery.upkeep import HOPELESS_FOR
from app.kit import clock
from app.kit.database import db, writing
from app.letters import queries as letters
from app.letters.models import Letter
from app.paper.seal.timestamps import TimestampRefused
from app.signing.rolls import RollHasChanged

# How long a printed roll may differ from who has signed, before somebody looks.
ROLL_MAY_DIFFER = timedelta(hours=1)  # of one volume
LONG_ROLL_MAY_DIFFER = timedelta(days=1)  # of more: a million names take the press ten minutes


def make_asked() -> None:
    """Print every roll that was asked for, as it stands now."""
    for number in [wanted.id for wanted in queries.asked_rolls(db.session)]:
        if queries.still_asked(db.session, number):
            _make(number)


def refresh_public() -> None:
    """See to it that the roll of each public letter is printed in its own language; once it is closed, at once."""
    for letter in letters.public_letters(db.session):
        newest = queries.public_roll(db.session, letter, language=letter.language)
        if (newest is None or _is_due(letter, newest)) and not _was_tried_lately(letter):
            with suppress(*prints.FAILURES):
                _make_public(letter)


def forget_overtaken() -> None:
    """Look at printed rolls again: those that say what is no longer so are marked as older, or deleted.

    An older one stays while an organiser who asked for it may want it: until somebody has left whom it names.
    """
    unchecked = queries.unchecked_rolls(db.session, checked_before=clock.now() - ROLL_MAY_DIFFER)
    for number in [made.id for made in unchecked if _may_differ_no_longer(made)]:
        with suppress(*prints.FAILURES):
            _look_at(number)


def stamp_late() -> None:
    """Ask the timestamp server again about volumes that were sealed while it did not answer.

    At the first that it does not answer this time either, the round is over.
    """
    for number in [made.id for made in queries.unstamped_rolls(db.session)]:
        try:
            _stamp(number)
        except prints.FAILURES as failed:
            with writing() as session:
                actions.stamp_later(session, number)
            if isinstance(failed, TimestampRefused):
                return


def _stamp(number: int) -> None:
    """Have each volume that bears no timestamp set from what was kept of it, now with one; raise TimestampRefused."""
    made, site, server = db.session.get_one(Print, number), seals.of_site(), seals.of_site().timestamps
    if server is None or made.overtaken_at:
        with writing() as session:
            volumes.stamp_no_more(session, number)
        return
    for volume in [each.number for each in made.volumes if each.timestamp is Timestamp.PENDING]:
        made = db.session.get_one(Print, number)
        done = pressroom.stamped_volume(kept.volume_of(made, volume), site, server)
        finished = rolls.kept_volume(done, fingerprint=made.manuscript)
        with writing() as session:
            orphans = volumes.stamp(session, number, volume, finished)
        prints.forget(orphans)


def _make(number: int) -> None:
    """Plan a roll that was asked for, and print it."""
    try:
        planned = _plan(db.session.get_one(Print, number))
    except prints.FAILURES as failed:
        with writing() as session:
            orphans = actions.settle(session, number, reason=str(failed), passing=isinstance(failed, prints.PASSING))
        prints.forget(orphans)
        return
    with writing() as session:
        orphans = volumes.adopt(session, number, planned.order.fingerprint)
    prints.forget(orphans)
    with suppress(*prints.FAILURES):  # the print says why
        rolls.carry_out(planned)


def _plan(wanted: Print) -> rolls.RollOrder:
    text = wanted.edition.text_in(wanted.language)
    return rolls.planned(
        wanted.edition.letter, text=text, recipient=wanted.recipient, paper=wanted.paper, made_by=wanted.made_by
    )


def _is_due(letter: Letter, newest: Print) -> bool:
    if letter.closes_at and newest.checked_at < letter.closes_at <= clock.now():
        return True
    return clock.now() - newest.checked_at > _may_differ(newest)


def _may_differ(made: Print) -> timedelta:
    return LONG_ROLL_MAY_DIFFER if len(made.volumes) > 1 else ROLL_MAY_DIFFER


def _may_differ_no_longer(made: Print) -> bool:
    return clock.now() - (made.overtaken_at or made.checked_at) > _may_differ(made)


def _was_tried_lately(letter: Letter) -> bool:
    """Whether a public roll waits, has just failed or was cancelled: to know more, all of it would have to be read."""
    tried = queries.public_roll_tried(db.session, letter, language=letter.language)
    return tried is not None and (tried.state is PrintState.ASKED or clock.now() - tried.checked_at < HOPELESS_FOR)


def _make_public(letter: Letter) -> None:
    """Print a public roll; one that failed or was cancelled is left until somebody signs, or asks for it."""
    wanted = rolls.planned(letter, text=letter.edition.text_in(letter.language))
    known = queries.by_fingerprint(db.session, wanted.order.fingerprint)
    if known is not None and known.state is not PrintState.MADE:
        with writing():
            known.checked_at = wanted.planned_at
        return
    made = rolls.carry_out(wanted)
    older = [each.id for each in queries.older_public_rolls(db.session, made)]
    if not older or made.state is not PrintState.MADE:
        return
    with writing() as session:
        orphans = [orphan for each in older for orphan in actions.delete(session, each)]
    prints.forget(orphans)


def _look_at(number: int) -> None:
    made = db.session.get_one(Print, number)
    again = rolls.planned_again(made)
    holds = again is not None and again.order.fingerprint == made.manuscript
    may_stay = again is not None and not holds and _is_worth_keeping(made, again)
    looked_at = again.planned_at if again else None
    with writing() as session:
        made = session.get_one(Print, number)
        orphans = actions.look_again(session, made, holds=holds, may_stay=may_stay, looked_at=looked_at)
    prints.forget(orphans)


def _is_worth_keeping(made: Print, again: rolls.RollOrder) -> bool:
    """Whether an organiser asked for an older roll, and everyone in it is still named in the same words.

    Nobody changes places with another, so that one pass over both tells, a volume of each in memory.
    """
    if made.made_by_id is None:
        return False
    named = rolls.lines_of(again)
    then = (line for volume in made.volumes for line in kept.volume_of(made, volume.number).lines)
    try:
        return all(line in named for line in then)
    except RollHasChanged:  # since it was planned again a moment ago: the next look will tell
        return True
    except prints.FAILURES:
        return False
