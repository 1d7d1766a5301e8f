"""Replies of mail servers, without the words, which often repeat the address."""

from __future__ import annotations

import re

# -1 stands for what was no SMTP at all; the second is the enhanced status code (RFC 3463).
CODES = re.compile(r"(?:-1|\d{3})(?: [245]\.\d{1,3}\.\d{1,3}(?= |$))?(?= |$)")


def codes(answer: str) -> str:
    """Return the codes that a reply begins with; a sentence of our own as it is."""
    reply = CODES.match(answer)
    return reply[0] if reply else answer
