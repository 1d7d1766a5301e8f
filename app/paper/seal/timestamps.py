"""Independent time: asks a timestamp server about a seal (RFC 3161), and reads what such a server once said."""

import http.client
import secrets
import socket
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import new, sha256
from importlib import import_module
from typing import Any, ClassVar
from urllib.parse import urlsplit

from asn1crypto import cms, core, tsp, x509

from app.kit.refusals import Refusal
from app.paper.seal.container import MALFORMED, TIMESTAMP_ROOM

PATIENCE = 10  # seconds from the first byte sent to the last one read
OK = 200
LINES = {"http": http.client.HTTPConnection, "https": http.client.HTTPSConnection}  # the latter checks name and chain
DIGESTS = {"sha256", "sha384", "sha512"}
# By the algorithm of a signature (RFC 5754, RFC 4056, RFC 8419), the kinds of key that can have made it.
KEYS = {
    "rsassa_pkcs1v15": {"rsa"},
    "rsassa_pss": {"rsa", "rsassa_pss"},
    "ecdsa": {"ec"},
    "ed25519": {"ed25519"},
    "ed448": {"ed448"},
}
GRANTED = {"granted", "granted_with_mods"}


class _Answer(core.Sequence):  # type: ignore[misc] # asn1crypto has no types, and its own answer insists on a token
    """TimeStampResp of RFC 3161, 2.4.2: one who refuses sends no token."""

    _fields: ClassVar = [("status", tsp.PKIStatusInfo), ("time_stamp_token", cms.ContentInfo, {"optional": True})]


class TimestampRefused(Refusal):
    """The timestamp server gave no answer that proves a time; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Stamp:
    """When a seal was there at the latest, and the name of the authority that says so."""

    time: datetime
    authority: str


@dataclass(frozen=True, slots=True)
class TimestampServer:
    """A timestamp server at an http or https address."""

    address: str
    patience: float = PATIENCE

    @property
    def host(self) -> str:
        return urlsplit(self.address).hostname or ""

    def stamp(self, signature: bytes) -> bytes:
        """Return the server's token for a signature value; raise TimestampRefused."""
        nonce = secrets.randbits(63)
        content = self._ask(_question(signature, nonce))
        try:
            answer = _Answer.load(content, strict=True)
            said = answer["status"]["status"].native
            if said not in GRANTED:
                raise TimestampRefused(f"The timestamp server {self.host} has refused: {said}.")
            token: bytes = answer["time_stamp_token"].dump()
            read(token, signature)
            if _statement(token)["nonce"].native != nonce:
                raise TimestampRefused(f"The timestamp server {self.host} has answered another question.")
        except MALFORMED as error:
            raise TimestampRefused(f"What the timestamp server {self.host} answered is no valid timestamp.") from error
        return token

    def _ask(self, question: bytes) -> bytes:
        try:
            with self._line() as line:
                line.request("POST", self._path(), question, {"Content-Type": "application/timestamp-query"})
                with line.getresponse() as answer:
                    content = answer.read(TIMESTAMP_ROOM + 1)
        except (OSError, http.client.HTTPException) as error:
            raise TimestampRefused(f"The timestamp server {self.host} does not answer.") from error
        if answer.status != OK:
            raise TimestampRefused(f"The timestamp server {self.host} has answered with status {answer.status}.")
        if len(content) > TIMESTAMP_ROOM:
            raise TimestampRefused(f"The timestamp server {self.host} has answered more than a seal has room for.")
        return content

    @contextmanager
    def _line(self) -> Iterator[http.client.HTTPConnection]:
        """Open a connection that is cut when its time is over, however slowly the answer drips."""
        parts = urlsplit(self.address)
        with closing(LINES[parts.scheme](self.host, parts.port, timeout=self.patience)) as line:
            line.connect()
            cutter = threading.Timer(self.patience, _cut, [line.sock])
            cutter.start()
            try:
                yield line
            finally:
                cutter.cancel()

    def _path(self) -> str:
        parts = urlsplit(self.address)
        return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def read(token: bytes, signature: bytes) -> Stamp:
    """Return what a token proves of a signature value; raise one of MALFORMED where it proves nothing.

    The token must be signed as RFC 3161 and RFC 5816 want it, by a certificate within it that is for timestamps and
    was valid at that time. Whether its authority is to be trusted is for whoever relies on it.
    """
    signed = _signed(token)
    said = _statement(token)
    if said["message_imprint"]["hash_algorithm"]["algorithm"].native != "sha256":
        raise ValueError("the imprint is not what was asked for")
    if said["message_imprint"]["hashed_message"].native != sha256(signature).digest():
        raise ValueError("the imprint is that of another seal")
    authority = _authority(signed)
    time: datetime = said["gen_time"].native
    if not authority.not_valid_before <= time <= authority.not_valid_after:
        raise ValueError("the certificate was not valid at that time")
    return Stamp(time, authority.subject.native.get("common_name") or authority.subject.human_friendly)


def _question(signature: bytes, nonce: int) -> bytes:
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": sha256(signature).digest()}
    asked = {"version": "v1", "message_imprint": imprint, "nonce": nonce, "cert_req": True}
    question: bytes = tsp.TimeStampReq(asked).dump()
    return question


def _signed(token: bytes) -> cms.SignedData:
    return cms.ContentInfo.load(token, strict=True)["content"]


def _statement(token: bytes) -> tsp.TSTInfo:
    return _signed(token)["encap_content_info"]["content"].parsed


def _authority(signed: cms.SignedData) -> x509.Certificate:
    """Return the certificate of the one who signed; raise ValueError unless the signature holds."""
    (signer,) = signed["signer_infos"]
    authority = _named(signed, signer)
    if authority.extended_key_usage_value is None or authority.extended_key_usage_value.native != ["time_stamping"]:
        raise ValueError("the certificate is not for timestamps")
    content = signed["encap_content_info"]["content"].contents
    named = signer["digest_algorithm"]["algorithm"].native
    if named not in DIGESTS:
        raise ValueError("the digest is one that can be forged")
    if authority.public_key.algorithm not in KEYS[signer["signature_algorithm"].signature_algo]:
        raise ValueError("the key is not one for this algorithm")
    with _by_pyhanko("sign.validation.generic_cms") as pyhanko:
        holds = pyhanko.validate_sig_integrity(signer, authority, "tst_info", new(named, content).digest())
    if holds != (True, True):
        raise ValueError("the signature does not hold")
    return authority


def _named(signed: cms.SignedData, signer: cms.SignerInfo) -> x509.Certificate:
    """Return the certificate that the signed attributes name by its digest."""
    named = {
        each["type"].native: each["values"][0]["certs"][0]
        for each in signer["signed_attrs"]
        if each["type"].native in {"signing_certificate", "signing_certificate_v2"}
    }
    wanted = named.get("signing_certificate_v2") or named["signing_certificate"]
    with _by_pyhanko("sign.general") as pyhanko:
        for found in (each.chosen for each in signed["certificates"]):
            if pyhanko.check_ess_certid(found, wanted):
                return found
    raise ValueError("the certificate is missing")


@contextmanager
def _by_pyhanko(module: str) -> Iterator[Any]:
    """Have pyHanko check what a stranger wrote; whatever it trips over, even its own assertions, is a ValueError.

    It is loaded with the first token: it takes 0.6 s, and most commands never see one.
    """
    pyhanko = import_module(f"pyhanko.{module}")
    try:
        yield pyhanko
    except Exception as error:
        raise ValueError("pyHanko cannot read it") from error


def _cut(line: socket.socket) -> None:
    """End a connection under the hands of whoever reads from it."""
    with suppress(OSError):  # the other side was first
        line.shutdown(socket.SHUT_RDWR)
