"""The notice that no mail is sent for now."""

from dataclasses import replace

import time_machine
from flask import Flask

from app.config import MailServer
from app.kit.database import writing
from app.post import pauses, queries
from tests.conftest import NOON

SERVER = MailServer("mail.example.org", 587, "us", "wrong", "starttls", timeout=5)


def put_up(reason: str) -> None:
    with writing() as session:
        pauses.pause(session, server=SERVER, reason=reason)


def test_a_notice_renewed_keeps_its_beginning(waiting: Flask, clock: time_machine.Traveller) -> None:
    put_up("535 Wrong password")
    clock.shift(300)
    put_up("534 Another login, please")

    notice = queries.pause()
    assert notice is not None
    assert (notice.since, notice.reason) == (NOON, "534 Another login, please")
    assert notice.until > NOON + pauses.NEXT_TRY


def test_a_notice_holds_for_a_while_and_for_the_same_settings(waiting: Flask, clock: time_machine.Traveller) -> None:
    put_up("535 Wrong password")

    notice = queries.pause()
    assert notice is not None
    assert pauses.holds(notice, server=SERVER)
    assert not pauses.holds(notice, server=replace(SERVER, password="right"))
    clock.shift(301)
    assert not pauses.holds(notice, server=SERVER)


def test_a_notice_is_taken_down(waiting: Flask) -> None:
    put_up("535 Wrong password")

    for _ in range(2):
        with writing() as session:
            pauses.resume(session)

    assert queries.pause() is None
