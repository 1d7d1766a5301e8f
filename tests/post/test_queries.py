"""Reading the outbox."""

import pytest
from flask import Flask

from app.kit import sealing
from app.kit.database import writing
from app.post import queries
from app.post.models import Mail, MailState
from tests.post.conftest import message, official, post


def test_pages_follow_each_other_from_the_newest(waiting: Flask) -> None:
    numbers = [post(message(), key=f"confirm:{number}") for number in range(5)]

    first = queries.outbox(size=2)
    second = queries.outbox(size=2, before=first.before)
    last = queries.outbox(size=2, before=second.before)

    shown = [entry.id for page in (first, second, last) for entry in page.entries]
    assert shown == numbers[::-1]
    assert last.before is None
    assert [entry.id for entry in queries.every()] == shown


def test_an_entry_says_what_the_mail_says(waiting: Flask) -> None:
    entry = queries.entry(post(official(subject="An open letter")))

    assert entry is not None
    assert (entry.to, entry.subject, entry.retriable) == ("office@ministry.example", "An open letter", False)
    assert queries.entry(4711) is None


def test_a_mail_whose_key_is_gone_is_still_listed(waiting: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    post(message())
    monkeypatch.setattr(waiting.extensions["sealer"], "_name", b"none")

    (entry,) = queries.outbox().entries

    assert (entry.to, entry.message, entry.readable) == ("", None, False)
    with pytest.raises(sealing.UnreadableError):
        sealing.unseal(b"x" * 40, context="")


def test_every_state_is_counted(waiting: Flask) -> None:
    post(message())
    post(message(), key="confirm:2")
    failed = post(message(), key="confirm:3")
    with writing() as session:
        session.get_one(Mail, failed).state = MailState.FAILED

    counts = queries.counts()

    assert (counts[MailState.QUEUED], counts[MailState.FAILED], counts[MailState.HELD]) == (2, 1, 0)
    assert set(counts) == set(MailState)


def test_without_trouble_there_is_no_notice(waiting: Flask) -> None:
    assert queries.pause() is None
