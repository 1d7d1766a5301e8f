"""Which characters of a letter no font here can show."""

from __future__ import annotations

from collections.abc import Iterator

from app.letters.models import PARTS, Letter
from app.paper import glyphs
from app.signing import queries as signing


def warning(letter: Letter) -> str:
    """Return a sentence naming what no print of a letter can show, empty where all can be shown.

    The names looked at are those that its prints carry. It takes milliseconds, once the fonts are known.
    """
    lost = glyphs.missing(*_wordings(letter), *_surroundings(letter), *_names(letter))
    return glyphs.sentence(lost) if lost else ""


def _wordings(letter: Letter) -> Iterator[str]:
    for text in letter.edition.texts:
        yield from (getattr(text, part) for part in PARTS)


def _surroundings(letter: Letter) -> Iterator[str]:
    yield letter.place
    if publisher := letter.organisation:
        yield publisher.name
        for entry in (*publisher.offices, *publisher.contacts):
            yield from entry.values()
    for attachment in letter.attachments:
        yield attachment.title
    for each in letter.addressees:
        yield from (each.honorific, each.name, each.office, each.institution, each.address, each.salutation)


def _names(letter: Letter) -> Iterator[str]:
    for line in signing.lines_for_print(letter, for_official=True):
        yield from (line.honorific, line.name, line.affiliation)
