"""The e-mail addresses of signatories: sealed, found again by a blind index, forgotten."""

from __future__ import annotations

from app.kit import sealing
from app.signing.models import Signatory


def index(letter_id: int, email: str) -> bytes:
    """Return the blind index of a normalised address within one letter; capitals make no difference."""
    return sealing.blind_index(str(letter_id), email.casefold())


def remember(signatory: Signatory, email: str) -> None:
    """Keep the address sealed in the row of a signatory, who must have an id already."""
    signatory.email_sealed = sealing.seal(email, context=_context(signatory))


def address(signatory: Signatory) -> str | None:
    """Return the address that is still kept, None where it was forgotten."""
    if signatory.email_sealed is None:
        return None
    return sealing.unseal(signatory.email_sealed, context=_context(signatory))


def _context(signatory: Signatory) -> str:
    return f"signatory.email:{signatory.id}"
