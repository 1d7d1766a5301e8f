"""Reading a bundle: every file, every fault, then the whole as values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from app.kit import languages
from app.letters.bundle import lists
from app.letters.bundle.faults import BundleRefused, Fault, Faults
from app.letters.bundle.fields import Fields
from app.letters.bundle.front import Page, read_page, read_prose
from app.letters.bundle.letterhead import read_organisation
from app.letters.bundle.values import Bundle, Wording
from app.letters.burden import burdens

OWN = frozenset(
    (
        *("title", "slug", "language", "date", "place", "organisation", "campaign", "tags"),
        *("lead", "closing", "goal", "opens", "closes", "state"),
    )
)
TRANSLATED = frozenset({"title", "lead", "closing"})
LONGEST_LETTER = 40_000  # bytes: what the press sets in bounded time
LONGEST_REPORT = 400_000


@dataclass(frozen=True, slots=True)
class Survey:
    """What several folders hold: each bundle as far as it can be read, and the faults of all."""

    bundles: dict[Path, Bundle]
    faults: tuple[Fault, ...]

    def refuse(self) -> None:
        """Raise BundleRefused if there is any fault."""
        if self.faults:
            raise BundleRefused(list(self.faults))


def read(folder: Path, spoken: tuple[str, ...]) -> Bundle:
    """Read the bundle in a folder; country names are looked up in the spoken languages.

    Raises BundleRefused with every fault at once.
    """
    faults = Faults()
    bundle = _read(folder, spoken, faults)
    faults.refuse()
    return bundle


def survey(folders: Sequence[Path], spoken: tuple[str, ...]) -> Survey:
    """Read several bundles, whatever is wrong with some; two with one slug are a fault as well."""
    bundles: dict[Path, Bundle] = {}
    found: list[Fault] = []
    for folder in dict.fromkeys(folders):
        faults = Faults()
        with suppress(BundleRefused):
            bundles[folder] = _read(folder, spoken, faults)
        found += [replace(fault, file=f"{folder}/{fault.file}") for fault in faults.found]
    return Survey(bundles, (*found, *_taken_twice(bundles)))


def _read(folder: Path, spoken: tuple[str, ...], faults: Faults) -> Bundle:
    """Read a bundle as far as it goes; raise BundleRefused only where there is none at all."""
    if not (folder / "letter.md").is_file():
        faults.add("letter.md", 0, "", "There is no such file, so this folder is no bundle.")
        faults.refuse()
    return _Reader(folder, spoken, faults).bundle()


def _taken_twice(bundles: dict[Path, Bundle]) -> Iterator[Fault]:
    first: dict[str, Path] = {}
    for folder, bundle in bundles.items():
        if bundle.slug and bundle.slug in first:
            sentence = f"The slug {bundle.slug} is that of {first[bundle.slug]}/letter.md already."
            yield Fault(f"{folder}/letter.md", 0, "slug", sentence)
        first.setdefault(bundle.slug, folder)


@dataclass(slots=True)
class _Reader:
    folder: Path
    spoken: tuple[str, ...]
    faults: Faults

    def bundle(self) -> Bundle:
        page = read_page(self.folder / "letter.md", self.faults)
        front = Fields(page.file, page.front, self.faults)
        front.only(OWN)
        slug, language = self._slug(front), self._language(front)
        wordings = {language: self._wording(page, "report.md"), **self._translations(language)}
        recipients = lists.recipients(self.folder, self.spoken, language, self.faults)
        signatories = lists.signatories(self.folder, self.spoken, self.faults)
        attachments = lists.attachments(self.folder, self.faults)
        return Bundle(
            slug=slug,
            language=language,
            wordings=wordings,
            date=front.day("date"),
            place=front.one_line("place"),
            organisation=read_organisation(self.folder, front),
            campaign=front.one_line("campaign"),
            tags=front.tags(),
            goal=front.goal(),
            opens_at=front.moment("opens"),
            closes_at=front.moment("closes", through_the_day=True),
            state=front.state(),
            recipients=recipients,
            signatories=signatories,
            attachments=attachments,
        )

    def _slug(self, front: Fields) -> str:
        slug = front.one_line("slug", required=True, longest=100)
        if slug and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
            front.wrong("slug", "Use small letters a to z, figures and single hyphens.")
        return slug

    def _language(self, front: Fields) -> str:
        code = front.one_line("language", required=True)
        if code and not languages.is_known(code):
            front.wrong("language", f"“{code}” is no language code; write one such as en, uk or pt-BR.")
        return languages.canonical(code)

    def _wording(self, page: Page, report: str) -> Wording:
        front = Fields(page.file, page.front, self.faults)
        path = self.folder / report
        report_text = read_prose(path, self.faults) if path.exists() else ""
        self._weigh(page.file, page.body, LONGEST_LETTER, first=page.first)
        self._weigh(report, report_text, LONGEST_REPORT)
        if not page.body.strip():
            self.faults.add(page.file, 0, "", "There is no text below the front matter.")
        return Wording(
            title=front.one_line("title", required=True),
            lead=front.text("lead"),
            body=page.body,
            closing=front.text("closing"),
            report=report_text,
        )

    def _weigh(self, file: str, content: str, most: int, *, first: int = 1) -> None:
        """Tell what is too long, or too much for a machine; the text begins on line `first` of its file."""
        size = len(content.encode())
        if size > most:
            self.faults.add(file, 0, "", f"The text has {size:,} bytes; the most is {most:,}.")
            return
        for burden in burdens(content):
            self.faults.add(file, burden.line + first - 1, "", burden.sentence)

    def _translations(self, own: str) -> dict[str, Wording]:
        found: dict[str, Wording] = {}
        for path in sorted(self.folder.glob("letter.*.md")):
            typed = path.name.removeprefix("letter.").removesuffix(".md")
            code = languages.canonical(typed)
            if not languages.is_known(typed) or code == own or code in found:
                reason = (
                    "is no language code" if not languages.is_known(typed) else "is a language of the letter already"
                )
                self.faults.add(path.name, 0, "", f"“{typed}” in the file's name {reason}.")
                continue
            page = read_page(path, self.faults)
            Fields(page.file, page.front, self.faults).only(TRANSLATED)
            found[code] = self._wording(page, f"report.{typed}.md")
        self._no_orphans()
        return found

    def _no_orphans(self) -> None:
        for path in sorted(self.folder.glob("report.*.md")):
            code = path.name.removeprefix("report.").removesuffix(".md")
            if not (self.folder / f"letter.{code}.md").is_file():
                self.faults.add(path.name, 0, "", f"There is no letter.{code}.md that this report belongs to.")
