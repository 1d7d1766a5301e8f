"""Making prints: the manuscript is read, set and sealed outside of any transaction, and the finished PDF recorded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from app.accounts.models import Organiser
from app.delivery import actions, orders, pressroom, queries
from app.delivery.models import Print, PrintState, Shape
from app.delivery.orders import Commission, Order
from app.delivery.papers import paper_of
from app.delivery.pressroom import Finished
from app.kit import clock, files
from app.kit.database import db, writing
from app.kit.files import StoreUnusable
from app.kit.refusals import Refusal
from app.kit.sealing import UnreadableError
from app.letters.models import Letter, Recipient, Text
from app.paper.manuscript import PaperSize
from app.paper.refusals import PressBusy

FAILURES = (Refusal, UnreadableError)  # what is wrong with one letter, and no reason to stop the press for others
PASSING = (PressBusy, StoreUnusable)  # what may be otherwise in an hour


def make(
    letter: Letter,
    *,
    text: Text,
    recipient: Recipient | None = None,
    shape: Shape = Shape.LETTER,
    paper: PaperSize | None = None,
) -> Print:
    """Return the print of a letter as it stands, made now unless there is one; raise PressFailed or FileLost.

    Unless asked otherwise it is on the paper of the recipient's country.
    """
    (made,) = carry_out(_commission(letter, text, recipient, shape, paper))
    return made


def make_all(letter: Letter, recipients: Iterable[Recipient], *, shape: Shape = Shape.LETTER) -> Iterator[Print]:
    """Yield the print of each recipient as it is done, those first that there are; raise as `make` does.

    Those who read the same language on the same paper cost little more than one of them.
    """
    for commission in orders.commissions(letter, recipients, shape=shape):
        yield from carry_out(commission)


def ask(
    letter: Letter,
    *,
    text: Text,
    recipient: Recipient | None = None,
    shape: Shape = Shape.LETTER,
    paper: PaperSize | None = None,
    made_by: Organiser | None = None,
) -> Print:
    """Leave it to the worker to make the print of a letter as it stands, unless there is one."""
    if shape is Shape.ROLL:
        order = orders.roll_wish(text, recipient=recipient, paper=_paper(paper, recipient), made_by=made_by)
    else:
        (order,) = _commission(letter, text, recipient, shape, paper).orders
    is_there(order)
    with writing() as session:
        return actions.ask(session, replace(order, made_by=made_by))


def ask_all(
    letter: Letter, recipients: Iterable[Recipient], *, shape: Shape = Shape.LETTER, made_by: Organiser | None = None
) -> None:
    """Leave it to the worker to make the print of each recipient, unless there is one."""
    for commission in orders.commissions(letter, recipients, shape=shape):
        for order in commission.orders:
            is_there(order)
        with writing() as session:
            for order in commission.orders:
                actions.ask(session, replace(order, made_by=made_by))


def carry_out(commission: Commission) -> Iterator[Print]:
    """Yield the print of each order: first those that there are, then others as they are done; raise FAILURES."""
    there = [order for order in commission.orders if is_there(order)]
    yield from _looked_at(there)
    missing = tuple(order for order in commission.orders if order not in there)
    if missing:
        yield from _make(replace(commission, orders=missing))


def is_there(order: Order) -> bool:
    """Tell whether a print is made, and its file kept or sent; one whose file is lost is set back to be made anew."""
    known = queries.by_fingerprint(db.session, order.fingerprint)
    if known is None or known.state is not PrintState.MADE:
        return False
    return known.content is None or files.holds(known.content) or not set_back(known.id, known.content)


def set_back(number: int, lost: str) -> bool:
    """Have a print made anew of which this file is lost; tell whether it is: one that was sent stays as it is."""
    with writing() as session:
        is_set_back = actions.set_back(session, number, lost)
    if is_set_back:
        forget([lost])  # it may be there, and no longer match its digest
    return is_set_back


def forget(digests: Iterable[str]) -> None:
    """Delete those files of prints that no print needs any more."""
    for digest in queries.needless(db.session, digests):
        files.forget(digest)


def _make(commission: Commission) -> Iterator[Print]:
    with writing() as session:
        for order in commission.orders:
            actions.begin(session, order)
    waiting = list(commission.orders)
    try:
        for order, finished in pressroom.finished(commission):
            waiting.remove(order)
            yield _record(order, finished)
    except FAILURES as failed:
        with writing() as session:
            for order in waiting:
                actions.note_failure(session, order, reason=str(failed), passing=isinstance(failed, PASSING))
        raise


def _record(order: Order, finished: Finished) -> Print:
    with writing() as session:
        made = actions.record(session, order, finished)
    if made.content != finished.content:  # somebody else was faster, or it was cancelled
        forget(finished.files)
    return made


def _looked_at(there: list[Order]) -> list[Print]:
    """Note that these prints still say what their letter says."""
    if not there:
        return []
    with writing() as session:
        found = [queries.by_fingerprint(session, order.fingerprint) for order in there]
        made = [each for each in found if each and each.state is PrintState.MADE]
        for each in made:
            each.checked_at, each.overtaken_at = clock.now(), None
    return made


def _commission(
    letter: Letter, text: Text, recipient: Recipient | None, shape: Shape, paper: PaperSize | None
) -> Commission:
    chosen = _paper(paper, recipient)
    return orders.commission(letter, text=text, recipients=(recipient,), shape=shape, paper=chosen)


def _paper(asked: PaperSize | None, recipient: Recipient | None) -> PaperSize:
    return asked or paper_of(recipient.country if recipient else "")
