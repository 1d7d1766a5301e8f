"""Making prints: the manuscript is read, set outside of any transaction, and the finished PDF kept."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from app.delivery import actions, manuscripts, queries
from app.delivery.models import Print, PrintState
from app.kit import clock, files
from app.kit.database import db, writing
from app.letters import queries as letters
from app.letters.models import Letter, Recipient, Text
from app.paper import press
from app.paper.manuscript import Manuscript
from app.paper.refusals import PressFailed

FRESH = timedelta(minutes=10)  # how long a public print may differ from the roll


def make(letter: Letter, *, text: Text, recipient: Recipient | None = None, bound: bool = False) -> Print:
    """Return the print of a letter as it stands, made now unless there is one; raise PressFailed."""
    manuscript = manuscripts.manuscript_of(letter, text=text, recipient=recipient, bound=bound)
    wanted = _ask(manuscript, text, recipient, bound=bound)
    number = wanted.id
    if wanted.state is not PrintState.MADE:
        _set(number, manuscript, bound=bound)
    return db.session.get_one(Print, number)


def ask(letter: Letter, *, text: Text, recipient: Recipient | None = None, bound: bool = False) -> None:
    """Leave it to the worker to make the print of a letter as it stands, unless there is one."""
    manuscript = manuscripts.manuscript_of(letter, text=text, recipient=recipient, bound=bound)
    _ask(manuscript, text, recipient, bound=bound)


def make_asked() -> None:
    """Make every print that was asked for, as its letter stands now."""
    for wanted in queries.asked(db.session):
        number = wanted.id
        edition = wanted.edition
        with suppress(PressFailed):  # the print itself says why, and the next one is still made
            text = edition.text_in(wanted.language)
            make(edition.letter, text=text, recipient=wanted.recipient, bound=wanted.bound)
        with writing() as session:
            actions.forget_overtaken(session, number)


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
            _make_unless_hopeless(letter, text)


def _make_unless_hopeless(letter: Letter, text: Text) -> None:
    """Make a public print; one that failed is left until the letter says something else, or somebody asks for it."""
    manuscript = manuscripts.manuscript_of(letter, text=text)
    known = queries.by_fingerprint(db.session, manuscripts.fingerprint(manuscript, bound=False))
    if known is None or known.state is not PrintState.FAILED:
        with suppress(PressFailed):
            make(letter, text=text)


def _ask(manuscript: Manuscript, text: Text, recipient: Recipient | None, *, bound: bool) -> Print:
    fingerprint = manuscripts.fingerprint(manuscript, bound=bound)
    with writing() as session:
        wanted = actions.ask(session, text=text, fingerprint=fingerprint, recipient=recipient, bound=bound)
        wanted.checked_at = clock.now()
    return wanted


def _set(number: int, manuscript: Manuscript, *, bound: bool) -> None:
    """Set a manuscript and keep the outcome, a failure with its reason."""
    try:
        content = press.print_letter(manuscript, bound=bound)
    except PressFailed as failed:
        with writing() as session:
            actions.note_failure(session, session.get_one(Print, number), reason=str(failed))
        raise
    digest = files.keep(content)
    with writing() as session:
        actions.record(
            session,
            session.get_one(Print, number),
            content=digest,
            size=len(content),
            signatories=manuscript.signatory_total,
        )
