"""What signatories state about themselves, and how it is kept: plain, sealed, or not at all."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields, replace

from app.kit import sealing
from app.signing.models import Kind, Signatory, Visibility


@dataclass(frozen=True, slots=True)
class Particulars:
    """The words of a signatory, verbatim; all empty for one who is only counted."""

    honorific: str = ""
    name: str = ""
    affiliation: str = ""
    country: str = ""
    representative: str = ""
    representative_role: str = ""

    def of(self, kind: Kind) -> Particulars:
        """Return them without what this kind of signatory does not have."""
        if kind is Kind.PERSON:
            return replace(self, representative="", representative_role="")
        return replace(self, honorific="")


NOTHING = Particulars()


def write(signatory: Signatory, particulars: Particulars, visibility: Visibility) -> None:
    """Keep them as this visibility asks, and in no other form. The signatory must have an id already."""
    stated = particulars.of(signatory.kind)
    signatory.visibility = visibility
    signatory.sealed_record = _sealed(signatory, stated) if visibility is Visibility.ADDRESSEE else None
    plain = stated if visibility is Visibility.PUBLIC else NOTHING
    for field in fields(Particulars):
        setattr(signatory, field.name, getattr(plain, field.name))


def read(signatory: Signatory) -> Particulars:
    """Return what is kept of a signatory, unsealed where it was sealed."""
    return opened(signatory.id, signatory.sealed_record) if signatory.sealed_record else plain(signatory)


def plain(signatory: Signatory) -> Particulars:
    """Return what is kept in the open."""
    return Particulars(**{field.name: getattr(signatory, field.name) for field in fields(Particulars)})


def opened(signatory_id: int, sealed_record: bytes) -> Particulars:
    """Return what was sealed for the addressees."""
    return Particulars(**json.loads(sealing.unseal(sealed_record, context=_context(signatory_id))))


def _sealed(signatory: Signatory, particulars: Particulars) -> bytes:
    return sealing.seal(json.dumps(asdict(particulars), ensure_ascii=False), context=_context(signatory.id))


def _context(signatory_id: int) -> str:
    return f"signatory.record:{signatory_id}"
