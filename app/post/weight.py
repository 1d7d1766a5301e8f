"""What a mail weighs on its way, and how much mail servers take."""

from __future__ import annotations

import quopri

from app.post.message import Message

# Bytes; the desk's pages say 10 MB. Servers name their limit by SIZE (RFC 1870); few take less.
COMMONLY_TAKEN = 10_000_000
_HEADS = 1_500  # of the mail, and of its three parts


def weight(message: Message, *, enclosed: int) -> int:
    """Return about how many bytes a message has on its way, with so many enclosed.

    Files travel as base64: four bytes for three, in lines of 76 (RFC 2045, 6.8).
    """
    encoded = -(-enclosed // 3) * 4
    broken = encoded + 2 * -(-encoded // 76)
    return broken + _HEADS + sum(len(quopri.encodestring(part.encode())) for part in (message.text, message.html))
