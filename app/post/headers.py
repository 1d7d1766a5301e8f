"""Headers of a mail, built in one place: nothing that a person typed can become a header of its own."""

from __future__ import annotations

import unicodedata

from app.kit import sealing

DANGEROUS = {"Cc", "Cf", "Cs", "Zl", "Zp"}
ENCODED_WORD = "=?"


def header_safe(value: str) -> str:
    """Return a text on one line that no mail library takes for more than text (CVE-2024-6923).

    White space becomes a space; control, format and line-separator characters go, and the opening `=?` of an encoded
    word, until none is left: dropping one may bring two halves of another together.
    """
    folded = " ".join(value.split())
    safe = "".join(char for char in folded if unicodedata.category(char) not in DANGEROUS)
    while ENCODED_WORD in safe:
        safe = safe.replace(ENCODED_WORD, "")
    return " ".join(safe.split())


def message_id(dedupe_key: str, *, sender: str) -> str:
    """Return the Message-ID of a mail: the same on every attempt, and telling nothing about its key."""
    digest = sealing.blind_index("post.message-id", dedupe_key).hex()
    return f"<{digest[:32]}@{sender.rpartition('@')[2]}>"
