"""Refusals: what an action raises when it will not do a thing, with one sentence for the reader."""

from __future__ import annotations

from typing import ClassVar


class Refusal(Exception):
    """Something asked for that will not be done; nothing has changed.

    `sentence` may be a lazy translation: it becomes text when it is shown.
    """

    sentence: ClassVar[object] = "This cannot be done."
    status: ClassVar[int] = 409

    def __init__(self, sentence: object | None = None) -> None:
        super().__init__()
        self._own = sentence

    def __str__(self) -> str:
        return str(self._own if self._own is not None else self.sentence)
