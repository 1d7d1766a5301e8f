"""From the outbox to the server: once, whatever happens on the way."""

import contextlib
import threading
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa
from aiosmtpd.smtp import SMTP, Envelope, Session
from flask import Flask

from app.kit import files
from app.kit.database import db, writing
from app.post import queries, sender, wire
from app.post.courier import Courier
from app.post.message import Message
from app.post.models import Mail, MailState, Pause
from tests.mailbox import Mailbox, free_port
from tests.post.conftest import LONG_AGO, deliver, let_time_pass, mail, message, official, post, server, tls


class Killed(BaseException):
    """As kill -9: nothing of ours tidies up."""


class Cut(Mailbox):
    """Takes a mail and hangs up without a word."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await super().handle_DATA(server, session, envelope)
        server.transport.abort()
        return "250 never heard"


def state(number: int) -> MailState:
    return mail(number).state


def test_without_a_mail_server_everything_waits(waiting: Flask) -> None:
    number = post(message())

    deliver()

    assert state(number) is MailState.QUEUED
    assert queries.pause() is None


def test_a_private_mail_is_sent_once_and_forgotten(sending: Flask, smtp: Mailbox) -> None:
    number = post(message())

    deliver()
    deliver()

    (got,) = smtp.to("nadia@example.org")
    assert got["Message-ID"] == mail(number).message_id
    assert (state(number), mail(number).sealed, mail(number).attachments) == (MailState.ACCEPTED, None, [])


def test_an_official_gets_the_file_and_the_mail_is_kept(sending: Flask, smtp: Mailbox) -> None:
    number = post(official())

    deliver()

    (got,) = smtp.to("office@ministry.example")
    assert [part.get_content() for part in got.iter_attachments()] == [b"%PDF-1.7 letter"]
    assert state(number) is MailState.ACCEPTED
    assert mail(number).sealed


def test_what_is_refused_for_good_fails_and_holds_nothing_up(sending: Flask, smtp: Mailbox) -> None:
    smtp.refuse(recipient="nadia@example.org")
    refused, taken = post(message()), post(message(to="olena@example.org"), key="confirm:2")

    deliver()

    assert (state(refused), state(taken)) == (MailState.FAILED, MailState.ACCEPTED)
    assert mail(refused).answer == "550 5.1.1"


@pytest.mark.parametrize("code", ["550 5.1.1", "451 4.7.1", "530 5.7.0"])
def test_no_server_makes_us_keep_an_address(sending: Flask, smtp: Mailbox, code: str) -> None:
    smtp.refuse(f"{code} <canary@example.org>: not here")
    post(message(to="canary@example.org"))

    deliver()

    kept = [*db.session.scalars(sa.select(Mail.answer)), *db.session.scalars(sa.select(Pause.reason))]
    assert any(code in words for words in kept)
    assert not any("canary" in words for words in kept)
    files = list(Path(sending.config["SETTINGS"].data_dir).glob("undersigned.sqlite*"))
    assert not any(b"canary" in path.read_bytes() for path in files)


def test_what_a_server_says_of_an_official_is_kept(sending: Flask, smtp: Mailbox) -> None:
    smtp.refuse("550 5.1.1 <office@ministry.example>: not here")
    number = post(official())

    deliver()

    assert mail(number).answer == "550 5.1.1 <office@ministry.example>: not here"


def test_a_defect_makes_us_keep_no_address(sending: Flask, smtp: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def breaks(letter: Message, **_: object) -> bytes:
        raise ValueError(letter.to)

    number = post(message())
    monkeypatch.setattr(wire, "lets_headers_in", lambda: False)
    monkeypatch.setattr(wire, "as_bytes", breaks)

    deliver()

    assert mail(number).answer == "This mail could not be put together: ValueError"


def test_what_is_refused_for_now_goes_later(sending: Flask, smtp: Mailbox) -> None:
    smtp.refuse("451 4.7.1 Greylisted")
    number = post(message())

    deliver()
    smtp.accept()
    deliver()
    assert (state(number), mail(number).attempts, smtp.letters) == (MailState.QUEUED, 1, [])
    let_time_pass()
    deliver()

    assert state(number) is MailState.ACCEPTED
    assert len(smtp.letters) == 1


def test_when_the_server_is_gone_all_waits(meeting: Callable[..., Flask]) -> None:
    meeting(free_port())
    numbers = [post(message(), key=f"confirm:{number}") for number in range(3)]

    deliver()

    assert {state(number) for number in numbers} == {MailState.QUEUED}
    assert "could not be reached" in mail(numbers[2]).answer


def test_a_certificate_nobody_vouches_for_pauses_and_fails_nothing(
    meeting: Callable[..., Flask], box: Mailbox, certificate: Path
) -> None:
    with server(box, tls_context=tls(certificate)) as port:
        meeting(port, security="starttls")
        number = post(message())
        deliver()

    notice = queries.pause()
    assert notice is not None
    assert "certificate" in notice.reason
    assert (state(number), mail(number).attempts, box.letters) == (MailState.QUEUED, 0, [])


def test_a_refused_login_pauses_until_it_is_let_in(meeting: Callable[..., Flask], smtp: Mailbox) -> None:
    smtp.refuse("530 5.7.0 Log in first")
    meeting(smtp.port)
    numbers = [post(message(), key=f"confirm:{number}") for number in range(3)]

    deliver()
    notice = queries.pause()
    assert notice is not None
    assert notice.reason == "The mail server does not let us in: 530 5.7.0"
    assert {(mail(number).state, mail(number).attempts) for number in numbers} == {(MailState.QUEUED, 0)}
    smtp.accept()
    deliver()
    assert smtp.letters == []  # a pause holds for some minutes, so that nobody is locked out for knocking
    with writing() as session:
        notice = queries.pause()
        assert notice is not None
        session.merge(notice).until = LONG_AGO
    deliver()

    assert queries.pause() is None
    assert {state(number) for number in numbers} == {MailState.ACCEPTED}


def test_other_settings_are_tried_at_once(meeting: Callable[..., Flask], smtp: Mailbox) -> None:
    meeting(smtp.port, security="starttls")
    number = post(message())
    deliver()
    assert queries.pause() is not None

    meeting(smtp.port)
    deliver()

    assert state(number) is MailState.ACCEPTED
    assert queries.pause() is None


def test_a_crash_before_the_body_is_safe_to_repeat(
    sending: Flask, smtp: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = post(official())
    crash_in(monkeypatch, Courier, "announce")
    assert state(number) is MailState.CLAIMED

    deliver()
    assert smtp.letters == []
    let_time_pass()
    deliver()

    assert state(number) is MailState.ACCEPTED
    assert len(smtp.letters) == 1


@pytest.mark.parametrize(("sent", "then"), [(message, MailState.ACCEPTED), (official, MailState.HELD)])
def test_a_crash_during_the_hand_over_is_in_doubt(
    sending: Flask, smtp: Mailbox, monkeypatch: pytest.MonkeyPatch, sent: Callable[[], object], then: MailState
) -> None:
    number = post(sent())
    crash_in(monkeypatch, Courier, "hand")
    assert state(number) is MailState.HANDING

    let_time_pass()
    deliver()

    assert state(number) is then
    assert len(smtp.letters) == (then is MailState.ACCEPTED)


def test_a_crash_after_the_answer_sends_at_most_two(
    sending: Flask, smtp: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = post(message())
    for _ in range(4):
        crash_in(monkeypatch, sender, "_settle")
        let_time_pass()
    deliver()

    assert len(smtp.letters) == 2
    assert len({got["Message-ID"] for _to, got in smtp.letters}) == 1
    assert state(number) is MailState.HELD


def test_a_server_that_takes_a_mail_without_a_word_gets_it_twice_at_most(meeting: Callable[..., Flask]) -> None:
    cut = Cut()
    with server(cut) as port:
        meeting(port)
        private, public = post(message()), post(official(), key="deliver:1")
        for _ in range(4):
            deliver()
            let_time_pass()

    assert (state(private), state(public)) == (MailState.HELD, MailState.HELD)
    assert Counter(to for (to,), _got in cut.letters) == {"nadia@example.org": 2, "office@ministry.example": 1}


def test_two_workers_send_nothing_twice(sending: Flask, smtp: Mailbox) -> None:
    for number in range(45):
        post(message(to=f"reader{number}@example.org"), key=f"confirm:{number}")
    errors: list[Exception] = []

    def work() -> None:
        try:
            with sending.app_context():
                deliver()
        except Exception as error:  # noqa: BLE001 - whatever a thread meets, the test is to see it
            errors.append(error)

    workers = [threading.Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    assert errors == []
    assert Counter(to for (to,), _got in smtp.letters) == {f"reader{number}@example.org": 1 for number in range(45)}


def test_officials_of_one_domain_get_six_a_minute(sending: Flask, smtp: Mailbox) -> None:
    for number in range(25):
        post(official(to=f"office{number}@ministry.example"), key=f"deliver:{number}")
    post(official(to="office@court.example"), key="deliver:court")
    post(message(to="someone@ministry.example"), key="confirm:1")

    deliver()
    first = len(smtp.letters)
    deliver()
    assert (first, len(smtp.letters)) == (8, 8)
    let_time_pass()
    deliver()

    assert len(smtp.letters) == 14


def test_a_mail_whose_file_is_lost_fails_and_holds_nothing_up(
    sending: Flask, smtp: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost, taken = post(official(), key="deliver:1"), post(message())
    monkeypatch.setattr(wire.files, "fetch", lambda _digest: raise_(files.FileLost()))

    deliver()

    assert (state(lost), state(taken)) == (MailState.FAILED, MailState.ACCEPTED)
    assert "missing from the store" in mail(lost).answer


def test_where_headers_can_be_written_by_a_text_nothing_is_sent(
    sending: Flask, smtp: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = post(message())
    monkeypatch.setattr(wire, "lets_headers_in", lambda: True)

    deliver()

    notice = queries.pause()
    assert notice is not None
    assert "CVE-2024-6923" in notice.reason
    assert (state(number), smtp.letters) == (MailState.QUEUED, [])


def test_no_transaction_is_open_while_the_server_is_talked_to(sending: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    post(message())
    open_ones = []
    announce, hand = Courier.announce, Courier.hand

    def watched(step: Callable[..., object]) -> Callable[..., object]:
        def look(*arguments: object, **named: object) -> object:
            open_ones.append(db.session.in_transaction())
            return step(*arguments, **named)

        return look

    monkeypatch.setattr(Courier, "announce", watched(announce))
    monkeypatch.setattr(Courier, "hand", watched(hand))
    deliver()

    assert open_ones == [False, False]


def test_a_lease_that_has_passed_is_nobodys(sending: Flask, smtp: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """A sender that was asleep for long finds that its mail is another's, and hands nothing over."""
    number = post(message())
    announce = Courier.announce

    def slow(*arguments: object, **named: object) -> None:
        announce(*arguments, **named)
        with writing() as session:
            session.execute(sa.update(Mail).where(Mail.id == number).values(lease_until=LONG_AGO))

    monkeypatch.setattr(Courier, "announce", slow)
    deliver()

    assert smtp.letters == []
    assert state(number) is MailState.CLAIMED


def killed(*_arguments: object, **_named: object) -> None:
    raise Killed


def crash_in(monkeypatch: pytest.MonkeyPatch, place: object, step: str) -> None:
    with monkeypatch.context() as crash, contextlib.suppress(Killed):
        crash.setattr(place, step, killed)
        deliver()


def raise_(error: Exception) -> None:
    raise error
