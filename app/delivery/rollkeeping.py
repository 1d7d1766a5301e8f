"""What the worker sees to about printed rolls: those that were asked for, the public ones, and what is overtaken."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from app.delivery import actions, kept, pressroom, prints, queries, rolls, seals, volumes
from app.delivery.models import Print, PrintState, Timestamp
from app.kit import clock
from app.kit.database import db, writing
from app.letters import queries as letters
from app.letters.models import Letter
from app.paper.seal.timestamps import TimestampRefused

FRESH = timedelta(hours=1)  # how long a public roll of one volume may differ from who has signed
FRESH_AT_LENGTH = timedelta(days=1)  # of more: a million names take the press ten minutes


def make_asked() -> None:
    """Print every roll that was asked for, as it stands now."""
    for number in [wanted.id for wanted in queries.asked_rolls(db.session)]:
        if queries.still_asked(db.session, number):
            _make(number)


def refresh_public() -> None:
    """See to it that the roll of each public letter is printed in its own language; once it is closed, at once."""
    for letter in letters.public_letters(db.session):
        newest = queries.public_roll(db.session, letter, language=letter.language)
        if newest is None or _is_due(letter, newest):
            with suppress(*prints.FAILURES):
                _make_public(letter)


def forget_overtaken() -> None:
    """Look at printed rolls again: those that somebody has left since are deleted."""
    unchecked = queries.unchecked_rolls(db.session, checked_before=clock.now() - FRESH_AT_LENGTH)
    for number in [made.id for made in unchecked]:
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
            actions.settle(session, number, reason=str(failed), passing=isinstance(failed, prints.PASSING))
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
    return clock.now() - newest.checked_at > (FRESH_AT_LENGTH if len(newest.volumes) > 1 else FRESH)


def _make_public(letter: Letter) -> None:
    """Print a public roll; one that failed or was cancelled is left until somebody signs, or asks for it."""
    wanted = rolls.planned(letter, text=letter.edition.text_in(letter.language))
    known = queries.by_fingerprint(db.session, wanted.order.fingerprint)
    if known is not None and known.state is not PrintState.MADE:
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
    holds = _says_now(made) == made.manuscript
    with writing() as session:
        orphans = actions.look_again(session, session.get_one(Print, number), holds=holds)
    prints.forget(orphans)


def _says_now(made: Print) -> str:
    """Return the fingerprint of what would be printed now in its place."""
    letter = made.edition.letter
    text = letter.edition.text_in(made.language)
    try:
        return rolls.planned(letter, text=text, recipient=made.recipient, paper=made.paper).order.fingerprint
    except rolls.NobodyNamed:
        return ""
