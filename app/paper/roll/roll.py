"""Sets a volume of the roll: up to ten thousand signatories become a tagged PDF, the same bytes every time."""

import dataclasses
import json
import os
import tempfile
import unicodedata
from collections.abc import Callable
from datetime import UTC, date, datetime, time
from itertools import groupby
from pathlib import Path
from typing import Any, TypeAlias

import typst

from app.paper.glyphs import number
from app.paper.manuscript import SignatoryLine
from app.paper.refusals import PressFailed
from app.paper.roll.captions import Captions, SectionName
from app.paper.roll.entries import Manner, entry, harmless
from app.paper.roll.textkeeping import Keeper, restored
from app.paper.roll.typefaces import Choice, choose, known
from app.paper.roll.volume import Volume
from app.paper.words import direction_of, locale_of

_TEMPLATE = Path(__file__).resolve().parents[3] / "templates" / "print" / "roll.typ"
_PAPERS = {"A4": "a4", "Letter": "us-letter"}
_TEXT, _LARGE, _ARABIC = "Source Serif 4 Caption", "Source Serif 4 Display", "Noto Naskh Arabic"
_IN_ARABIC = {"ar", "fa", "ur", "ckb", "ug", "ps"}
_LONGEST_RUNNING_TITLE = 90  # letters
# Names. Fewer are no columns; with more, balancing those of the last page costs a second setting of thousands.
_LEAST_BALANCED, _MOST_BALANCED = 12, 1_000
_REGION = 2  # letters; Typst knows no number of a region, such as 001

_Content: TypeAlias = dict[str, Any]  # what goes to the template as JSON


def rehearse() -> None:
    """Learn which fonts this machine has, which a child of the press may not ask. Starts no thread: forks are safe."""
    known()


def set_volume(volume: Volume) -> bytes:
    """The volume as PDF/UA-1 and PDF/A-2a, as far as Typst checks them at export. Only ever called inside the press."""
    plain = _plain(volume)
    faces = _faces(plain, _around(plain))
    shown = _showing(plain, faces)
    keeper = Keeper()
    families = [family for family in faces.families if family != _LARGE]
    content = _around(shown) | _names(shown, keeper) | {"families": families, "arabic": families[0] == _ARABIC}
    return restored(_typeset(content, faces, volume.as_of), keeper.words)


def _plain(volume: Volume) -> Volume:
    """The volume in harmless text."""
    return _rewritten(volume, harmless)


def _showing(volume: Volume, faces: Choice) -> Volume:
    """The volume with the number of each character that no font has in its place: a box would say nothing."""
    if not faces.missing:
        return volume
    numbers = {ord(character): number(character) for character in faces.missing}
    return _rewritten(volume, lambda text: text.translate(numbers))


def _rewritten(volume: Volume, rewrite: Callable[[str], str]) -> Volume:
    lines = tuple(
        SignatoryLine(
            line.kind,
            rewrite(line.name),
            rewrite(line.honorific),
            rewrite(line.affiliation),
            rewrite(line.country),
            line.featured,
            rewrite(line.note),
        )
        for line in volume.lines
    )
    letterhead, title = rewrite(volume.letterhead), rewrite(volume.title)
    return dataclasses.replace(volume, lines=lines, letterhead=letterhead, title=title)


def _faces(volume: Volume, content: _Content) -> Choice:
    """The fonts of a volume: for all it says, in the letter's language."""
    in_arabic = volume.language.split("-", maxsplit=1)[0] in _IN_ARABIC
    first = (_ARABIC, _TEXT, _LARGE) if in_arabic else (_TEXT, _LARGE)
    used = set(json.dumps(content, ensure_ascii=False))
    for line in volume.lines:
        used.update(line.name, line.honorific, line.affiliation, line.country, line.note)
    drawn = {each for each in used if unicodedata.category(each) not in {"Cc", "Cf"}}
    return choose(drawn, volume.language, first)


def _around(volume: Volume) -> _Content:
    """All that stands around the names."""
    captions = Captions(volume)
    locale = locale_of(volume.language)
    return {
        "lang": locale.language,
        "region": locale.territory if len(locale.territory or "") == _REGION else None,
        "direction": direction_of(volume.language),
        "paper": _PAPERS[volume.paper],
        "document": captions.document(),
        "letterhead": volume.letterhead,
        "kind": captions.kind(),
        "title": volume.title,
        "running": _shortened(volume.title),
        "volume": captions.volume(),
        "extent": captions.extent(),
        "about": captions.about(),
        "page": captions.page(),
        "colophon": {
            "drawn": captions.drawn(),
            "alternative": captions.alternative(),
            "paragraphs": captions.colophon(),
        },
    }


def _names(volume: Volume, keeper: Keeper) -> _Content:
    """The names by their sections, and how their numbers are written."""
    captions = Captions(volume)
    manner = Manner(volume.language, direction_of(volume.language), captions.comma())
    sections: list[_Content] = []
    place = volume.first
    for name, lines in groupby(volume.lines, key=_section):
        entries = [entry(line, manner, keeper) for line in lines]
        title = captions.section(name, continued=volume.continues and not sections)
        sections.append({"title": title, "start": place, "lines": entries})
        place += len(entries)
    return {
        "balanced": _LEAST_BALANCED <= len(volume.lines) <= _MOST_BALANCED,
        "sections": sections,
        "first": volume.first,
        "numbers": [captions.number(each) for each in range(volume.first, place)],
    }


def _section(line: SignatoryLine) -> SectionName:
    if line.featured:
        return "featured"
    return "persons" if line.kind == "person" else "organisations"


def _shortened(title: str) -> str:
    return title if len(title) <= _LONGEST_RUNNING_TITLE else f"{title[:_LONGEST_RUNNING_TITLE].rstrip()} …"


def _typeset(content: _Content, faces: Choice, day: str) -> bytes:
    """What Typst makes of the template and this content: it may open nothing but these fonts."""
    # One thread spends the least in all, and volumes are set side by side.
    os.environ["RAYON_NUM_THREADS"] = "1"
    with tempfile.TemporaryDirectory() as folder:
        shelf, empty = Path(folder, "fonts"), Path(folder, "empty")
        shelf.mkdir()
        empty.mkdir()
        for place, file in enumerate(faces.files):
            Path(shelf, f"{place:03}{file.suffix}").symlink_to(file)
        try:
            printed = typst.Compiler(
                _TEMPLATE.read_bytes(),
                root=empty,
                font_paths=typst.Fonts(
                    include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(shelf)]
                ),
                sys_inputs={"volume": json.dumps(content, ensure_ascii=False)},
                package_path=empty,
                package_cache_path=empty,
            ).compile(format="pdf", pdf_standards=["a-2a", "ua-1"], timestamp=_noon(day))
        except typst.TypstError as error:
            raise PressFailed(f"The roll could not be set: {error.message}") from error
    if not isinstance(printed, bytes):
        raise PressFailed("The roll could not be set.")
    return printed


def _noon(day: str) -> datetime:
    """A time that depends on nothing but what is printed, so that the same volume gives the same bytes."""
    return datetime.combine(date.fromisoformat(day), time(12), UTC)
