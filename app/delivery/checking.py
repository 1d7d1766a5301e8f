"""Checking a print that somebody brings: what its seal is worth, and what this site knows of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from app.delivery import queries, seals
from app.delivery.models import Print, Shape
from app.kit.database import db
from app.kit.languages import gettext_later as _
from app.paper.seal.verdict import Flaw, Verdict, examine

SENTENCES: Mapping[Flaw, object] = {
    Flaw.TOO_LARGE: _("This file is larger than any print."),
    Flaw.NO_PDF: _("This file is no PDF."),
    Flaw.PREPENDED: _("Something was put before the beginning of this file after it was sealed."),
    Flaw.ENCRYPTED: _(
        "This file is encrypted, and prints never are: it was changed after it was sealed, or is not a print."
    ),
    Flaw.UNSEALED: _("This PDF bears no seal."),
    Flaw.APPENDED: _("Something was added to this file after it was sealed."),
    Flaw.CUT: _("The end of this file is missing."),
    Flaw.CHANGED: _("This file was changed after it was sealed."),
    Flaw.FOREIGN: _("This file bears a signature that is not this site’s, or one that is no longer whole."),
    Flaw.SEAL_ALTERED: _("The seal of this file was tampered with."),
}
HOLDS = _("The seal holds: every byte of this file is as this site has sealed it.")


@dataclass(frozen=True, slots=True)
class Known:
    """What the register says of a print, and nothing of whom it went to.

    `slug` is empty for a letter that is not public. `volume` and `volumes` are those of a roll, 0 for any other print.
    """

    title: str
    language: str
    slug: str
    edition: int
    newest: int
    edition_made_on: date
    made_on: date
    signatories: int
    pages: int
    shape: Shape
    volume: int = 0
    volumes: int = 0

    @property
    def changed_since(self) -> bool:
        return self.newest > self.edition


@dataclass(frozen=True, slots=True)
class Referred:
    """What prints with one reference hold, as far as they differ, and for how many recipients they were made."""

    known: tuple[Known, ...]
    recipients: int


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of checking a file; `known` is None where the site does not keep it, or it does not hold."""

    verdict: Verdict
    known: Known | None

    @property
    def sentence(self) -> object:
        """The verdict in words, which become text in the language that is spoken."""
        return SENTENCES[self.verdict.flaw] if self.verdict.flaw else HOLDS


def check(content: bytes) -> Finding:
    """Say what a file is. It is neither kept nor told of anywhere else."""
    verdict = examine(content, known=seals.of_site().known)
    return Finding(verdict, _kept(verdict.digest) if verdict.holds else None)


def referred_to(reference: str) -> list[Referred]:
    """Return what is known of the public prints that a QR code refers to: one for all who got the same letter."""
    alike = defaultdict[Known, list[tuple[Known, Print]]](list)
    for made in queries.made_with_reference(db.session, reference):
        known = _of(made)
        if known.slug:
            alike[replace(known, made_on=date.min, signatories=0, pages=0)].append((known, made))
    together = sorted(alike.values(), key=lambda some: (some[0][0].shape, some[0][0].language))
    return [_referred(some) for some in together]


def _referred(alike: Iterable[tuple[Known, Print]]) -> Referred:
    known, made = zip(*alike, strict=True)
    recipients = {each.recipient_id for each in made if each.recipient_id}
    return Referred(tuple(dict.fromkeys(known)), len(recipients))


def _kept(digest: str) -> Known | None:
    volume = queries.volume_with_content(db.session, digest)
    if volume is not None:
        made, number = volume
        return _of(made, number)
    found = queries.with_content(db.session, digest)
    return _of(found) if found else None


def _of(made: Print, volume: int = 0) -> Known:
    edition, letter = made.edition, made.edition.letter
    text = edition.text_in(made.language)
    return Known(
        title=text.title,
        language=text.language,
        slug=letter.slug if letter.is_public() else "",
        edition=edition.number,
        newest=letter.edition.number,
        edition_made_on=edition.made_on,
        made_on=made.made_at.date(),
        signatories=made.signatories,
        pages=made.volumes[volume - 1].pages if volume else made.pages,
        shape=made.shape,
        volume=volume,
        volumes=len(made.volumes),
    )
