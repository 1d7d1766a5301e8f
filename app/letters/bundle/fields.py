"""Single values of a front matter: each read as what it must be, a wrong one told and left empty."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from app.letters.bundle.faults import Faults
from app.letters.bundle.front import Page

STATES = ("draft", "open", "closed")
LONGEST_LINE = 200
LARGEST_GOAL = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Fields:
    """Takes single values out of a page's front matter; a wrong one is a fault and comes back empty."""

    page: Page
    faults: Faults

    def text(self, name: str) -> str:
        entry = self.page.front.get(name)
        if entry is None:
            return ""
        if not isinstance(entry.value, str):
            self._wrong(name, "Write a text.")
            return ""
        return entry.value.strip()

    def line(self, name: str, *, required: bool = False, longest: int = LONGEST_LINE) -> str:
        value = " ".join(self.text(name).split())
        if required and not value:
            self._wrong(name, f"The letter needs a {name}.")
        if len(value) > longest:
            self._wrong(name, f"Use at most {longest} characters, not {len(value)}.")
        return value

    def day(self, name: str) -> date | None:
        value = self.line(name)
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            self._wrong(name, f"“{value}” is no date; write one such as 2026-11-02.")
            return None

    def moment(self, name: str, *, through_the_day: bool = False) -> datetime | None:
        """Read a day or a time (ISO 8601); a time without a zone is UTC, a day closes when it is over."""
        value = self.line(name)
        try:
            if not value:
                return None
            if re.fullmatch(r"\d{4}-\d{2}-\d{2}", value):
                begins = datetime.combine(date.fromisoformat(value), time(tzinfo=UTC))
                return begins + timedelta(days=1) if through_the_day else begins
            found = datetime.fromisoformat(value)
        except (ValueError, OverflowError):
            self._wrong(name, f"“{value}” is no date or time; write 2026-11-02 or 2026-11-02T12:00Z.")
            return None
        return found if found.tzinfo else found.replace(tzinfo=UTC)

    def goal(self) -> int | None:
        value = self.line("goal")
        if value and not (value.isascii() and value.isdigit() and 0 < int(value) <= LARGEST_GOAL):
            self._wrong("goal", f"“{value}” is no goal; write a whole number such as 5000.")
            return None
        return int(value) if value else None

    def state(self) -> str | None:
        value = self.line("state")
        if value and value not in STATES:
            self._wrong("state", f"The state is one of {', '.join(STATES)}, not “{value}”.")
        return value or None

    def tags(self) -> tuple[str, ...]:
        entry = self.page.front.get("tags")
        if entry is None:
            return ()
        found = entry.value.split(",") if isinstance(entry.value, str) else entry.value
        if not isinstance(found, list) or not all(isinstance(tag, str) for tag in found):
            self._wrong("tags", "Write a list of words.")
            return ()
        return tuple(tag for tag in (" ".join(str(item).split()) for item in found) if tag)

    def _wrong(self, name: str, sentence: str) -> None:
        entry = self.page.front.get(name)
        self.faults.add(self.page.file, entry.line if entry else 1, name, sentence)
