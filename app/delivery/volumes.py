"""Writing down a printed roll: its volumes as they are planned, and each once it is made."""

from __future__ import annotations

from dataclasses import dataclass, fields

from sqlalchemy.orm import Session

from app.delivery import actions, queries
from app.delivery.models import Print, PrintState, Timestamp, Volume
from app.delivery.orders import Order
from app.kit import clock
from app.paper.version import typesetter
from app.signing.rolls import RollPlan


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
    """Enter a roll that is being printed here and now, or go on with one that was begun before."""
    wanted = actions.begin(session, order)
    if not wanted.volumes:
        wanted.volumes = [Volume(number=each.number, first=each.first, last=each.last) for each in plan.volumes]
    session.flush()
    return wanted


def record(session: Session, print_id: int, number: int, finished: FinishedVolume) -> bool:
    """Keep a volume; tell whether it was still wanted. Whoever prints the roll has it to themselves a while longer."""
    wanted = session.get(Print, print_id)
    if wanted is None or wanted.state is not PrintState.ASKED or wanted.volumes[number - 1].content:
        return False
    volume = wanted.volumes[number - 1]
    _fill(volume, finished)
    wanted.again_at = clock.now() + actions.AT_WORK
    session.flush()
    return True


def close(session: Session, print_id: int, *, signatories: int, reference: str, seal: str) -> Print:
    """Call a roll printed once all its volumes are there."""
    made = session.get_one(Print, print_id)
    if made.state is PrintState.ASKED and all(volume.content for volume in made.volumes):
        made.state, made.reason, made.tries, made.again_at = PrintState.MADE, "", 0, None
        made.signatories, made.reference, made.seal = signatories, reference, seal
        made.typesetter = typesetter()
        made.size = sum(volume.size for volume in made.volumes)
        made.pages = sum(volume.pages for volume in made.volumes)
        made.timestamp = _least({volume.timestamp for volume in made.volumes})
        made.checked_at, made.overtaken_at = clock.now(), None
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

    Returns the digests of files of an earlier plan that may not be needed any more.
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


def drop(session: Session, print_id: int) -> list[str]:
    """Give up a roll that is not printed yet; return the digests of files that may not be needed any more."""
    wanted = session.get(Print, print_id)
    if wanted is None or wanted.state is PrintState.MADE:
        return []
    orphans = queries.files_of(wanted)
    session.delete(wanted)
    session.flush()
    return orphans


def _fill(volume: Volume, finished: FinishedVolume) -> None:
    for field in fields(finished):
        setattr(volume, field.name, getattr(finished, field.name))


def _least(of_volumes: set[Timestamp]) -> Timestamp:
    return next(each for each in (Timestamp.PENDING, Timestamp.NONE, Timestamp.GRANTED) if each in of_volumes)
