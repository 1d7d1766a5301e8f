"""The words that a volume of the roll adds of its own, in the letter's language."""

from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple, TypeAlias

import segno
from babel.dates import format_date
from babel.numbers import format_decimal
from babel.support import NullTranslations, Translations

from app.paper.roll.volume import Volume
from app.paper.words import locale_of

_TRANSLATIONS = Path(__file__).resolve().parents[3] / "translations"


class Said(NamedTuple):
    """Words, and what they are: plain, a link, or figures that run from left to right."""

    words: str
    kind: str = "plain"


Paragraph: TypeAlias = list[Said]
SectionName: TypeAlias = Literal["featured", "persons", "organisations"]


class Captions:
    """All that stands around the names of one volume."""

    def __init__(self, volume: Volume) -> None:
        self._volume = volume
        self._end = volume.colophon
        self._locale = locale_of(volume.language)
        self._speech = _speech(str(self._locale))

    def number(self, value: int) -> str:
        return str(format_decimal(value, locale=self._locale))

    def comma(self) -> str:
        _ = self._speech.gettext
        return str(_(", "))

    def kind(self) -> str:
        _ = self._speech.gettext
        return str(_("Roll of signatories"))

    def volume(self) -> str:
        """Which volume this is; nothing where there is but one."""
        _ = self._speech.gettext
        if self._volume.volumes == 1:
            return ""
        number, volumes = self.number(self._volume.number), self.number(self._volume.volumes)
        return str(_("Volume %(number)s of %(volumes)s")) % {"number": number, "volumes": volumes}

    def extent(self) -> str:
        """Which volume, and whom it names."""
        _ = self._speech.gettext
        first, last = self.number(self._volume.first), self.number(self._volume.last)
        named = str(_("signatories %(first)s–%(last)s")) % {"first": first, "last": last}
        volume = self.volume()
        return f"{volume} · {named}" if volume else named[:1].upper() + named[1:]

    def document(self) -> str:
        """The title of the file."""
        return " · ".join(part for part in (self._volume.title, self.kind(), self.volume()) if part)

    def about(self) -> list[str]:
        """On which day the roll stood so, and how many there are."""
        _, ngettext = self._speech.gettext, self._speech.ngettext
        volume, end = self._volume, self._end
        stood = str(_("As it stood on %(day)s, under edition %(number)s of %(edition_day)s.")) % {
            "day": self._day(volume.as_of),
            "number": self.number(end.edition),
            "edition_day": self._day(end.edition_date),
        }
        unnamed = volume.signed - volume.named
        signed = str(ngettext("%(total)s has signed.", "%(total)s have signed.", volume.signed))
        counted = str(
            ngettext(
                "%(count)s of them is counted and not named.", "%(count)s of them are counted and not named.", unnamed
            )
        )
        numbers = [signed % {"total": self.number(volume.signed)}]
        if unnamed > 0:
            numbers.append(counted % {"count": self.number(unnamed)})
        return [stood, " ".join(numbers)]

    def section(self, name: SectionName, *, continued: bool) -> str:
        """The heading of a section, which may have begun in the volume before."""
        _ = self._speech.gettext
        titles = {"featured": _("Signatories"), "persons": _("Persons"), "organisations": _("Organisations")}
        return str(_("%(section)s, continued")) % {"section": titles[name]} if continued else str(titles[name])

    def page(self) -> list[str]:
        """What stands before, between and after the number of a page and that of all."""
        _ = self._speech.gettext
        before, _page, rest = str(_("Page {page} of {pages}")).partition("{page}")
        between, _pages, after = rest.partition("{pages}")
        return [before, between, after]

    def alternative(self) -> str:
        _ = self._speech.gettext
        return str(_("QR code: %(address)s")) % {"address": self._end.verify_address or self._end.address}

    def drawn(self) -> str:
        """The QR code as SVG."""
        address = self._end.verify_address or self._end.address
        code = segno.make(address, error="m").svg_inline(border=0, dark="#16181a", omitsize=True)
        return str(code).replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)

    def colophon(self) -> list[Paragraph]:
        """What a reader needs to check this print."""
        return [paragraph for paragraph in (self._made(), *self._addresses(), self._sealed()) if paragraph]

    def _made(self) -> Paragraph:
        _ = self._speech.gettext
        facts = {"number": self.number(self._end.edition), "day": self._day(self._end.edition_date)}
        return [
            Said(
                str(_("Edition %(number)s of %(day)s, printed on %(today)s."))
                % (facts | {"today": self._day(self._end.printed_on)})
            )
        ]

    def _addresses(self) -> Iterator[Paragraph]:
        _ = self._speech.gettext
        end = self._end
        yield [Said(str(_("This letter is published at")) + " "), Said(end.address, "link")]
        yield [Said(str(_("Exact text")) + " "), Said(end.text_address, "link")]
        yield [Said(str(_("SHA-256 of the text")) + " "), Said(end.text_sha256, "figures")]
        if end.verify_address:
            yield [Said(str(_("Check this print at")) + " "), Said(end.verify_address, "link")]

    def _sealed(self) -> Paragraph:
        _ = self._speech.gettext
        if not self._end.seal:
            return []
        vouched = str(_("Timestamp by %(host)s.")) % {"host": self._end.timestamp_by}
        time = vouched if self._end.timestamp_by else str(_("No independent timestamp."))
        return [
            Said(str(_("SHA-256 of the certificate it is sealed with")) + " "),
            Said(self._end.seal, "figures"),
            Said(". " + time),
        ]

    def _day(self, day: str) -> str:
        return str(format_date(date.fromisoformat(day), format="long", locale=self._locale))


@cache
def _speech(locale: str) -> NullTranslations:
    return Translations.load(_TRANSLATIONS, [locale])
