"""One letter, many recipients: the letter is set once, and what is an addressee's own is spliced into its first page.

A print depends on its letter and its addressee alone, never on those beside it: alone or among a hundred, it is the
same bytes. docs/decisions/0012-one-letter-many-recipients.md tells why it is done so, and what was measured.
"""

import contextlib
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import fields, replace
from typing import Any

from weasyprint import CSS
from weasyprint.text.fonts import FontConfiguration

from app.kit.text import one_line, printable
from app.paper.letter.composition import Fit, Place, Slots, html_of, pictures_of, slip_of
from app.paper.letter.splicing import CannotBeSpliced, Splice
from app.paper.manuscript import Addressee, Manuscript, PaperSize
from app.paper.refusals import PressFailed
from app.paper.typesetting import composed, typeset, written
from app.paper.typesetting.fetcher import STATIC, AssetFetcher
from app.paper.typesetting.textlayer import FontShelf

_STYLES = ("fonts.css", "page.css", "letter.css")
# What holds the place of the addressee's own words: a sign that is drawn, as spaces are not part of a text, and that
# the letter's own font has in every script.
_HELD = "."
# An address of 20 lines in CSS pixels. Nobody's is so long, and it leaves room for the title below it.
_TALLEST_ADDRESS = 305.0
# A salutation of 12 lines: 300 characters of the widest script, and some.
_TALLEST_SALUTATION = 300.0
_ROUNDING = 0.01
# How much taller a line may be for letters of another script (1 to 4 CSS pixels were measured for ten of them):
# as much as the margin below it, 3.6 pt. So all scripts share one setting of the letter.
_OTHER_SCRIPTS = 4.8
_FITS: tuple[Fit, ...] = ("roomy", "close")


def set_addressed(
    letter: Manuscript, addressees: Iterable[Addressee], *, paper: PaperSize, counted: bool = True
) -> Iterator[bytes]:
    """The letter to each of them as PDF, in their order, each as it is done.

    Raise PressFailed for an address that no page can hold. Only ever called inside the press.
    """
    setting = _Setting(letter, paper, counted=counted)
    for addressee in addressees:
        yield setting.print_to(addressee)


class _Styles:
    """Our styles and fonts, read once for all slips: that takes longer than setting one.

    Not kept for the next letter: the fonts lie in a folder of the process that read them, and a process that is
    forked from it and shut in cannot open that.
    """

    def __init__(self) -> None:
        self.fonts = FontConfiguration()
        files = [STATIC / "css" / "print" / name for name in _STYLES]
        fetcher = AssetFetcher({})
        self.sheets = [CSS(filename=file, url_fetcher=fetcher, font_config=self.fonts) for file in files]


class _Setting:
    """A letter on its way to many: what it is set with, and what is set of it already."""

    def __init__(self, letter: Manuscript, paper: PaperSize, *, counted: bool) -> None:
        self._letter = letter
        self._paper = paper
        self._counted = counted
        self._styles = _Styles()
        self._masters: dict[float | None, _Master] = {}

    def print_to(self, addressee: Addressee) -> bytes:
        addressed = replace(self._letter, addressee=addressee)
        identifier = bytes.fromhex(addressed.digest())[:16]
        addressed = replace(addressed, addressee=_harmless(addressee))
        master, slip = self._matched(addressed)
        if master.splice and slip.fit != "flowing":
            with contextlib.suppress(CannotBeSpliced):
                return master.splice.with_slip(slip.written(), slip.slots.places, identifier=identifier)
        html = html_of(addressed, self._paper, fit=slip.fit, counted=self._counted)
        return typeset(html, pictures_of(addressed), identifier=identifier, tagged=True)

    def _matched(self, letter: Manuscript) -> "tuple[_Master, _Slip]":
        """A letter with room for this addressee's words, and a slip of them that is made for its places."""
        greets = bool(letter.addressee and letter.addressee.salutation)
        master = self._master(0.0 if greets else None)
        slip = self._fitting(letter, master.slots)
        if slip.slots.greeting > _TALLEST_SALUTATION:
            raise PressFailed("The recipient's salutation is too long for a letter.")
        if slip.slots.greeting > master.slots.greeting + _OTHER_SCRIPTS:
            # Set once for all whose salutation takes as many lines.
            master = self._master(slip.slots.greeting)
            slip = self._fitting(letter, master.slots)
        return master, slip

    def _fitting(self, letter: Manuscript, slots: Slots) -> "_Slip":
        """A slip whose address the window shows; where none does, one that says so by its fit."""
        for fit in _FITS:
            slip = _Slip(slip_of(letter, self._paper, fit=fit, slots=slots), fit, self._styles)
            if slip.slots.addressee.bottom <= slots.window.bottom + _ROUNDING:
                return slip
        if slip.slots.addressee.height > _TALLEST_ADDRESS:
            raise PressFailed("The recipient's name and address are too long for a letter.")
        slip.fit = "flowing"
        return slip

    def _master(self, room: float | None) -> "_Master":
        if room not in self._masters:
            self._masters[room] = _Master(self._letter, room, self._paper, counted=self._counted)
        return self._masters[room]


class _Master:
    """The letter with places held for what is its addressee's own.

    There is no `splice` where a title takes the whole first page, and the salutation stands overleaf.
    """

    def __init__(self, letter: Manuscript, room: float | None, paper: PaperSize, *, counted: bool) -> None:
        """`room` is the least height of the salutation in CSS pixels; None where there is no salutation."""
        held = replace(letter, addressee=Addressee(_HELD, salutation="" if room is None else _HELD))
        document = composed(html_of(held, paper, room=room or 0.0, counted=counted), pictures_of(held))
        self.slots = _slots(document)
        self.splice: Splice | None = None
        if (room is None) == (self.slots.salutation is None):
            self.splice = Splice(written(document, identifier=b"", tagged=True), self.slots.places)


class _Slip:
    """What is the addressee's own, laid out by itself."""

    def __init__(self, html: str, fit: Fit, styles: _Styles) -> None:
        self._document = composed(html, {}, stylesheets=styles.sheets, font_config=styles.fonts)
        self._document.fonts = _SlipShelf()
        self.slots = _slots(self._document)
        self.fit = fit

    def written(self) -> bytes:
        return written(self._document, identifier=b"", tagged=True)


def _slots(document: Any) -> Slots:  # noqa: ANN401 — WeasyPrint's, untyped
    """Where the first page of a letter, or a slip, has what is its addressee's own."""
    anchors = document.pages[0].anchors
    salutation = Place(*anchors["salutation"]) if "salutation" in anchors else None
    return Slots(Place(*anchors["window"]), Place(*anchors["addressee"]), salutation)


def _harmless(addressee: Addressee) -> Addressee:
    """The same without characters that nobody sees and that turn or break lines; what is checked before has none."""
    said = {field.name: getattr(addressee, field.name) for field in fields(addressee)}
    lines = tuple(_one_harmless_line(line) for line in said.pop("address"))
    return Addressee(**{name: _one_harmless_line(words) for name, words in said.items()}, address=lines)


def _one_harmless_line(words: str) -> str:
    return one_line(printable(words))


class _SlipShelf(FontShelf):
    """The fonts of a slip. Other parts of a font than the letter holds are named otherwise (ISO 32000-1, 9.6.4)."""

    def __setitem__(self, key: object, font: Any) -> None:  # noqa: ANN401 — WeasyPrint's, untyped
        letters = hashlib.sha256(b"slip" + font.hash.encode()).digest()[: len(font.hash)]
        named = "".join(chr(ord("A") + letter % 26) for letter in letters)
        font.name = font.name.replace(font.hash.encode(), named.encode(), 1)
        font.hash = named
        super().__setitem__(key, font)
