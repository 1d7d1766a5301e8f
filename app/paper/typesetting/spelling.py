"""Draws each line of text so that a reader of the PDF gets back what was typed, in any script.

WeasyPrint notes what a glyph stands for at the first place it is used in, which holds for one glyph a letter only.
Where marks are stacked, letters joined or their order changed, we draw the letter as one span that names its words
(/ActualText, ISO 32000-2, 14.9.4). Lines are drawn in reading order, though their glyphs come in that of the eye.

Readers build words from places: a letter that is raised, or drawn back over the one before, begins a word of its own
(poppler's TextPage::addChar: 0.5 pt up or down, a tenth of the size to the side). So a span begins and ends with a
glyph without ink on the line, its anchor, which says where the letter stands; a mark on a right-to-left letter gets
a span before that of its letter, since readers turn such words around letter by letter.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, NamedTuple, TypeAlias

from weasyprint.draw import text as weasyprint_text
from weasyprint.matrix import Matrix
from weasyprint.text.ffi import FROM_UNITS, ffi, pango

from app.paper.typesetting.hooks import put_in_place
from app.paper.typesetting.textlayer import anchor

_Foreign: TypeAlias = Any  # WeasyPrint's and Pango's own, which have no types
# Places of letters in one span are told apart from a tenth of the size on, and words broken there.
_STEP = 0.105
_JOINERS = ("\u200c", "\u200d")
_NUMBERS, _SEPARATORS = ("EN", "AN"), ("CS", "ES", "ET")
_TO_THE_LEFT = "\u200f"
_NEVER_TYPED = dict.fromkeys(map(ord, "\u2060\u00ad"))
# Pango's rounding, in units of a thousandth of the size.
_SAME_PLACE = 0.5


class Glyph(NamedTuple):
    """A glyph with ink or width; places are in points from the start of the line, `rise` above it."""

    number: int
    x: float
    rise: float
    advance: float


@dataclass(frozen=True, slots=True)
class Cluster:
    """What cannot be taken apart: the letters that were typed, and the glyphs that show them."""

    letters: str
    starts: float
    ends: float
    glyphs: tuple[Glyph, ...]

    @property
    def is_space(self) -> bool:
        return bool(self.letters) and self.letters.isspace()

    def followed_by(self, mark: "Cluster") -> "Cluster":
        """This cluster and the next of a line that runs to the right."""
        return Cluster(self.letters + mark.letters, self.starts, max(self.ends, mark.ends), self.glyphs + mark.glyphs)

    def led_by(self, mark: "Cluster") -> "Cluster":
        """This cluster and the next of a line that runs to the left, glyphs from left to right."""
        starts, ends = min(self.starts, mark.starts), max(self.ends, mark.ends)
        return Cluster(self.letters + mark.letters, starts, ends, mark.glyphs + self.glyphs)


@dataclass(frozen=True, slots=True)
class Run:
    """Clusters of one font and direction, as the eye meets them from left to right."""

    font: _Foreign
    size: float
    offset: int
    level: int
    clusters: tuple[Cluster, ...]

    @property
    def right_to_left(self) -> bool:
        return bool(self.level % 2)

    def words(self) -> Iterator[Cluster]:
        """The clusters word by word in reading order; within a word, from left to right."""
        words = [list(word) for _, word in groupby(self.clusters, key=lambda cluster: cluster.is_space)]
        for word in reversed(words) if self.right_to_left else words:
            yield from word


def draw_line(
    stream: _Foreign, textbox: _Foreign, text_overflow: str, block_ellipsis: object, matrix: Matrix
) -> list[_Foreign]:
    """Draw a line into a stream; takes and gives what WeasyPrint's own does, which draws pictures for letters."""
    if not textbox.text.strip() or text_overflow == "ellipsis" or block_ellipsis != "none":
        return list(_draw_first_line(stream, textbox, text_overflow, block_ellipsis, matrix))
    pango.pango_layout_set_single_paragraph_mode(textbox.pango_layout.layout, True)  # noqa: FBT003 — C's
    runs = list(_runs(stream, textbox))
    if any(run.font.bitmap or run.font.png or run.font.svg or run.font.colr for run in runs):
        return list(_draw_first_line(stream, textbox, text_overflow, block_ellipsis, matrix))
    stream.set_text_matrix(*matrix.values)
    pen = _Pen(stream, turns=any(run.right_to_left for run in runs))
    for run in sorted(runs, key=lambda run: run.offset):
        pen.take(run)
        for cluster in run.words():
            _write(pen, run, cluster)
    pen.lift()
    return []


# There is no hook for another way to draw; the typesetter looks up its own here for each line.
_draw_first_line = put_in_place(weasyprint_text, "draw_first_line", draw_line)


def _runs(stream: _Foreign, textbox: _Foreign) -> Iterator[Run]:
    line, _ = textbox.pango_layout.get_first_line()
    typed = textbox.pango_layout.text.encode()
    place, link = 0.0, line.runs[0]
    while link != ffi.NULL:
        item = link.data
        link = link.next
        font, size = stream.add_font(item.item.analysis.font)
        if pango.pango_version() < 14802:  # noqa: PLR2004 — GNOME/pango#530, as WeasyPrint does
            size = textbox.style["font_size"]
        clusters = list(_clusters(stream, font, item, typed, place, size))
        level = item.item.analysis.level
        put_together = _turned(clusters, size) if level % 2 else _with_marks(clusters)
        yield Run(font, size, item.item.offset, level, put_together)
        place = clusters[-1].ends if clusters else place


def _clusters(  # noqa: PLR0917 — what a run of Pango's consists of
    stream: _Foreign, font: _Foreign, item: _Foreign, typed: bytes, place: float, size: float
) -> Iterator[Cluster]:
    marks = item.glyphs.log_clusters[0 : item.glyphs.num_glyphs]
    begins = sorted(set(marks))
    ends = dict(zip(begins, [*begins[1:], item.item.length], strict=False))
    infos = zip(marks, item.glyphs.glyphs[0 : item.glyphs.num_glyphs], strict=True)
    for mark, group in groupby(infos, key=lambda pair: pair[0]):
        start, glyphs = place, []
        for _, info in group:
            if info.glyph != pango.PANGO_GLYPH_EMPTY:
                glyphs.append(_glyph(stream, font, item.item.analysis.font, info, place, size))
            place += info.geometry.width * FROM_UNITS
        letters = typed[item.item.offset + mark : item.item.offset + ends[mark]].decode()
        yield Cluster(letters.translate(_NEVER_TYPED), start, place, tuple(glyphs))


def _with_marks(clusters: Iterable[Cluster]) -> tuple[Cluster, ...]:
    """Marks and joiners put to the letters that they stand on: Pango has them as clusters of their own."""
    whole: list[Cluster] = []
    for cluster in clusters:
        if whole and not whole[-1].is_space and _stands_on_another(cluster):
            whole.append(whole.pop().followed_by(cluster))
        else:
            whole.append(cluster)
    return tuple(whole)


def _turned(clusters: Sequence[Cluster], size: float) -> tuple[Cluster, ...]:
    """The same from right to left, where letters too close to be told apart, as lam and alef, are put together too."""
    whole: list[Cluster] = []
    for cluster in reversed(clusters):
        is_close = bool(whole) and whole[-1].starts - cluster.starts < _STEP * size and not cluster.is_space
        if whole and not whole[-1].is_space and (is_close or _stands_on_another(cluster)):
            whole.append(whole.pop().led_by(cluster))
        else:
            whole.append(cluster)
    return tuple(reversed(whole))


def _stands_on_another(cluster: Cluster) -> bool:
    first = cluster.letters[:1]
    return first in _JOINERS or unicodedata.category(first).startswith("M") if first else not cluster.glyphs


def _glyph(  # noqa: PLR0917 — see above
    stream: _Foreign, font: _Foreign, pango_font: _Foreign, info: _Foreign, place: float, size: float
) -> Glyph:
    number = info.glyph
    if number & pango.PANGO_GLYPH_UNKNOWN_FLAG:
        number = font.get_unused_glyph_id(number - pango.PANGO_GLYPH_UNKNOWN_FLAG)
        font.widths.setdefault(number, round(info.geometry.width * FROM_UNITS / size * 1000))
        font.widths.setdefault(0, font.widths[number])
    if number not in font.widths:
        pango.pango_font_get_glyph_extents(pango_font, number, stream.ink_rect, stream.logical_rect)
        font.widths[number] = round(stream.logical_rect.width * FROM_UNITS / size * 1000)
    return Glyph(
        number,
        place + info.geometry.x_offset * FROM_UNITS,
        -info.geometry.y_offset * FROM_UNITS,
        font.widths[number] * size / 1000,
    )


def _write(pen: "_Pen", run: Run, cluster: Cluster) -> None:
    """A cluster as it is, where its one glyph says what was typed; else as spans that say it."""
    if not cluster.glyphs:
        return
    for glyph in cluster.glyphs:
        run.font.to_unicode.setdefault(glyph.number, cluster.letters or " ")
    if pen.turns and _needs_a_side(run, cluster):
        _span_by_letter(pen, cluster.letters + _TO_THE_LEFT, cluster)
    elif _is_plain(run, cluster):
        pen.draw(cluster.glyphs)
    elif run.right_to_left:
        _span_by_letter(pen, cluster.letters, cluster)
    else:
        pen.span(cluster.letters, cluster.starts, cluster.ends, cluster.glyphs)


def _is_plain(run: Run, cluster: Cluster) -> bool:
    if cluster.is_space:
        return True
    said = "".join(run.font.to_unicode[glyph.number] for glyph in cluster.glyphs)
    return len(cluster.glyphs) == 1 and not cluster.glyphs[0].rise and said == cluster.letters


def _needs_a_side(run: Run, cluster: Cluster) -> bool:
    """Whether readers would take this number, comma or last mark of a word to the other side of what it stands by.

    They turn around what is strictly right-to-left, and leave the rest as it lies between (poppler's reorderText).
    A mark that nobody sees, U+200F, says to which side it belongs.
    """
    letters = cluster.letters or " "
    first, last = unicodedata.bidirectional(letters[0]), unicodedata.bidirectional(letters[-1])
    if not run.right_to_left:
        return first in _NUMBERS and cluster is run.clusters[0]
    place = run.clusters.index(cluster)
    is_last = place == 0 or run.clusters[place - 1].is_space
    return is_last and (first in _SEPARATORS or last == "NSM")


def _span_by_letter(pen: "_Pen", letters: str, cluster: Cluster) -> None:
    *marks, base = reversed(letters)
    place = cluster.starts
    for mark in marks:
        following = place + _STEP * pen.size
        pen.span(mark, place, following, ())
        place = following
    pen.span(base, place, max(cluster.ends, place + _STEP * pen.size), cluster.glyphs)


@dataclass(slots=True)
class _Pen:
    """Where the next glyph goes, and what was drawn but not yet handed to the stream."""

    stream: _Foreign
    turns: bool
    x: float = 0.0
    size: float = 1.0
    font: _Foreign = None
    pieces: list[str] = field(default_factory=list)
    codes: list[str] = field(default_factory=list)

    def take(self, run: Run) -> None:
        self.lift()
        self.font, self.size = run.font, run.size
        self.stream.set_font_size(run.font.hash, run.size)

    def lift(self) -> None:
        """Hand over what was drawn."""
        self._close()
        if self.pieces:
            self.stream.show_text("".join(self.pieces))
            self.pieces = []

    def draw(self, glyphs: Iterable[Glyph]) -> None:
        for rise, level in groupby(glyphs, key=lambda glyph: glyph.rise):
            if rise:
                self.lift()
                self.stream.set_text_rise(rise)
            for glyph in level:
                self._put(glyph.number, glyph.x, glyph.advance)
            if rise:
                self.lift()
                self.stream.set_text_rise(0)

    def span(self, letters: str, starts: float, ends: float, glyphs: tuple[Glyph, ...]) -> None:
        """Draw glyphs between two places under the name of these letters."""
        self.lift()
        named = letters.encode("utf-16-be").hex()
        self.stream.begin_marked_content("Span", f"<</ActualText <feff{named}>>>".encode())
        self._anchor(starts, is_end=False)
        self.draw(glyphs)
        self._anchor(ends, is_end=True)
        self.lift()
        self.stream.end_marked_content()

    def _anchor(self, place: float, *, is_end: bool) -> None:
        number, letter, width = anchor(self.font.file_content, self.font.index)
        self.font.to_unicode.setdefault(number, letter)
        advance = self.font.widths.setdefault(number, width) * self.size / 1000
        self._put(number, place - advance if is_end else place, advance)

    def _put(self, number: int, x: float, advance: float) -> None:
        move = round((x - self.x) / self.size * 1000)
        if abs(move) >= _SAME_PLACE:
            self._close()
            self.pieces.append(f"{-move}")
            self.x += move * self.size / 1000
        self.codes.append(f"{number:04x}")
        self.x += advance

    def _close(self) -> None:
        if self.codes:
            self.pieces.append(f"<{''.join(self.codes)}>")
            self.codes = []
