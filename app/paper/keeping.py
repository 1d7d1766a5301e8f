"""Keeps what went to paper as JSON, so that the same print can be made again years later."""

from dataclasses import replace

import msgspec
from markupsafe import Markup

from app.kit.refusals import Refusal
from app.paper.manuscript import Manuscript
from app.paper.roll.volume import Volume


class NotReadable(Refusal):
    """What was kept has another form than manuscripts have now."""

    sentence = "Its manuscript was kept in a form that this version cannot read."


def to_json(manuscript: Manuscript) -> bytes:
    """All that a manuscript says; of its exhibits only what the letter lists, as their files are kept anyway."""
    listed = tuple(replace(exhibit, content=None) for exhibit in manuscript.exhibits)
    return msgspec.json.encode(replace(manuscript, exhibits=listed), enc_hook=_plain)


def from_json(content: bytes) -> Manuscript:
    """The manuscript that was kept so; raise NotReadable."""
    try:
        return msgspec.json.decode(content, type=Manuscript, dec_hook=_typed)
    except msgspec.DecodeError as error:
        raise NotReadable from error


def volume_to_json(volume: Volume) -> bytes:
    """All that a volume of a roll says."""
    return msgspec.json.encode(volume)


def volume_from_json(content: bytes) -> Volume:
    """The volume that was kept so; raise NotReadable."""
    try:
        return msgspec.json.decode(content, type=Volume)
    except msgspec.DecodeError as error:
        raise NotReadable from error


def _plain(value: object) -> str:
    """Say in JSON what it has no type for: markup is text."""
    if isinstance(value, Markup):
        return str(value)
    raise NotImplementedError(type(value).__name__)


def _typed(kind: type, value: str) -> object:
    """Markup was ours when it was kept, and nobody else can have written it since: it was sealed."""
    if kind is Markup:
        return Markup(value)  # noqa: S704
    raise NotImplementedError(kind.__name__)
