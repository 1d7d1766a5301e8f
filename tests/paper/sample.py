"""A letter of the real kind, with all that such letters hold, and what can be read from its print."""

import hashlib
import subprocess
from dataclasses import dataclass
from functools import cached_property
from io import BytesIO
from pathlib import Path

import pikepdf
from PIL import Image

from app.letters.prose import for_print
from app.paper.manuscript import (
    Addressee,
    Colophon,
    Contact,
    Exhibit,
    Letterhead,
    Manuscript,
    Office,
    SignatoryLine,
)

COUNTRIES = ("Norway", "Kenya", "Uruguay")
WORDS = (
    "The panel read every page of the record and found that the dates of the hearing had been moved twice"
    " without a word to counsel, that the interpreter had been sent away, and that the minutes were silent on both."
)


def png(width: int = 600, height: int = 400) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (width, height), "#2f5d62").save(drawn, "PNG")
    return drawn.getvalue()


def pdf_of(pages: int) -> bytes:
    with pikepdf.new() as document:
        for _ in range(pages):
            document.add_blank_page(page_size=(595, 842))
        saved = BytesIO()
        document.save(saved)
    return saved.getvalue()


def report_of(headings: int, notes: int) -> str:
    """A report with so many headings, its title among them, and a note with a long address every so often."""
    lines = ["# The long hearing of Ostrava Street"]
    calls = iter(range(1, notes + 1))
    for number in range(1, headings):
        lines.append(f"{'###' if number % 4 == 0 else '##'} Finding {number:02} of the panel")
        for _ in range(4):
            called = "".join(f" And so it was.[^{call}]" for call in [next(calls, None)] if call)
            lines.append(f"{WORDS}{called} See [Attachment {number % 9 + 1}].")
    lines += [
        f"[^{note}]: Source {note:02}, p. {note}. https://archive.example.org/court/hearings/2025/ostrava-street/"
        f"minutes-of-the-sitting-number-{note:02}?page={note}&part=annex#paragraph-{note}"
        for note in range(1, notes + 1)
    ]
    return "\n\n".join(lines)


def signatories() -> tuple[SignatoryLine, ...]:
    persons = [
        SignatoryLine(
            "person",
            f"Amina Testimony {number:02}",
            "Prof. Dr.",
            "Chair of comparative procedure, University of the Islands",
            COUNTRIES[number % 3],
            featured=number < 2,
            note="in a personal capacity",
        )
        for number in range(15)
    ]
    organisations = [
        SignatoryLine("organisation", f"League of Witnesses {number}", country=COUNTRIES[number % 3])
        for number in range(8)
    ]
    return (*persons, *organisations)


def exhibits() -> tuple[Exhibit, ...]:
    contents = [("application/pdf", pdf_of(2)), ("image/png", png()), ("image/png", png(300, 900))] * 3
    return tuple(
        Exhibit(
            number,
            f"Exhibit {number}, minutes of the sitting",
            media_type,
            len(content),
            hashlib.sha256(content).hexdigest(),
            date="3 March 2025",
            content=content,
        )
        for number, (media_type, content) in enumerate(contents, start=1)
    )


def a_letter(**changes: object) -> Manuscript:
    """A short letter that stands alone; a test says what it wants otherwise."""
    fields: dict[str, object] = {
        "language": "en",
        "letterhead": Letterhead("Bureau of Open Hearings", "https://hearings.example.org"),
        "title": "Open the hearing on Ostrava Street",
        "body": for_print(WORDS, prefix="letter").passage,
        "colophon": Colophon(
            "https://letters.example.org/letters/ostrava",
            2,
            "2026-03-01",
            "ab" * 32,
            "2026-11-22",
            "https://letters.example.org/letters/ostrava/editions/2/en.json",
        ),
    }
    return Manuscript(**(fields | changes))  # type: ignore[arg-type]


def a_real_letter() -> Manuscript:
    """15 persons, 8 organisations, 13 headings, 42 footnotes with long addresses, 9 attachments."""
    statement = "\n\n".join([WORDS] * 6)
    return a_letter(
        letterhead=Letterhead(
            "Bureau of Open Hearings",
            "https://hearings.example.org",
            png(300, 100),
            "image/png",
            (Office("Tromsø", ("Storgata 1", "9008 Tromsø"), "+47 77 00 00 00"),),
            (Contact("Ingrid Vala", "ingrid@hearings.example.org"),),
        ),
        addressee=Addressee(
            "Dr Teodora Kalinová",
            "H.E.",
            "Minister of Justice",
            "Ministry of Justice",
            ("Vyšehradská 16", "128 10 Praha 2"),
            "Czechia",
            "Dear Minister,",
        ),
        place="Tromsø",
        date="1 March 2026",
        reference="BOH-7",
        lead=for_print("We ask for one thing: that the doors be opened.", prefix="lead").passage,
        body=for_print(statement, prefix="letter").passage,
        closing=for_print("We sign each in our own name.", prefix="closing").passage,
        report=for_print(report_of(13, 42), prefix="report", top=1).passage,
        signatories=signatories(),
        signatory_total=23,
        exhibits=exhibits(),
    )


@dataclass(frozen=True)
class Print:
    """A finished PDF and what can be read out of it."""

    content: bytes
    file: Path

    @cached_property
    def pages(self) -> list[str]:
        text = subprocess.run(
            ["pdftotext", "-layout", self.file, "-"], capture_output=True, text=True, check=True
        ).stdout
        return text.split("\f")[:-1]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.pages).split())


def printed(content: bytes, folder: Path) -> Print:
    file = folder / f"{hashlib.sha256(content).hexdigest()[:16]}.pdf"
    file.write_bytes(content)
    return Print(content, file)
