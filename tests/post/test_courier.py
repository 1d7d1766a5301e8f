"""The courier and the servers it may meet: what each answer means."""

import smtplib
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from app.config import MailServer
from app.post.courier import Courier, Declined, InDoubt, NotLetIn, Postponed, Unreachable, _dotted
from tests.mailbox import Mailbox, free_port
from tests.post.conftest import PASSWORD, certify, server, tls

pytestmark = [pytest.mark.one_database, pytest.mark.usefixtures("waiting")]
CONTENT = b"Subject: x\r\n\r\n.dot\n"


class Cut(Mailbox):
    """Hangs up once it has read a mail whole."""

    async def handle_DATA(self, server: SMTP, _session: Session, _envelope: Envelope) -> str:  # noqa: N802
        server.transport.abort()
        return "250 never heard"


def courier(port: int, *, security: str = "none", password: str | None = None) -> Courier:
    settings = MailServer("127.0.0.1", port, "us" if password else None, password, security, timeout=2)
    return Courier(settings, sender="letters@example.org")


@pytest.fixture
def going(smtp: Mailbox) -> Iterator[Courier]:
    one = courier(smtp.port)
    yield one
    one.leave()


def send(one: Courier, to: str = "nadia@example.org") -> str:
    one.announce(to, size=len(CONTENT))
    return one.hand(CONTENT)


def test_a_mail_is_taken(going: Courier, smtp: Mailbox) -> None:
    assert send(going) == "250 OK"
    assert send(going) == "250 OK"

    assert [message.get_content() for message in smtp.to("nadia@example.org")] == [".dot\r\n"] * 2


def test_a_connection_that_broke_is_made_again(going: Courier, smtp: Mailbox) -> None:
    send(going)
    assert going._host is not None
    assert going._host.sock is not None
    going._host.sock.close()

    assert send(going) == "250 OK"


@pytest.mark.parametrize(
    ("answer", "meaning"),
    [
        ("550 5.1.1 No such mailbox", Declined),
        ("451 4.7.1 Come back later", Postponed),
        ("421 4.3.2 Closing", Postponed),
        ("530 5.7.0 Authentication required", NotLetIn),
    ],
)
def test_each_refusal_means_something_and_the_next_mail_goes(
    going: Courier, smtp: Mailbox, answer: str, meaning: type[Exception]
) -> None:
    smtp.refuse(answer, recipient="nadia@example.org")

    with pytest.raises(meaning, match=answer[:3]):
        send(going)

    assert send(going, "olena@example.org") == "250 OK"


def test_a_mail_refused_when_read_is_declined(going: Courier, smtp: Mailbox) -> None:
    smtp.refuse("554 5.7.1 Looks like spam")

    with pytest.raises(Declined, match=r"554.*spam"):
        send(going)


def test_a_mail_that_was_announced_and_dropped_never_arrives(going: Courier, smtp: Mailbox) -> None:
    going.announce("nadia@example.org", size=1)
    going.drop()

    assert send(going, "olena@example.org") == "250 OK"
    assert smtp.to("nadia@example.org") == []


def test_a_server_that_is_gone_cannot_be_reached() -> None:
    with pytest.raises(Unreachable, match="could not be reached"):
        send(courier(free_port()))


def test_a_server_that_hangs_up_after_the_dot_leaves_a_doubt() -> None:
    with server(Cut()) as port, pytest.raises(InDoubt):
        send(courier(port))


def test_a_body_cut_short_is_not_in_doubt(going: Courier, smtp: Mailbox) -> None:
    going.announce("nadia@example.org", size=1)
    assert going._host is not None
    assert going._host.sock is not None
    going._host.sock.shutdown(2)

    with pytest.raises(Postponed, match="broke"):
        going.hand(b"x" * 10_000_000)

    assert smtp.letters == []


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_nobody_vouches_for_is_refused(certificate: Path, box: Mailbox, security: str) -> None:
    context = tls(certificate)
    options = {"ssl_context": context} if security == "tls" else {"tls_context": context}

    with server(box, **options) as port, pytest.raises(NotLetIn, match="certificate"):
        send(courier(port, security=security))

    assert box.letters == []


def test_a_certificate_for_another_name_is_refused(
    tmp_path: Path, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = certify(tmp_path / "other.pem", ip="127.0.0.2")
    monkeypatch.setenv("SSL_CERT_FILE", str(other))

    with server(box, tls_context=tls(other)) as port, pytest.raises(NotLetIn, match="IP address mismatch"):
        send(courier(port, security="starttls"))


def test_a_certificate_that_is_vouched_for_is_taken(
    certificate: Path, box: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))

    with server(box, tls_context=tls(certificate), require_starttls=True) as port:
        one = courier(port, security="starttls")
        assert send(one) == "250 OK"
        one.leave()


def test_a_server_without_starttls_is_refused(smtp: Mailbox) -> None:
    with pytest.raises(NotLetIn, match="STARTTLS"):
        send(courier(smtp.port, security="starttls"))


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_wrong_password_is_refused_and_the_right_one_let_in(box: Mailbox) -> None:
    def known(_server: SMTP, _session: Session, _envelope: Envelope, _kind: str, login: object) -> AuthResult:
        return AuthResult(success=getattr(login, "password", b"") == PASSWORD.encode(), handled=False)

    options = {"authenticator": known, "auth_require_tls": False, "auth_required": True}
    with server(box, **options) as port:
        with pytest.raises(NotLetIn, match="535"):
            send(courier(port, password="wrong"))
        stranger = courier(port)
        with pytest.raises(NotLetIn, match="530"):
            send(stranger)
        stranger.leave()
        one = courier(port, password=PASSWORD)
        assert send(one) == "250 OK"
        one.leave()


def test_the_servers_own_name_is_not_told(going: Courier, smtp: Mailbox) -> None:
    send(going)

    assert isinstance(going._host, smtplib.SMTP)
    assert going._host.local_hostname == "example.org"


def test_lines_end_as_smtp_wants_and_dots_are_doubled() -> None:
    assert _dotted(b".a\n..b\r\nc\rd.") == b"..a\r\n...b\r\nc\r\nd.\r\n"
