"""Sets a letter: a Manuscript becomes a tagged PDF, the same bytes every time."""

from markupsafe import Markup

from app.paper.letter.addressing import set_addressed
from app.paper.letter.composition import html_of, pictures_of
from app.paper.manuscript import Addressee, Colophon, Letterhead, Manuscript, PaperSize, Passage
from app.paper.typesetting import typeset


def set_letter(letter: Manuscript, *, paper: PaperSize, counted: bool = True) -> bytes:
    """The letter as PDF; each page says of how many where they are `counted`. Only ever called inside the press."""
    if letter.addressee:
        return next(set_addressed(letter, [letter.addressee], paper=paper, counted=counted))
    identifier = bytes.fromhex(letter.digest())[:16]
    return typeset(html_of(letter, paper, counted=counted), pictures_of(letter), identifier=identifier, tagged=True)


def rehearse() -> None:
    """Set a few words, so that styles, fonts and libraries are loaded before they are needed."""
    words = Passage(Markup("<p>Ready.</p>"))
    colophon = Colophon("https://example.org", 1, "2000-01-01", "", "2000-01-01", "https://example.org")
    addressee = Addressee("Rehearsal", salutation="Dear all,")
    set_letter(Manuscript("en", Letterhead("Rehearsal"), "Rehearsal", words, colophon, addressee), paper="A4")
