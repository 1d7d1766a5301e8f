"""Mail on its way: an application that sends, and the servers it may meet."""

import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask

from app import create_app
from app.config import MailServer, Settings
from app.kit import files
from app.kit.database import db, writing
from app.post import actions, tasks, wire
from app.post.message import Enclosure, Message
from app.post.models import Mail
from tests.mailbox import Mailbox, free_port

LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)
PASSWORD = "right"


def message(**changes: Any) -> Message:
    """A message with good defaults."""
    defaults = {
        "to": "nadia@example.org",
        "subject": "Please confirm",
        "text": "One line.\n",
        "html": "<p>One line.</p>\n",
        "kind": "confirmation",
    }
    return Message(**(defaults | changes))


def official(**changes: Any) -> Message:
    """A message to an official, with a file."""
    enclosure = Enclosure("letter.pdf", "application/pdf", files.keep(b"%PDF-1.7 letter"))
    defaults = {"to": "office@ministry.example", "kind": "letter", "private": False, "enclosures": (enclosure,)}
    return message(**(defaults | changes))


def post(sent: Message, *, key: str = "confirm:1") -> int:
    """Put a message into the outbox and return its number."""
    with writing() as session:
        return actions.enqueue(session, sent, dedupe_key=key).id


def mail(number: int) -> Mail:
    db.session.rollback()
    return db.session.get_one(Mail, number)


def let_time_pass(**columns: Any) -> None:
    """Make everything due, and every lease and every turn over."""
    with writing() as session:
        session.execute(sa.update(Mail).values(due_at=LONG_AGO, tried_at=LONG_AGO, **columns))
        session.execute(sa.update(Mail).where(Mail.lease_until.is_not(None)).values(lease_until=LONG_AGO))


def deliver() -> None:
    """Run the sender, as the worker does."""
    tasks.send_due()


def serving(application: Flask) -> Iterator[Flask]:
    wire.lets_headers_in.cache_clear()
    with application.app_context():
        yield application
        db.session.close()
        for engine in db.engines.values():
            engine.dispose()


@pytest.fixture
def waiting(app: Flask) -> Iterator[Flask]:
    """An application without a mail server, and its context."""
    yield from serving(app)


@pytest.fixture
def sending(mailing: Settings) -> Iterator[Flask]:
    """An application with the mailbox as its mail server, and its context."""
    yield from serving(create_app(mailing))


@pytest.fixture
def meeting(settings: Settings) -> Iterator[Callable[..., Flask]]:
    """Make an application that meets a mail server of a test's own."""
    with contextmanager(_meeting)(settings) as make:
        yield make


def _meeting(settings: Settings) -> Iterator[Callable[..., Flask]]:
    opened: list[Iterator[Flask]] = []

    def make(port: int, *, host: str = "127.0.0.1", security: str = "none", password: str | None = None) -> Flask:
        server = MailServer(host, port, "us" if password else None, password, security, timeout=5)
        context = serving(create_app(replace(settings, mail_server=server)))
        opened.append(context)
        return next(context)

    yield make
    for context in reversed(opened):
        next(context, None)


@contextmanager
def server(handler: object, **options: Any) -> Iterator[int]:
    """Run a mail server with options of aiosmtpd and return its port."""
    controller = Controller(handler, hostname="127.0.0.1", port=free_port(), **options)
    controller.start()
    try:
        yield controller.port
    finally:
        controller.stop()


@pytest.fixture
def box() -> Mailbox:
    """What a server of a test's own got."""
    return Mailbox()


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate for 127.0.0.1 that nobody vouches for, with its key, in one file."""
    return certify(tmp_path / "server.pem", ip="127.0.0.1")


def certify(path: Path, *, ip: str) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "mail.example.org")])
    start = datetime.now(UTC) - timedelta(days=1)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), start, start + timedelta(9))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address(ip))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(secret + signed.public_bytes(serialization.Encoding.PEM))
    return path


def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context
