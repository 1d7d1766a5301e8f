"""Which font files a text needs: ours first, then those of this machine that have what ours lack."""

import shutil
import subprocess
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from fontTools.ttLib import TTFont

OURS = Path(__file__).resolve().parents[3] / "static" / "fonts" / "print"
_ENDINGS = {".ttf", ".otf", ".ttc"}
# Upright and of the weights that a roll uses; of the others there is no need.
_STYLES = {"Regular", "Bold"}
# One letter, one face: the same Chinese character is drawn differently where another language is written with it.
_IDEOGRAPHS = {"ja": "JP", "ko": "KR", "zh-Hant": "TC", "zh-TW": "TC", "zh-HK": "HK"}


class Typeface(NamedTuple):
    """A family, its files, and the spans of code points that it can show, in order."""

    family: str
    files: tuple[Path, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def shows(self, character: str) -> bool:
        place = bisect_right(self.starts, ord(character)) - 1
        return place >= 0 and ord(character) <= self.ends[place]


class Choice(NamedTuple):
    """The families that show a text, in order of preference; their files; and what none of them shows."""

    families: tuple[str, ...]
    files: tuple[Path, ...]
    missing: frozenset[str]


def choose(characters: Iterable[str], language: str, first: tuple[str, ...]) -> Choice:
    """The fewest families that show these characters, beginning with those that stand first."""
    wanted = set(characters)
    chosen = []
    for face in sorted(known(), key=lambda face: _preference(face, language, first)):
        shown = {character for character in wanted if face.shows(character)}
        if shown or face.family in first:
            chosen.append(face)
            wanted -= shown
    return Choice(
        tuple(face.family for face in chosen),
        tuple(dict.fromkeys(file for face in chosen for file in face.files)),
        frozenset(wanted),
    )


@cache
def known() -> tuple[Typeface, ...]:
    """Every family that a print may use. Asks fontconfig once; must be called before a child is shut in."""
    ours = tuple(_ours())
    named = {face.family for face in ours}
    return *ours, *(face for face in _of_this_machine() if face.family not in named)


def _preference(face: Typeface, language: str, first: tuple[str, ...]) -> tuple[int | bool | str, ...]:
    """Ours first, then serifs; of the faces for ideographs, that of the letter's language, else the simplified one."""
    ideographs = _IDEOGRAPHS.get(language) or _IDEOGRAPHS.get(language.split("-", maxsplit=1)[0], "SC")
    family = face.family
    foreign = " CJK " in family and not family.endswith(ideographs)
    return (
        first.index(family) if family in first else len(first),
        face.files[0].parent != OURS,
        foreign,
        not family.startswith("Noto"),
        not family.startswith("Noto Serif"),
        family,
    )


def _ours() -> Iterator[Typeface]:
    files: dict[str, list[Path]] = {}
    shown: dict[str, set[int]] = {}
    for path in sorted(OURS.glob("*.ttf")):
        with TTFont(path, lazy=True) as font:
            family = str(font["name"].getBestFamilyName())
            files.setdefault(family, []).append(path)
            points = set(font.getBestCmap())
            # What is missing in one weight must not be asked of it.
            shown[family] = shown.get(family, points) & points
    for family, paths in files.items():
        spans = [(point, point) for point in sorted(shown[family])]
        yield _typeface(family, paths, spans)


def _of_this_machine() -> Iterator[Typeface]:
    lister = shutil.which("fc-list")
    if lister is None:
        return
    form = "%{file}\t%{family[0]}\t%{style[0]}\t%{variable}\t%{charset}\n"
    listed = subprocess.run(  # noqa: S603 — nothing from outside
        [lister, "--format", form], capture_output=True, text=True, check=False
    ).stdout
    files: dict[str, list[Path]] = {}
    shown: dict[str, list[tuple[int, int]]] = {}
    for line in sorted(listed.splitlines()):
        file, family, style, variable, charset = line.split("\t")
        if style in _STYLES and variable != "True" and Path(file).suffix in _ENDINGS:
            files.setdefault(family, []).append(Path(file))
            if style == "Regular":
                shown[family] = sorted(_spans(charset))
    for family, spans in shown.items():
        yield _typeface(family, files[family], spans)


def _spans(charset: str) -> Iterator[tuple[int, int]]:
    for span in charset.split():
        first, _, last = span.partition("-")
        yield int(first, 16), int(last or first, 16)


def _typeface(family: str, files: list[Path], spans: list[tuple[int, int]]) -> Typeface:
    starts, ends = zip(*spans, strict=True) if spans else ((), ())
    return Typeface(family, tuple(files), starts, ends)
