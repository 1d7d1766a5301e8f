"""Who has which mail, and what a sender that is gone leaves behind."""

from datetime import timedelta

import time_machine
from flask import Flask

from app.kit.database import writing
from app.post import claims
from app.post.models import Mail, MailState
from tests.conftest import NOON
from tests.post.conftest import mail, message, official, post


def claim() -> list[claims.Claim]:
    with writing() as session:
        return claims.claim(session)


def test_the_oldest_come_first_and_nothing_is_claimed_twice(waiting: Flask) -> None:
    numbers = [post(message(), key=f"confirm:{number}") for number in range(claims.BATCH + 3)]

    assert [one.id for one in claim()] == numbers[: claims.BATCH]
    assert [one.id for one in claim()] == numbers[claims.BATCH :]
    assert claim() == []


def test_what_is_due_later_waits(waiting: Flask, clock: time_machine.Traveller) -> None:
    number = post(message())
    with writing() as session:
        session.get_one(Mail, number).due_at = NOON + timedelta(minutes=1)

    assert claim() == []
    clock.shift(60)
    assert [one.id for one in claim()] == [number]


def test_a_domain_of_officials_has_its_share_and_the_rest_passes_by(
    waiting: Flask, clock: time_machine.Traveller
) -> None:
    ministry = [post(official(to=f"{n}@ministry.example"), key=f"deliver:{n}") for n in range(claims.BATCH + 5)]
    court = post(official(to="office@court.example"), key="deliver:court")

    taken = [one.id for one in (*claim(), *claim())]

    assert taken == [*ministry[: claims.OFFICIALS_A_MINUTE], court]
    assert claim() == []
    clock.shift(60)
    assert [one.id for one in claim()] == ministry[6:12]


def test_a_mail_goes_over_only_while_it_is_ours(waiting: Flask, clock: time_machine.Traveller) -> None:
    post(message())
    (old,) = claim()
    clock.shift(claims.LEASE + timedelta(seconds=1))
    with writing() as session:
        claims.recover(session)
    (new,) = claim()

    with writing() as session:
        assert not claims.hand(session, old, timeout=5)
        assert claims.hand(session, new, timeout=5)
        claims.settle(session, old, Mail.release)
        claims.settle(session, new, lambda one: one.accept("250 OK"))

    assert mail(new.id).state is MailState.ACCEPTED


def test_a_lease_that_holds_is_left_alone(waiting: Flask, clock: time_machine.Traveller) -> None:
    number = post(message())
    claim()
    clock.shift(claims.LEASE - timedelta(seconds=1))

    with writing() as session:
        claims.recover(session)

    assert mail(number).state is MailState.CLAIMED
