"""The manuscripts that prints were made of: sealed up in the store, as they name whom only officials may see."""

from __future__ import annotations

import zlib
from dataclasses import replace

from app.delivery.models import Print
from app.kit import files, sealing
from app.kit.languages import gettext_later as _
from app.kit.refusals import Refusal
from app.paper import keeping
from app.paper.manuscript import Exhibit, Manuscript, SignatoryLine
from app.paper.roll.volume import Volume


class NotKept(Refusal):
    """A print from before manuscripts were kept."""

    sentence = _("Its manuscript was not kept.")


def keep(manuscript: Manuscript, *, fingerprint: str) -> str:
    """Keep a manuscript for the print of this fingerprint alone; return its digest in the store."""
    packed = zlib.compress(keeping.to_json(manuscript))
    return files.keep(sealing.seal_bytes(packed, context=_context(fingerprint)))


def manuscript_of(made: Print) -> Manuscript:
    """Return what a print was made of, with the files it holds.

    Raises NotKept, FileLost, NotReadable, or UnreadableError where the key is gone.
    """
    manuscript = _manuscript(made)
    if not made.shape.holds_attachments:
        return manuscript
    return replace(manuscript, exhibits=tuple(_whole(exhibit) for exhibit in manuscript.exhibits))


def signatories_of(made: Print) -> frozenset[SignatoryLine]:
    """Return whom a letter's print names, as it names them; raise as `manuscript_of` does."""
    return frozenset(_manuscript(made).signatories)


def _manuscript(made: Print) -> Manuscript:
    if made.kept is None:
        raise NotKept
    packed = sealing.unseal_bytes(files.fetch(made.kept), context=_context(made.manuscript))
    return keeping.from_json(zlib.decompress(packed))


def keep_volume(volume: Volume, *, fingerprint: str) -> str:
    """Keep a volume of the roll of this fingerprint; return its digest in the store."""
    packed = zlib.compress(keeping.volume_to_json(volume))
    return files.keep(sealing.seal_bytes(packed, context=_context(fingerprint, volume.number)))


def volume_of(made: Print, number: int) -> Volume:
    """Return what a volume was made of; raise as `manuscript_of` does."""
    digest = made.volumes[number - 1].kept
    if digest is None:
        raise NotKept
    return keeping.volume_from_json(
        zlib.decompress(sealing.unseal_bytes(files.fetch(digest), context=_context(made.manuscript, number)))
    )


def _whole(exhibit: Exhibit) -> Exhibit:
    return replace(exhibit, content=files.fetch(exhibit.sha256))


def _context(fingerprint: str, volume: int = 0) -> str:
    return f"print.kept:{fingerprint}:{volume}"
