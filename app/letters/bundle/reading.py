"""Reading a bundle: every file, every fault, then the whole as values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from app.kit import languages
from app.letters.bundle import lists
from app.letters.bundle.exhibits import Unfit, read_exhibit
from app.letters.bundle.faults import BundleRefused, Fault, Faults
from app.letters.bundle.fields import LONGEST_LINE, Fields
from app.letters.bundle.front import Page, read_page, read_text
from app.letters.bundle.values import Bundle, OrganisationEntry, Wording

OWN = frozenset(
    (
        *("title", "slug", "language", "date", "place", "organisation", "campaign", "tags"),
        *("lead", "closing", "goal", "opens", "closes", "state"),
    )
)
TRANSLATED = frozenset({"title", "lead", "closing"})
ORGANISATION = frozenset({"name", "website", "logo", "offices", "contacts"})
OFFICE = frozenset({"label", "address", "phone"})
CONTACT = frozenset({"name", "email", "phone"})
LONGEST_LETTER = 40_000  # bytes: what the press sets in bounded time
LONGEST_REPORT = 400_000


Place = tuple[str, int, str]  # file, line, field


def read(folder: Path, spoken: tuple[str, ...]) -> Bundle:
    """Read the bundle in a folder; country names are looked up in the spoken languages.

    Raises BundleRefused with every fault at once.
    """
    if not (folder / "letter.md").is_file():
        raise BundleRefused([Fault("letter.md", 0, "", "There is no such file, so this folder is no bundle.")])
    return _Reader(folder, spoken, Faults()).bundle()


def read_all(folders: Sequence[Path], spoken: tuple[str, ...]) -> list[Bundle]:
    """Read several bundles; raise BundleRefused with the faults of all, two with one slug among them."""
    bundles: list[Bundle] = []
    found: list[Fault] = []
    for folder in folders:
        try:
            bundles.append(read(folder, spoken))
        except BundleRefused as refused:
            found += [replace(fault, file=f"{folder}/{fault.file}") for fault in refused.faults]
    slugs = [bundle.slug for bundle in bundles]
    for slug in sorted({slug for slug in slugs if slugs.count(slug) > 1}):
        found.append(Fault("letter.md", 0, "slug", f"{slugs.count(slug)} bundles have the slug {slug}."))
    if found:
        raise BundleRefused(found)
    return bundles


@dataclass(slots=True)
class _Reader:
    folder: Path
    spoken: tuple[str, ...]
    faults: Faults

    def bundle(self) -> Bundle:
        page = read_page(self.folder / "letter.md", self.faults)
        self._known(page, OWN)
        slug, language = self._slug(page), self._language(page)
        wordings = {language: self._wording(page, "report.md"), **self._translations(language)}
        front = Fields(page, self.faults)
        recipients = lists.recipients(self.folder, self.spoken, language, self.faults)
        signatories = lists.signatories(self.folder, self.spoken, self.faults)
        attachments = lists.attachments(self.folder, self.faults)
        bundle = Bundle(
            slug=slug,
            language=language,
            wordings=wordings,
            date=front.day("date"),
            place=front.line("place"),
            organisation=self._organisation(page),
            campaign=front.line("campaign"),
            tags=front.tags(),
            goal=front.goal(),
            opens_at=front.moment("opens"),
            closes_at=front.moment("closes", through_the_day=True),
            state=front.state(),
            recipients=recipients,
            signatories=signatories,
            attachments=attachments,
        )
        self.faults.refuse()
        return bundle

    def _known(self, page: Page, known: frozenset[str]) -> None:
        for name, entry in page.front.items():
            if name not in known:
                sentence = f"There is no such field; the fields are {', '.join(sorted(known))}."
                self.faults.add(page.file, entry.line, name, sentence)

    def _slug(self, page: Page) -> str:
        slug = Fields(page, self.faults).line("slug", required=True, longest=100)
        if slug and not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug):
            sentence = "Use small letters a to z, figures and single hyphens."
            self.faults.add(page.file, page.front["slug"].line, "slug", sentence)
        return slug

    def _language(self, page: Page) -> str:
        code = Fields(page, self.faults).line("language", required=True)
        if code and not languages.is_known(code):
            sentence = f"“{code}” is no language code; write one such as en, uk or pt-BR."
            self.faults.add(page.file, page.front["language"].line, "language", sentence)
        return code

    def _wording(self, page: Page, report: str) -> Wording:
        front = Fields(page, self.faults)
        path = self.folder / report
        report_text = read_text(path, self.faults) if path.is_file() else ""
        self._weigh(page.file, page.body, LONGEST_LETTER)
        self._weigh(report, report_text, LONGEST_REPORT)
        if not page.body:
            self.faults.add(page.file, 0, "", "There is no text below the front matter.")
        return Wording(
            title=front.line("title", required=True),
            lead=front.text("lead"),
            body=page.body,
            closing=front.text("closing"),
            report=report_text,
        )

    def _weigh(self, file: str, content: str, most: int) -> None:
        size = len(content.encode())
        if size > most:
            self.faults.add(file, 0, "", f"The text has {size:,} bytes; the most is {most:,}.")

    def _translations(self, own: str) -> dict[str, Wording]:
        found: dict[str, Wording] = {}
        for path in sorted(self.folder.glob("letter.*.md")):
            code = path.name.removeprefix("letter.").removesuffix(".md")
            if not languages.is_known(code) or code == own:
                reason = "is the letter's own language" if code == own else "is no language code"
                self.faults.add(path.name, 0, "", f"“{code}” in the file's name {reason}.")
                continue
            page = read_page(path, self.faults)
            self._known(page, TRANSLATED)
            found[code] = self._wording(page, f"report.{code}.md")
        self._no_orphans({own, *found})
        return found

    def _no_orphans(self, codes: set[str]) -> None:
        for path in sorted(self.folder.glob("report.*.md")):
            code = path.name.removeprefix("report.").removesuffix(".md")
            if code not in codes or not (self.folder / f"letter.{code}.md").is_file():
                self.faults.add(path.name, 0, "", f"There is no letter.{code}.md that this report belongs to.")

    def _organisation(self, page: Page) -> OrganisationEntry | None:
        entry = page.front.get("organisation")
        if entry is None or not entry.value:
            return None
        if isinstance(entry.value, str):
            return OrganisationEntry(name=Fields(page, self.faults).line("organisation"))
        if not isinstance(entry.value, dict):
            self.faults.add(page.file, entry.line, "organisation", "Write a name, or a mapping with a name.")
            return None
        return self._organisation_mapping((page.file, entry.line, "organisation"), entry.value)

    def _organisation_mapping(self, where: Place, fields: dict[str, object]) -> OrganisationEntry:
        for name in fields.keys() - ORGANISATION:
            self.faults.add(*where, f"There is no such field as {name}.")
        name = str(fields.get("name", "")).strip()
        if not name or len(name) > LONGEST_LINE:
            self.faults.add(*where, f"The name is missing or longer than {LONGEST_LINE} characters.")
        website = str(fields.get("website", "")).strip()
        if website and not re.fullmatch(r"https?://[^\s<>\"]{3,490}", website):
            self.faults.add(*where, "The website must be an address such as https://organisation.example.")
        logo = str(fields.get("logo", "")).strip()
        content, kind = self._logo(where, logo)
        return OrganisationEntry(
            name=name,
            website=website,
            logo=logo,
            logo_type=kind,
            logo_content=content,
            offices=self._mappings(where, "offices", fields, OFFICE),
            contacts=self._mappings(where, "contacts", fields, CONTACT),
        )

    def _logo(self, where: Place, name: str) -> tuple[bytes, str]:
        if not name:
            return b"", ""
        try:
            return read_exhibit(self.folder, name, images_only=True)
        except Unfit as unfit:
            self.faults.add(*where, f"The logo: {unfit}")
            return b"", ""

    def _mappings(
        self, where: Place, name: str, fields: dict[str, object], known: frozenset[str]
    ) -> tuple[dict[str, str], ...]:
        value = fields.get(name) or []
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            self.faults.add(*where, f"{name} must be a list of mappings with {', '.join(sorted(known))}.")
            return ()
        for unknown in {str(key) for item in value for key in item} - known:
            self.faults.add(*where, f"There is no such field as {unknown} in {name}.")
        return tuple({str(key): lists.one_or_more_lines(str(text)) for key, text in item.items()} for item in value)
