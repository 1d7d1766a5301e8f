"""The courier: carries mail to the server over SMTP in two steps, so that a crash leaves little in doubt."""

from __future__ import annotations

import re
import smtplib
import ssl
from typing import TYPE_CHECKING

import flask_mail
from flask import current_app

from app.kit import text
from app.post import replies

if TYPE_CHECKING:
    from app.config import MailServer

LINE_END = re.compile(rb"\r\n|\r|\n")
LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)
LET_IN = {250, 251}
GO_ON = {354}
CLOSING = 421
# RFC 4954: the server wants a login, another one, or an encrypted one. No fault of the mail.
LOGIN_WANTED = {530, 534, 535, 538}


class HandoverError(Exception):
    """A mail that was not taken; `answer` is what the server said, or what came between."""

    def __init__(self, answer: str) -> None:
        super().__init__(answer)
        self.answer = answer


class Unreachable(HandoverError):
    """No server to talk to just now: the same would happen to every mail."""


class Postponed(HandoverError):
    """Not now (4xx, or a connection that broke): worth another try."""


class Declined(HandoverError):
    """Not this mail (5xx): another try would not help."""


class NotLetIn(HandoverError):
    """The server refuses our login or cannot prove who it is: no mail's fault, so all of it waits."""


class InDoubt(HandoverError):
    """All was said and no answer came: the server may have the mail or not."""


class Connection(flask_mail.Connection):
    """Flask-Mail's connection, which checks the server's certificate and name and does not wait for ever."""

    def __init__(self, server: MailServer, *, name: str) -> None:
        super().__init__(current_app.extensions["mail"])
        self.server = server
        self.name = name

    def configure_host(self) -> smtplib.SMTP:
        """Connect, encrypt and log in as the settings say."""
        context = ssl.create_default_context()
        host = self._connect(context)
        try:
            if self.server.security == "starttls":
                host.starttls(context=context)
            host.ehlo_or_helo_if_needed()
            if self.server.username and self.server.password:
                host.login(self.server.username, self.server.password)
        except BaseException:
            host.close()
            raise
        return host

    def _connect(self, context: ssl.SSLContext) -> smtplib.SMTP:
        # Without a name of its own, smtplib asks the DNS for one on every connection and tells it to the server.
        where, port, timeout = self.server.host, self.server.port, self.server.timeout
        if self.server.security == "tls":
            return smtplib.SMTP_SSL(where, port, local_hostname=self.name, timeout=timeout, context=context)
        return smtplib.SMTP(where, port, local_hostname=self.name, timeout=timeout)


class Courier:
    """Goes to one server, stays connected for as long as that holds, and connects again where it broke."""

    def __init__(self, server: MailServer, *, sender: str) -> None:
        self._connection = Connection(server, name=sender.rpartition("@")[2])
        self._sender = sender
        self._host: smtplib.SMTP | None = None

    def announce(self, to: str, *, size: int) -> None:
        """First step: sender, recipient and DATA, up to the server's 354. Until here a crash changes nothing."""
        host = self._ready()
        try:
            options = [f"size={size}"] if host.has_extn("size") else []
            self._expect(host.mail(self._sender, options), LET_IN)
            self._expect(host.rcpt(to), LET_IN)
            self._expect(host.docmd("DATA"), GO_ON)
        except (smtplib.SMTPException, OSError) as error:
            self.drop()
            raise Postponed(_sentence("The connection to the mail server broke", error)) from error

    def hand(self, content: bytes) -> str:
        """Second step: the mail and its final dot. Return the server's answer."""
        host = self._host
        if host is None:
            raise Postponed("The connection to the mail server broke.")
        try:
            host.send(_dotted(content))
        except (smtplib.SMTPException, OSError) as error:
            self.drop()  # without its final dot no server takes a mail (RFC 5321, 4.1.1.4)
            raise Postponed(_sentence("The connection to the mail server broke", error)) from error
        return self._expect(self._end(host), LET_IN)

    def drop(self) -> None:
        """Cut the connection; a mail that was announced and not handed over is forgotten by the server."""
        if self._host is not None:
            self._host.close()
        self._host = None

    def leave(self) -> None:
        """Say goodbye, if the server still listens."""
        try:
            if self._host is not None:
                self._host.quit()
        except (smtplib.SMTPException, OSError):
            pass  # it was gone already
        finally:
            self.drop()

    def _ready(self) -> smtplib.SMTP:
        """Return a connection that answers: RSET tells, and clears away what was refused before."""
        if self._host is not None and not self._answers(self._host):
            self.drop()
        if self._host is None:
            self._host = self._connect()
        return self._host

    def _answers(self, host: smtplib.SMTP) -> bool:
        try:
            return host.rset()[0] in LET_IN
        except (smtplib.SMTPException, OSError):
            return False

    def _connect(self) -> smtplib.SMTP:
        try:
            return self._connection.configure_host()
        except smtplib.SMTPResponseException as error:
            failure = Unreachable if _temporary(error.smtp_code) else NotLetIn
            raise failure(_refused(_answer(error.smtp_code, error.smtp_error))) from error
        except smtplib.SMTPServerDisconnected as error:
            raise Unreachable(_sentence("The mail server hung up", error)) from error
        except (ssl.SSLError, smtplib.SMTPException, ValueError) as error:
            raise NotLetIn(_sentence("No safe connection to the mail server", error)) from error
        except OSError as error:
            raise Unreachable(_sentence("The mail server could not be reached", error)) from error

    def _end(self, host: smtplib.SMTP) -> tuple[int, bytes]:
        try:
            host.send(b".\r\n")
            code, words = host.getreply()
        except (smtplib.SMTPException, OSError) as error:
            self.drop()
            raise InDoubt(_sentence("The connection broke before the mail server answered", error)) from error
        if code not in LET_IN and not _temporary(code) and code // 100 != 5:  # noqa: PLR2004 - 5xx
            self.drop()
            raise InDoubt(_answer(code, words))
        return code, words

    def _expect(self, reply: tuple[int, bytes], wanted: set[int]) -> str:
        code, words = reply
        answer = _answer(code, words)
        if code == CLOSING:
            self.drop()
        if code in wanted:
            return answer
        if code in LOGIN_WANTED:
            raise NotLetIn(_refused(replies.codes(answer)))  # the words may repeat the address, and the notice stays
        raise (Postponed if _temporary(code) else Declined)(answer)


def _temporary(code: int) -> bool:
    """4xx, and -1 for what is no SMTP at all."""
    return code < 0 or code // 100 == 4  # noqa: PLR2004 - 4xx


def _dotted(content: bytes) -> bytes:
    """Return a mail as DATA carries it: lines end with CRLF, a dot that begins one is doubled (RFC 5321, 4.5.2)."""
    lines = LEADING_DOT.sub(b"..", LINE_END.sub(b"\r\n", content))
    return lines if lines.endswith(b"\r\n") else lines + b"\r\n"


def _answer(code: int, words: bytes | str) -> str:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return _printable(f"{code} {said}")


def _refused(answer: str) -> str:
    return f"The mail server does not let us in: {answer}"


def _sentence(what: str, error: Exception) -> str:
    return _printable(f"{what}: {error}").rstrip(".") + "."


def _printable(answer: str) -> str:
    return "".join(char for char in text.one_line(answer) if char.isprintable())
