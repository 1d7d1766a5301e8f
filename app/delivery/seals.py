"""The site's seal: who seals its prints, whose seals it knows, and who vouches for the time."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import Flask, current_app

from app.config import Settings
from app.paper.seal import identity
from app.paper.seal.identity import Certificate, Identity
from app.paper.seal.timestamps import TimestampServer


@dataclass(frozen=True, slots=True)
class Seals:
    """`identity` seals; prints of all that are `known` are recognised; `timestamps` is None where none is set."""

    identity: Identity
    known: tuple[Certificate, ...]
    timestamps: TimestampServer | None


def init_app(app: Flask) -> None:
    """Read the operator's certificate or the site's own, made now unless it is there; raise SealUnusable."""
    app.extensions["seals"] = _seals(app, app.config["SETTINGS"])


def of_site() -> Seals:
    """Return the seal of the application at work."""
    seals: Seals = current_app.extensions["seals"]
    return seals


def _seals(app: Flask, settings: Settings) -> Seals:
    folder = settings.data_dir / "keys"
    own = identity.own(folder, host=urlsplit(settings.base_url).hostname or "")
    sealing = own
    if settings.seal_certificate and settings.seal_key:
        sealing = identity.of_operator(settings.seal_certificate, settings.seal_key)
    for certificate in {own.certificate, sealing.certificate}:
        _keep(app, settings, certificate)
    known = (sealing.certificate, own.certificate, *identity.kept(folder))
    timestamps = TimestampServer(settings.timestamp_url) if settings.timestamp_url else None
    return Seals(sealing, tuple(dict.fromkeys(known)), timestamps)


def _keep(app: Flask, settings: Settings, certificate: Certificate) -> None:
    """Keep a certificate for the day on which another one seals; a folder of keys that is closed to us is not ours."""
    try:
        identity.keep(settings.data_dir / "keys", certificate)
    except OSError as error:
        app.logger.warning("The certificate of the seal could not be kept: %s: %s", error.filename, error.strerror)
