"""Making prints: the manuscript is read, set outside of any transaction, and the finished PDF kept."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from app.delivery import actions, manuscripts, queries
from app.delivery.actions import Order
from app.delivery.models import Print, PrintState, Shape
from app.kit import clock, files
from app.kit.database import db, writing
from app.kit.refusals import Refusal
from app.kit.sealing import UnreadableError
from app.letters import queries as letters
from app.letters.models import Letter, Recipient, Text
from app.paper import jobs, press
from app.paper.manuscript import Manuscript, PaperSize
from app.paper.refusals import PressFailed

FAILURES = (Refusal, UnreadableError)  # what is wrong with one letter, and no reason to stop the press for others
SET: dict[Shape, jobs.Shape] = {
    Shape.LETTER: "letter",
    Shape.BOUND: "bound",
    Shape.LIGHTER: "lighter",
    Shape.ENCLOSING: "enclosing",
}
FRESH = timedelta(minutes=10)  # how long a public print may differ from the roll


def make(
    letter: Letter,
    *,
    text: Text,
    recipient: Recipient | None = None,
    shape: Shape = Shape.LETTER,
    paper: PaperSize = "A4",
) -> Print:
    """Return the print of a letter as it stands, made now unless there is one; raise PressFailed or FileLost."""
    manuscript, order = _order(letter, text, recipient, shape, paper)
    known = queries.by_fingerprint(db.session, order.fingerprint)
    if known is not None and known.state is PrintState.MADE:
        return _looked_at(known)
    try:
        content = press.print_letter(manuscript, shape=SET[shape], paper=paper)
    except PressFailed as failed:
        with writing() as session:
            actions.note_failure(session, order, reason=str(failed))
        raise
    digest, total = files.keep(content), manuscript.signatory_total
    with writing() as session:
        return actions.record(session, order, content=digest, size=len(content), signatories=total)


def ask(
    letter: Letter,
    *,
    text: Text,
    recipient: Recipient | None = None,
    shape: Shape = Shape.LETTER,
    paper: PaperSize = "A4",
) -> None:
    """Leave it to the worker to make the print of a letter as it stands, unless there is one."""
    _manuscript, order = _order(letter, text, recipient, shape, paper)
    with writing() as session:
        actions.ask(session, order)


def make_asked() -> None:
    """Make every print that was asked for, as its letter stands now; one that fails does not keep others waiting."""
    for wanted in queries.asked(db.session):
        number, edition, reason = wanted.id, wanted.edition, ""
        try:
            text = edition.text_in(wanted.language)
            make(edition.letter, text=text, recipient=wanted.recipient, shape=wanted.shape, paper=wanted.paper)
        except FAILURES as failed:
            reason = str(failed)
        with writing() as session:
            actions.settle(session, number, reason=reason)


def refresh_public() -> None:
    """See to it that each public letter has its print in each language, no older than its roll by ten minutes.

    Every letter in its own language comes before the translations of any.
    """
    public = letters.public_letters(db.session)
    texts = [text for letter in public for text in letter.edition.texts]
    for text in sorted(texts, key=lambda text: text.named_language is not None):
        letter = text.edition.letter
        newest = queries.public_print(db.session, letter, language=text.language)
        if newest is None or clock.now() - newest.checked_at > FRESH:
            with suppress(*FAILURES):
                _make_unless_hopeless(letter, text)


def forget_overtaken() -> None:
    """Delete prints that went to nobody and say what is no longer so: they may name who has withdrawn since."""
    for made in queries.unsent(db.session, checked_before=clock.now() - FRESH):
        number, letter = made.id, made.edition.letter
        current = letter.edition.text_in(made.language)
        with suppress(*FAILURES):
            _manuscript, order = _order(letter, current, made.recipient, made.shape, made.paper)
            holds = order.fingerprint == made.manuscript
            with writing() as session:
                stale = actions.look_again(session, session.get_one(Print, number), holds=holds)
            if stale:
                files.forget(stale)


def _make_unless_hopeless(letter: Letter, text: Text) -> None:
    """Make a public print; one that failed is left until the letter says something else, or somebody asks for it."""
    _manuscript, order = _order(letter, text, None)
    known = queries.by_fingerprint(db.session, order.fingerprint)
    if known is None or known.state is not PrintState.FAILED:
        make(letter, text=text)


def _looked_at(made: Print) -> Print:
    with writing():
        made.checked_at = clock.now()
    return made


def _order(
    letter: Letter,
    text: Text,
    recipient: Recipient | None,
    shape: Shape = Shape.LETTER,
    paper: PaperSize = "A4",
) -> tuple[Manuscript, Order]:
    manuscript = manuscripts.manuscript_of(letter, text=text, recipient=recipient, shape=shape)
    return manuscript, Order(text, manuscripts.fingerprint(manuscript, shape, paper), recipient, shape, paper)
