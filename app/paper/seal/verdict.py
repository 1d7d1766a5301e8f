"""Says whether a file is a print as it was sealed: every byte of it, or nothing.

The PDF is not interpreted: nothing is unpacked, no object is followed. Where the seal stands is read from the end of
the file; what stands there is made anew from what is known, and compared. So a file of hostile making meets a search,
a digest, and a parser of some kilobytes.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import NamedTuple

from app.paper.seal import container, timestamps
from app.paper.seal.container import MALFORMED, Container
from app.paper.seal.identity import Certificate
from app.paper.seal.timestamps import Stamp

LARGEST = 500_000_000  # bytes; the press makes nothing larger
LARGEST_SEAL = 100_000  # bytes of hexadecimal; what is made to be slow takes 0.2 s to read
HEADER = b"%PDF-"
# As pyHanko writes it, right behind the seal (ISO 32000-2, 12.8.1): offset and length of what comes before and after.
RANGE = re.compile(rb"\s*/ByteRange \[0 (\d{1,12}) (\d{1,12}) (\d{1,12})\]")
RANGE_BEGINS = b"/ByteRange [0 "
TAIL = 2048  # bytes at the end, in which an encrypted file says that it is one


class Flaw(StrEnum):
    """Why a file is no print as it was sealed."""

    TOO_LARGE = "too large"
    NO_PDF = "no PDF"
    PREPENDED = "prepended"
    ENCRYPTED = "encrypted"
    UNSEALED = "unsealed"
    APPENDED = "appended"
    CUT = "cut"
    CHANGED = "changed"
    FOREIGN = "foreign"
    SEAL_ALTERED = "seal altered"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an examination found.

    `digest` is the file's SHA-256 in hex; `whole`, whether the seal says that it spans all of the file; `fingerprint`
    that of the certificate which the seal names, and `ours`, whether we know it. `stamped_at` and `authority` tell of
    an independent timestamp, for a seal that holds.
    """

    digest: str
    flaw: Flaw | None = None
    whole: bool = False
    fingerprint: str = ""
    ours: bool = False
    stamped_at: datetime | None = None
    authority: str = ""

    @property
    def holds(self) -> bool:
        return self.flaw is None


class _Flawed(Exception):
    """The first thing found that must not be; what was known by then goes into the verdict."""

    def __init__(self, flaw: Flaw, **known: object) -> None:
        super().__init__(flaw)
        self.flaw, self.known = flaw, known


class _Place(NamedTuple):
    """Where the seal stands: `begins` at its <, `ends` behind its >."""

    begins: int
    ends: int


def examine(content: bytes, *, known: Collection[Certificate]) -> Verdict:
    """Say whether a file is, to the last bit, what the holder of one of these certificates has sealed."""
    digest = sha256(content).hexdigest()
    try:
        seal = _seal(content, place := _place(content), known)
        named, certificates = _known(seal.named, known)
        stamp = _checked(seal, _digest_around(content, place), certificates)
    except _Flawed as flawed:
        return Verdict(digest, flawed.flaw, **flawed.known)  # type: ignore[arg-type] # named where it is raised
    stamped_at, authority = (stamp.time, stamp.authority) if stamp else (None, "")
    return Verdict(digest, None, whole=True, fingerprint=named, ours=True, stamped_at=stamped_at, authority=authority)


class _Seal(NamedTuple):
    """What stands in the file, in hexadecimal, what it says, and the certificate that it names (DER)."""

    written: bytes
    says: Container
    named: bytes


def _place(content: bytes) -> _Place:
    """Find the seal and see to it that it spans the file."""
    _must_be_readable(content)
    begins = content.rfind(RANGE_BEGINS)
    if begins < 0:
        raise _Flawed(Flaw.FOREIGN if b"/ByteRange" in content else Flaw.UNSEALED)
    ends = content.rfind(b">", max(0, begins - len("> ")), begins) + 1
    stated = RANGE.match(content, ends)
    if not ends or stated is None:
        raise _Flawed(Flaw.CHANGED)
    before, after, rest = map(int, stated.groups())
    if after != ends or not before < after or content[before : before + 1] != b"<":
        raise _Flawed(Flaw.CHANGED)
    if after + rest != len(content):
        raise _Flawed(Flaw.APPENDED if after + rest < len(content) else Flaw.CUT)
    return _Place(before, after)


def _must_be_readable(content: bytes) -> None:
    if len(content) > LARGEST:
        raise _Flawed(Flaw.TOO_LARGE)
    if not content.startswith(HEADER):
        raise _Flawed(Flaw.PREPENDED if RANGE_BEGINS in content and HEADER in content else Flaw.NO_PDF)
    if b"/Encrypt" in content[-TAIL:]:
        raise _Flawed(Flaw.ENCRYPTED)


def _seal(content: bytes, place: _Place, known: Collection[Certificate]) -> _Seal:
    """Read what stands in the seal's place; what cannot be read is somebody else's, unless it holds a name of ours."""
    written = content[place.begins + 1 : place.ends - 1]
    if len(written) > LARGEST_SEAL:
        raise _Flawed(Flaw.FOREIGN, whole=True)
    try:
        raw = bytes.fromhex(written.decode("ascii"))
    except ValueError as error:
        raise _Flawed(Flaw.SEAL_ALTERED, whole=True) from error
    try:
        return _Seal(written, *container.read(raw))
    except MALFORMED as error:
        ours = any(each.chain[0] in raw for each in known)
        raise _Flawed(Flaw.SEAL_ALTERED if ours else Flaw.FOREIGN, whole=True) from error


def _known(named: bytes, known: Collection[Certificate]) -> tuple[str, list[Certificate]]:
    """Return the fingerprint of the certificate that a seal names, and the chains in which we know it."""
    fingerprint = sha256(named).hexdigest()
    found = [each for each in known if each.chain[0] == named]
    if not found:
        raise _Flawed(Flaw.FOREIGN, whole=True, fingerprint=fingerprint)
    return fingerprint, found


def _checked(seal: _Seal, digest: bytes, certificates: Collection[Certificate]) -> Stamp | None:
    """Compare a seal with what its holder would have written around this digest; return its timestamp."""
    fingerprint = sha256(seal.named).hexdigest()
    if seal.says.digest != digest:
        raise _Flawed(Flaw.CHANGED, whole=True, fingerprint=fingerprint, ours=True)
    try:
        if not any(_is_written_by(each, seal) for each in certificates):
            raise _Flawed(Flaw.SEAL_ALTERED, whole=True, fingerprint=fingerprint, ours=True)
        token = seal.says.token
        return timestamps.read(token.content, seal.says.signature) if token else None
    except MALFORMED as error:
        raise _Flawed(Flaw.SEAL_ALTERED, whole=True, fingerprint=fingerprint, ours=True) from error


def _is_written_by(certificate: Certificate, seal: _Seal) -> bool:
    """Compare to the letter: in capitals, with its zeros, as `seal` writes it."""
    written = seal.says.encode(certificate).hex().upper().encode()
    return written == seal.written and seal.says.is_by(certificate)


def _digest_around(content: bytes, place: _Place) -> bytes:
    digest = sha256(memoryview(content)[: place.begins])
    digest.update(memoryview(content)[place.ends :])
    return digest.digest()
