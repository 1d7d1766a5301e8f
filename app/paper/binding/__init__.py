"""Binds a letter with its attachments: listed, each behind its cover, every page on a numbered sheet of one size."""

from collections.abc import Sequence
from contextlib import ExitStack
from io import BytesIO

from pikepdf import ObjectStreamMode, Pdf

from app.paper.binding import layers, laying, navigation, structure
from app.paper.binding.back import set_back
from app.paper.binding.documents import Document
from app.paper.binding.duplicates import merge
from app.paper.binding.leaves import Part, sheet_for
from app.paper.binding.lighter import Lightener
from app.paper.binding.limits import Budget, Unbindable
from app.paper.binding.pictures import leaf_of_picture
from app.paper.manuscript import Exhibit, Manuscript, PaperSize
from app.paper.refusals import PressFailed
from app.paper.typesetting.claims import withdraw
from app.paper.words import templates


def bind(printed: bytes, letter: Manuscript, *, paper: PaperSize, lighter: bool = False) -> bytes:
    """The letter and its attachments as one file to be printed, not claimed to be PDF/UA.

    A lighter print has its pictures at 150 dots an inch. Raises PressFailed with a sentence that names the attachment.
    A letter whose attachments are not at hand comes back as it is.
    """
    exhibits = [exhibit for exhibit in letter.exhibits if exhibit.content is not None]
    if not exhibits:
        return printed
    with ExitStack() as opened, Pdf.open(BytesIO(printed)) as book:
        reader = _Reader(book, opened, paper=paper, lighter=lighter)
        parts = [reader.part(exhibit) for exhibit in exhibits]
        _append(book, letter, parts, paper=paper, saved=reader.saved)
        layers.settle(book, reader.layers)
        withdraw(book)  # pages of attachments are read as they come
        if lighter:
            merge(book)
        bound = BytesIO()
        book.save(bound, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    return bound.getvalue()


class _Reader:
    """Reads attachments into a book, and keeps open those that are read again when it is written."""

    def __init__(self, book: Pdf, opened: ExitStack, *, paper: PaperSize, lighter: bool) -> None:
        self._book = book
        self._opened = opened
        self._paper = paper
        self._budget = Budget()
        self._lightener = Lightener(self._budget) if lighter else None
        self.layers: list[layers.Layer] = []

    @property
    def saved(self) -> int:
        return self._lightener.saved if self._lightener else 0

    def part(self, exhibit: Exhibit) -> Part:
        try:
            return self._document(exhibit) if exhibit.media_type == "application/pdf" else self._picture(exhibit)
        except Unbindable as reason:
            raise PressFailed(f"Attachment {exhibit.number} cannot be bound: {reason}.") from reason

    def _document(self, exhibit: Exhibit) -> Part:
        document = Document(exhibit.content or b"", self._budget)
        self._opened.callback(document.close)
        leaves = document.leaves(self._book, self._paper, self._lightener)
        self.layers.extend(document.layers(self._book))
        return Part(exhibit, leaves, document.marks())

    def _picture(self, exhibit: Exhibit) -> Part:
        leaf = leaf_of_picture(
            exhibit.content or b"", self._book, paper=self._paper, budget=self._budget, lightener=self._lightener
        )
        return Part(exhibit, (leaf,))


def _append(book: Pdf, letter: Manuscript, parts: Sequence[Part], *, paper: PaperSize, saved: int) -> None:
    """Put the back behind the letter, the leaves on its sheets, and lead the reader to both."""
    end = len(book.pages)
    sheets = [[sheet_for(leaf, paper) for leaf in part.leaves] for part in parts]
    content = set_back(letter, parts, sheets, paper=paper, first=end + 1, saved=saved)
    with Pdf.open(BytesIO(content)) as back:
        book.add_pages_from(back)
        pages = list(book.pages)
        sections = structure.join(book, back, pages[end:])
    fed = laying.feed(parts, sheets, pages, sections)
    for each in fed:
        laying.lay(book, each)
    navigation.lead_to_covers(pages[:end], {each.part.exhibit.number: each.cover for each in fed})
    title = templates(letter.language).from_string('{{ _("Attachments") }}').render()
    navigation.outline(book, [(each.part, each.start) for each in fed], title=title, register=end)
    navigation.count(book)
