"""Fields of a front matter: each read as what it must be, a wrong one told and left empty."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.kit import text
from app.letters.bundle.faults import Faults
from app.letters.bundle.front import Entry

STATES = ("draft", "open", "closed")
LONGEST_LINE = 200
LONGEST_TEXT = 10_000
LARGEST_GOAL = 2**31 - 1


def lines_of(value: str) -> str:
    """Return lines separated by a | that stands alone or by line breaks as lines, each folded."""
    return "\n".join(filter(None, map(text.one_line, re.split(r"(?:^|(?<=\s))\|(?=\s|$)|\n", value))))


@dataclass(frozen=True, slots=True)
class Fields:
    """Takes single values out of a mapping; `line` and `within` say where the mapping itself stands."""

    file: str
    entries: dict[str, Entry]
    faults: Faults
    line: int = 1
    within: str = ""

    def only(self, known: Iterable[str]) -> None:
        """Tell of every field that is none of these."""
        for name in self.entries.keys() - set(known):
            self.wrong(name, f"There is no such field; the fields are {', '.join(sorted(known))}.")

    def text(self, name: str, *, longest: int = LONGEST_TEXT) -> str:
        entry = self.entries.get(name)
        if entry is None:
            return ""
        if not isinstance(entry.value, str):
            self.wrong(name, "Write a text.")
            return ""
        value = text.paragraphs(entry.value).strip()
        if len(value) > longest:
            self.wrong(name, f"Use at most {longest} characters, not {len(value)}.")
        return value

    def one_line(self, name: str, *, required: bool = False, longest: int = LONGEST_LINE) -> str:
        value = text.one_line(self.text(name, longest=longest))
        if required and not value and self.entries:  # without any, the whole front matter was refused
            self.wrong(name, f"The {name} is missing.")
        return value

    def lines(self, name: str, *, longest: int) -> str:
        return lines_of(self.text(name, longest=longest))

    def day(self, name: str) -> date | None:
        value = self.one_line(name)
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            self.wrong(name, f"“{value}” is no date; write one such as 2026-11-02.")
            return None

    def moment(self, name: str, *, through_the_day: bool = False) -> datetime | None:
        """Read a day or a time (ISO 8601); a time without a zone is UTC, a day closes when it is over."""
        value = self.one_line(name)
        try:
            if not value:
                return None
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
                begins = datetime.combine(date.fromisoformat(value), time(tzinfo=UTC))
                return begins + timedelta(days=1) if through_the_day else begins
            found = datetime.fromisoformat(value)
            return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            self.wrong(name, f"“{value}” is no date or time; write 2026-11-02 or 2026-11-02T12:00Z.")
            return None

    def goal(self) -> int | None:
        value = self.one_line("goal")
        if value and not (re.fullmatch(r"[0-9]{1,10}", value) and 0 < int(value) <= LARGEST_GOAL):
            self.wrong("goal", f"“{value}” is no goal; write a whole number such as 5000.")
            return None
        return int(value) if value else None

    def state(self) -> str | None:
        value = self.one_line("state")
        if value and value not in STATES:
            self.wrong("state", f"The state is one of {', '.join(STATES)}, not “{value}”.")
        return value or None

    def tags(self) -> tuple[str, ...]:
        entry = self.entries.get("tags")
        value = entry.value if entry else []
        words = value.split(",") if isinstance(value, str) else [item.value for item in _list(value)]
        tags = [text.one_line(word) for word in words if isinstance(word, str)]
        if isinstance(value, dict) or len(tags) < len(words) or any(len(tag) > LONGEST_LINE for tag in tags):
            self.wrong("tags", f"Write a list of words, each of at most {LONGEST_LINE} characters.")
        return tuple(filter(None, tags))

    def mappings(self, name: str) -> list[Fields]:
        """Return the mappings that a list holds."""
        entry = self.entries.get(name)
        items = _list(entry.value) if entry else []
        found = [self._inner(name, item) for item in items if isinstance(item.value, dict)]
        if entry and entry.value and (len(found) < len(items) or not items):
            self.wrong(name, "Write a list of mappings.")
        return found

    def mapping(self, name: str) -> Fields:
        """Return the mapping of a field, empty where it is none."""
        return self._inner(name, self.entries[name])

    def wrong(self, name: str, sentence: str) -> None:
        """Tell what is wrong with a field, on its line or where it is missing."""
        entry = self.entries.get(name)
        self.faults.add(self.file, entry.line if entry else self.line, f"{self.within}{name}", sentence)

    def _inner(self, name: str, entry: Entry) -> Fields:
        entries = entry.value if isinstance(entry.value, dict) else {}
        return Fields(self.file, entries, self.faults, entry.line, f"{self.within}{name}.")


def _list(value: str | list[Entry] | dict[str, Entry]) -> list[Entry]:
    return value if isinstance(value, list) else []
