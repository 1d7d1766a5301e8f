"""Writing down a printed roll: its volumes as they are planned, and each once it is made."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from app.delivery import actions, queries
from app.delivery.models import Print, PrintState, Timestamp, Volume
from app.delivery.orders import Order
from app.kit import clock
from app.kit.languages import gettext_later as _
from app.kit.refusals import Refusal
from app.paper.version import typesetter
from app.signing.rolls import RollPlan

# Whoever prints a roll has it to themselves for so long and says again and again that they are still at it: what a
# process that died has begun can be gone on with soon.
HELD = timedelta(minutes=2)


class BeingPrinted(Refusal):
    """A roll that another process is printing."""

    sentence = _("This roll is being printed already. Try again in a few minutes.")


@dataclass(frozen=True, slots=True)
class FinishedVolume:
    """A sealed volume in the store, as `Finished` is a letter."""

    content: str
    kept: str
    unsealed: str
    size: int
    pages: int
    timestamp: Timestamp


def begin(session: Session, order: Order, plan: RollPlan) -> Print:
    """Enter a roll that is being printed here and now, or go on with one that was begun before.

    Raises BeingPrinted while somebody else is at it.
    """
    known = queries.by_fingerprint(session, order.fingerprint)
    if known is not None and _is_held(known):
        raise BeingPrinted
    wanted = actions.begin(session, order)
    wanted.again_at = clock.now() + HELD
    if not wanted.volumes:
        wanted.volumes = [Volume(number=each.number, first=each.first, last=each.last) for each in plan.volumes]
    session.flush()
    return wanted


def hold(session: Session, fingerprint: str) -> bool:
    """Have a roll to oneself a while longer; tell whether it is still wanted."""
    wanted = _wanted(session, fingerprint)
    if wanted is not None:
        wanted.again_at = clock.now() + HELD
        session.flush()
    return wanted is not None


def let_go(session: Session, fingerprint: str) -> None:
    """Leave a roll that was begun to whoever comes next."""
    wanted = _wanted(session, fingerprint)
    if wanted is not None:
        wanted.again_at = None
        session.flush()


def record(session: Session, fingerprint: str, number: int, finished: FinishedVolume) -> bool:
    """Keep a volume of the roll that is planned so; tell whether it was still wanted.

    One that was cancelled has no volumes any more, even if it was asked for anew.
    """
    wanted = _wanted(session, fingerprint)
    volume = next((each for each in wanted.volumes if each.number == number), None) if wanted else None
    if volume is None or volume.content:
        return False
    _fill(volume, finished)
    session.flush()
    return hold(session, fingerprint)


def close(
    session: Session, print_id: int, *, signatories: int, reference: str, seal: str, planned_at: datetime
) -> Print:
    """Call a roll printed once all its volumes are there: it says what was so when it was planned."""
    made = session.get_one(Print, print_id)
    if made.state is PrintState.ASKED and made.volumes and all(volume.content for volume in made.volumes):
        made.state, made.reason, made.tries, made.again_at = PrintState.MADE, "", 0, None
        made.signatories, made.reference, made.seal = signatories, reference, seal
        made.typesetter = typesetter()
        made.size = sum(volume.size for volume in made.volumes)
        made.pages = sum(volume.pages for volume in made.volumes)
        made.timestamp = _least({volume.timestamp for volume in made.volumes})
        made.checked_at, made.overtaken_at = planned_at, None
        if made.timestamp is Timestamp.PENDING:
            made.again_at = clock.now() + actions.WAITS[0]
    session.flush()
    return made


def stamp(session: Session, print_id: int, number: int, finished: FinishedVolume) -> list[str]:
    """Put a stamped volume in place of the one that is not; return the digests of files that may not be needed."""
    made = session.get(Print, print_id)
    if made is None or made.volumes[number - 1].timestamp is not Timestamp.PENDING:
        return [finished.content, finished.kept]
    volume = made.volumes[number - 1]
    replaced = [digest for digest in (volume.content, volume.kept) if digest]
    _fill(volume, finished)
    made.timestamp = _least({each.timestamp for each in made.volumes})
    made.again_at = clock.now() if made.timestamp is Timestamp.PENDING else None
    made.size = sum(each.size for each in made.volumes)
    session.flush()
    return replaced


def stamp_no_more(session: Session, print_id: int) -> None:
    """Leave a roll as it is: nobody is there to be asked for its timestamp any more."""
    session.get_one(Print, print_id).again_at = None
    session.flush()


def adopt(session: Session, print_id: int, fingerprint: str) -> list[str]:
    """Have a roll that was asked for be the one that was planned; where that is there already, the wish is granted.

    Returns the digests of files of an earlier plan that may not be needed any more. None of its volumes is kept: even
    where its own names are the same, it says how many have signed, are named and fill how many volumes, and its QR code
    refers to the roll as a whole.
    """
    wanted, known = session.get_one(Print, print_id), queries.by_fingerprint(session, fingerprint)
    if known is wanted:
        return []
    orphans = queries.files_of(wanted)
    if known is not None:
        session.delete(wanted)
    else:
        wanted.manuscript, wanted.volumes = fingerprint, []
    session.flush()
    return orphans


def drop(session: Session, fingerprint: str) -> list[str]:
    """Give up a roll that is not printed yet; return the digests of files that may not be needed any more."""
    wanted = queries.by_fingerprint(session, fingerprint)
    if wanted is None or wanted.state is PrintState.MADE:
        return []
    orphans = queries.files_of(wanted)
    session.delete(wanted)
    session.flush()
    return orphans


def _wanted(session: Session, fingerprint: str) -> Print | None:
    found = queries.by_fingerprint(session, fingerprint)
    return found if found is not None and found.state is PrintState.ASKED else None


def _is_held(wanted: Print) -> bool:
    """Whether somebody is at a roll: one that is to be tried again later says why."""
    later = wanted.again_at is not None and wanted.again_at > clock.now()
    return wanted.state is PrintState.ASKED and later and not wanted.reason


def _fill(volume: Volume, finished: FinishedVolume) -> None:
    for field in fields(finished):
        setattr(volume, field.name, getattr(finished, field.name))


def _least(of_volumes: set[Timestamp]) -> Timestamp:
    return next(each for each in (Timestamp.PENDING, Timestamp.NONE, Timestamp.GRANTED) if each in of_volumes)
