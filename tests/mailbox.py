"""A mail server of the tests' own: keeps what it is handed, and refuses when told to."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

ACCEPTED = "250 OK"


class Mailbox:
    """`letters` are (recipients, message) in the order of their arrival."""

    def __init__(self) -> None:
        self.host = "127.0.0.1"
        self.port = free_port()
        self.letters: list[tuple[list[str], EmailMessage]] = []
        self._refusals: dict[str | None, str] = {}

    def refuse(self, answer: str = "550 5.1.1 No such mailbox", *, recipient: str | None = None) -> None:
        """From now on answer like this to one recipient, or to every message."""
        self._refusals[recipient] = answer

    def accept(self) -> None:
        """Take everything again."""
        self._refusals.clear()

    def to(self, recipient: str) -> list[EmailMessage]:
        """Return what one address has got."""
        return [message for recipients, message in self.letters if recipient in recipients]

    # The names and arguments of these two are aiosmtpd's.
    async def handle_RCPT(  # noqa: N802
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if refusal := self._refusals.get(address):
            return refusal
        envelope.rcpt_tos.append(address)
        return ACCEPTED

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if refusal := self._refusals.get(None):
            return refusal
        self.letters.append((list(envelope.rcpt_tos), message_from_bytes(envelope.content, policy=policy.default)))
        return ACCEPTED


@contextmanager
def listening() -> Iterator[Mailbox]:
    """Run a mailbox on a free port."""
    mailbox = Mailbox()
    controller = Controller(mailbox, hostname=mailbox.host, port=mailbox.port, enable_SMTPUTF8=True)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
