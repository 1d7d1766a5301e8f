"""The outbox on the command line: read, and sent again."""

import pytest
from flask import Flask, current_app
from flask.testing import FlaskCliRunner

from app.kit.database import writing
from app.post import pauses
from app.post.models import Mail, MailState
from tests.mailbox import Mailbox
from tests.post.conftest import deliver, mail, message, official, post


def runs(*arguments: object) -> tuple[int, str, str]:
    result = FlaskCliRunner(current_app._get_current_object()).invoke(args=["post", *map(str, arguments)])
    return result.exit_code, result.stdout, result.stderr


def test_the_list_begins_with_the_newest(waiting: Flask) -> None:
    post(message()), post(official(), key="deliver:1")

    code, out, _err = runs("list")

    head, newest, oldest = out.splitlines()
    assert code == 0
    assert head.split() == ["id", "state", "kind", "made", "(UTC)", "attempts", "to", "subject"]
    assert "office@ministry.example" in newest
    assert oldest.split()[1:3] == ["queued", "confirmation"]
    assert oldest.endswith("Please confirm")


def test_the_list_can_be_of_one_state(waiting: Flask) -> None:
    post(message())

    assert len(runs("list", "--state", "failed")[1].splitlines()) == 1
    assert runs("list", "--state", "lost")[0] == 2


def test_a_mail_is_shown_whole(waiting: Flask) -> None:
    number = post(official(text="Dear Minister,\n\x1b[31mpay attention\n", reply_to="us@example.org"))

    code, out, _err = runs("show", number)

    assert code == 0
    for part in ("queued", "office@ministry.example", "us@example.org", "Please confirm", "Dear Minister,\n[31mpay"):
        assert part in out
    assert "letter.pdf (application/pdf, 15 bytes)" in out


def test_a_mail_is_shown_as_it_goes_to_the_server(waiting: Flask) -> None:
    number = post(message())

    code, out, _err = runs("show", number, "--eml")

    assert code == 0
    assert f"Message-ID: {mail(number).message_id}" in out
    assert "Auto-Submitted: auto-generated" in out


def test_what_was_forgotten_cannot_be_shown(sending: Flask, smtp: Mailbox) -> None:
    number = post(message())
    deliver()

    shown, raw, listed = runs("show", number), runs("show", number, "--eml"), runs("list")

    assert (shown[0], raw[0]) == (0, 1)
    assert "forgotten" in shown[1]
    assert "forgotten" in raw[2]
    assert not any("nadia" in part for part in (*shown[1:], *raw[1:], *listed[1:]))


def test_a_failed_mail_is_sent_again(waiting: Flask) -> None:
    number = post(message())
    with writing() as session:
        session.get_one(Mail, number).state = MailState.FAILED

    assert runs("retry", number) == (0, f"Mail {number} is queued again.\n", "")
    assert mail(number).state is MailState.QUEUED


def test_a_mail_on_its_way_is_not_sent_again(waiting: Flask) -> None:
    code, out, err = runs("retry", post(message()))

    assert (code, out) == (1, "")
    assert err == "Error: Only a mail that is held or has failed can be sent again.\n"


@pytest.mark.parametrize("command", ["show", "retry"])
def test_a_number_not_given_is_refused_and_a_word_is_wrong_usage(waiting: Flask, command: str) -> None:
    assert runs(command, 4711)[::2] == (1, "Error: There is no mail with this number.\n")
    assert runs(command, 10**30)[0] in {1, 2}
    assert runs(command, "one")[0] == 2


def test_a_pause_is_told(sending: Flask) -> None:
    with writing() as session:
        pauses.pause(session, server=sending.config["SETTINGS"].mail_server, reason="535 Wrong password")

    assert "535 Wrong password" in runs("list")[2]
