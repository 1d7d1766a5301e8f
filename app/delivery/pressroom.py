"""From a manuscript to a file that stays: the press sets it, the site seals it, and the store keeps it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from importlib import import_module
from io import BytesIO
from threading import Event

import pikepdf

from app.delivery import kept, seals
from app.delivery.models import Shape, Timestamp
from app.delivery.orders import Commission, Order
from app.delivery.seals import Seals
from app.kit import files
from app.kit.database import db
from app.paper import press
from app.paper.manuscript import Colophon, Manuscript, PaperSize
from app.paper.press import jobs
from app.paper.roll.volume import Volume
from app.paper.seal.identity import Identity
from app.paper.seal.timestamps import TimestampRefused, TimestampServer
from app.paper.version import typesetter

IN_PRESS: dict[Shape, jobs.Shape] = {
    Shape.LETTER: "letter",
    Shape.BOUND: "bound",
    Shape.LIGHTER: "lighter",
    Shape.ENCLOSING: "enclosing",
}


@dataclass(frozen=True, slots=True)
class Finished:
    """A sealed file in the store: digests of what it is, was before its seal and was made of; `size` in bytes."""

    content: str
    size: int
    signatories: int
    pages: int = 0
    unsealed: str | None = None
    kept: str | None = None
    reference: str = ""
    seal: str = ""
    timestamp: Timestamp = Timestamp.NONE
    typesetter: str = ""

    @property
    def files(self) -> tuple[str, ...]:
        """The digests of what was put into the store for it."""
        return tuple(digest for digest in (self.content, self.kept) if digest)


def finished(commission: Commission) -> Iterator[tuple[Order, Finished]]:
    """Yield each order with its print as it is done; raise PressFailed, SealFailed or StoreUnusable.

    Where the timestamp server does not answer, the rest is set anew: no colophon may name who has not vouched.
    """
    server, done = seals.of_site().timestamps, 0
    if server:
        with suppress(TimestampRefused):
            for each in stamped(commission, server):
                done += 1
                yield each
    if done < len(commission.orders):
        rest = replace(commission, orders=commission.orders[done:])
        yield from _sealed(rest, server=None, timestamp=Timestamp.PENDING if server else Timestamp.NONE)


def stamped(commission: Commission, server: TimestampServer) -> Iterator[tuple[Order, Finished]]:
    """Yield each order with its print, sealed and stamped; raise TimestampRefused at the first that is not."""
    return _sealed(commission, server=server, timestamp=Timestamp.GRANTED)


@dataclass(frozen=True, slots=True)
class SetVolume:
    """A sealed volume that is not kept yet: what it says, its bytes, and the digest of those before the seal."""

    volume: Volume
    content: bytes
    unsealed: str
    pages: int
    timestamp: Timestamp


def set_volume(volume: Volume, seals: Seals, brake: press.Brake, silent: Event) -> SetVolume:
    """Set and seal a volume, stamped where the server answers; needs no application, so that threads can do it.

    `silent` is set once the server has not answered: each volume of the roll that then asked it would be set twice.
    Raises PressFailed or SealFailed.
    """
    if seals.timestamps and not silent.is_set():
        try:
            return _sealed_volume(volume, seals.identity, brake, server=seals.timestamps, timestamp=Timestamp.GRANTED)
        except TimestampRefused:
            silent.set()
    timestamp = Timestamp.PENDING if seals.timestamps else Timestamp.NONE
    return _sealed_volume(volume, seals.identity, brake, server=None, timestamp=timestamp)


def stamped_volume(volume: Volume, seals: Seals, server: TimestampServer) -> SetVolume:
    """Set and seal a volume that is to be stamped; raise TimestampRefused where it is not."""
    return _sealed_volume(volume, seals.identity, press.Brake(), server=server, timestamp=Timestamp.GRANTED)


def _sealed_volume(
    volume: Volume, identity: Identity, brake: press.Brake, *, server: TimestampServer | None, timestamp: Timestamp
) -> SetVolume:
    signed = replace(volume, colophon=_signed(volume.colophon, identity, server))
    (pdf,) = press.carry_out(jobs.VolumeJob(signed), brake=brake)
    sealed = _seal(pdf, identity, server)
    return SetVolume(signed, sealed, hashlib.sha256(pdf).hexdigest(), _pages(pdf), timestamp)


def unsealed_volume(volume: Volume) -> bytes:
    """Return what the press makes of a volume, with no seal; raise PressFailed."""
    (pdf,) = press.carry_out(jobs.VolumeJob(volume))
    return pdf


def unsealed(manuscript: Manuscript, *, shape: Shape, paper: PaperSize) -> bytes:
    """Return what the press makes of a manuscript, with no seal; raise PressFailed."""
    return press.print_letter(manuscript, shape=IN_PRESS[shape], paper=paper)


def _seal(pdf: bytes, identity: Identity, server: TimestampServer | None) -> bytes:
    # Loaded with the first print: pyHanko takes 0.6 s, and neither the web server nor most commands seal anything.
    sealing = import_module("app.paper.seal.seal")
    sealed: bytes = sealing.seal(pdf, identity, timestamps=server).content
    return sealed


def _sealed(
    commission: Commission, *, server: TimestampServer | None, timestamp: Timestamp
) -> Iterator[tuple[Order, Finished]]:
    identity = seals.of_site().identity
    said = _signed(commission.manuscript.colophon, identity, server)
    signed = replace(commission, manuscript=replace(commission.manuscript, colophon=said))
    manuscripts = [signed.addressed(order) for order in signed.orders]
    job = _job(signed, manuscripts)
    db.session.rollback()  # the press takes minutes, and nothing is to be read meanwhile
    with closing(press.carry_out(job)) as printed:
        for order, manuscript, pdf in zip(signed.orders, manuscripts, printed, strict=True):
            sealed = _seal(pdf, identity, server)
            yield (
                order,
                Finished(
                    content=files.keep(sealed),
                    size=len(sealed),
                    signatories=manuscript.signatory_total,
                    pages=_pages(pdf),
                    unsealed=hashlib.sha256(pdf).hexdigest(),
                    kept=kept.keep(manuscript, fingerprint=order.fingerprint),
                    reference=manuscript.colophon.verify_address.rpartition("=")[2],
                    seal=identity.certificate.fingerprint,
                    timestamp=timestamp,
                    typesetter=typesetter(),
                ),
            )
            db.session.rollback()  # what was read of the print before the next one is set


def _signed(colophon: Colophon, identity: Identity, server: TimestampServer | None) -> Colophon:
    """Return a colophon that says who seals, and who vouches for the time."""
    by = server.host if server else ""
    return replace(colophon, seal=identity.certificate.fingerprint, timestamp_by=by)


def _job(commission: Commission, manuscripts: Sequence[Manuscript]) -> jobs.Job:
    shape = IN_PRESS[commission.shape]
    addressees = tuple(each.addressee for each in manuscripts if each.addressee)
    if len(addressees) > 1:
        return jobs.AddressedJob(commission.manuscript, addressees, shape, commission.paper)
    return jobs.LetterJob(manuscripts[0], shape, commission.paper)


def _pages(pdf: bytes) -> int:
    with pikepdf.open(BytesIO(pdf)) as opened:
        return len(opened.pages)
