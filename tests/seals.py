"""Seals for tests: one site's identity, made once as its key takes a while, others, and a timestamp server."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import cache
from http.server import BaseHTTPRequestHandler, HTTPServer
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pikepdf
from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps.dummy_client import DummyTimeStamper

from app.paper.seal import identity
from app.paper.seal.identity import Identity
from app.paper.seal.timestamps import TimestampServer

TIMESTAMPS = ExtendedKeyUsageOID.TIME_STAMPING
DECADE = timedelta(days=3650)
Answer = Callable[[bytes], tuple[int, bytes | Iterator[bytes]]]


@cache
def site() -> Identity:
    """The identity of the site that every test shares."""
    with TemporaryDirectory() as folder:
        return identity.own(Path(folder), host="letters.example.org")


@cache
def key(which: str = "any") -> rsa.RSAPrivateKey:
    """A key for each name."""
    return rsa.generate_private_key(65537, 2048)


def give(folder: Path) -> None:
    """Put the site's identity where a site keeps its own."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / identity.CERTIFICATE).write_bytes(site().certificate.pem())
    (folder / identity.KEY).write_bytes(pem(site()._key))


def pem(private: rsa.RSAPrivateKey) -> bytes:
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def certificate(
    subject: str = "seal.example.org",
    *,
    private: rsa.RSAPrivateKey | None = None,
    issuer: tuple[str, rsa.RSAPrivateKey] | None = None,
    use: x509.ObjectIdentifier = TIMESTAMPS,
    ends: datetime | None = None,
) -> x509.Certificate:
    """A certificate of an operator or an authority, by itself or by an issuer."""
    private = private or key()
    by, by_key = issuer or (subject, private)
    ends = ends or datetime.now(UTC) + DECADE
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, by)]))
        .public_key(private.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(ends - 2 * DECADE)
        .not_valid_after(ends)
        .add_extension(x509.ExtendedKeyUsage([use]), critical=True)
        .sign(by_key, SHA256())
    )


def authority(**changes: object) -> DummyTimeStamper:
    """An authority that vouches for the time."""
    named = certificate("Timestamps of Example", private=key("authority"), **changes)  # type: ignore[arg-type]
    private = key("authority").private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    return DummyTimeStamper(
        asn1_x509.Certificate.load(named.public_bytes(Encoding.DER)), keys.PrivateKeyInfo.load(private)
    )


def granted(question: bytes) -> tuple[int, bytes]:
    """What a timestamp server rightly answers."""
    return 200, authority().request_tsa_response(tsp.TimeStampReq.load(question)).dump()


@contextmanager
def timestamps(answer: Answer = granted, *, patience: float = 10) -> Iterator[TimestampServer]:
    """A timestamp server on this machine, over http."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            status, content = answer(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(status)
            self.send_header("Content-Type", "application/timestamp-reply")
            self.end_headers()
            for part in [content] if isinstance(content, bytes) else content:
                self.wfile.write(part)

        def log_message(self, *_said: object) -> None:
            pass

    class Server(HTTPServer):
        def handle_error(self, *_of: object) -> None:
            """Who has been left alone says nothing."""

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield TimestampServer(f"http://127.0.0.1:{server.server_port}/stamp", patience)
        finally:
            server.shutdown()
            thread.join()


@cache
def blank() -> bytes:
    """A PDF of one page."""
    with pikepdf.new() as document:
        document.add_blank_page(page_size=(595, 842))
        saved = BytesIO()
        document.save(saved, deterministic_id=True)
    return saved.getvalue()
