"""The sender: takes mail that is due out of the outbox and hands it over, one connection for as long as it holds."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from flask import current_app

from app.kit.database import db, writing
from app.kit.files import FileLost
from app.kit.sealing import UnreadableError
from app.post import claims, envelopes, pauses, queries, wire
from app.post.courier import Courier, Declined, InDoubt, NotLetIn, Postponed, Unreachable
from app.post.models import Mail

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.config import MailServer
    from app.post.claims import Claim

log = logging.getLogger(__name__)
UNSAFE = "The installed Flask-Mail and Python let a text write mail headers of its own (CVE-2024-6923): update Python."


@dataclass(frozen=True, slots=True)
class Parcel:
    """A mail as the courier carries it."""

    to: str
    content: bytes


def send_due() -> None:
    """Hand over all that is due; without a mail server, or under a pause, everything waits."""
    with writing() as session:
        claims.recover(session)
    server: MailServer | None = current_app.config["SETTINGS"].mail_server
    if server is None or _paused(server):
        return
    courier = Courier(server, sender=envelopes.sender())
    try:
        while batch := _claim():
            if not _carry(courier, batch, server=server):
                return
            _resume()
    except BaseException:
        courier.drop()  # amid a mail there is no goodbye
        raise
    finally:
        courier.leave()


def _paused(server: MailServer) -> bool:
    if wire.lets_headers_in():
        _pause([], server=server, reason=UNSAFE)
        return True
    notice = queries.pause()
    return notice is not None and pauses.holds(notice, server=server)


def _claim() -> list[Claim]:
    with writing() as session:
        return claims.claim(session)


def _carry(courier: Courier, batch: list[Claim], *, server: MailServer) -> bool:
    """Hand a batch over, one by one; False when the server cannot be talked to and the rest must wait."""
    for done, claim in enumerate(batch):
        try:
            _deliver(courier, claim, timeout=server.timeout)
        except NotLetIn as refusal:
            _pause(batch[done:], server=server, reason=refusal.answer)
            return False
        except Unreachable as failure:
            log.warning("The mail server could not be reached; %s mails wait.", len(batch) - done)
            _settle(batch[done:], partial(Mail.postpone, answer=failure.answer))
            return False
    return True


def _deliver(courier: Courier, claim: Claim, *, timeout: float) -> None:
    """Hand one mail over in two steps. No transaction is open while the server is talked to."""
    parcel = _pack(claim)
    if parcel is None:
        return
    try:
        courier.announce(parcel.to, size=len(parcel.content))
        with writing() as session:
            ours = claims.hand(session, claim, timeout=timeout)
        if not ours:
            courier.drop()
            return
        answer = courier.hand(parcel.content)
    except Postponed as failure:
        outcome = partial(Mail.postpone, answer=failure.answer)
    except Declined as failure:
        outcome = partial(Mail.fail, answer=failure.answer)
    except InDoubt as failure:
        outcome = partial(Mail.doubt, answer=failure.answer)
    else:
        outcome = partial(Mail.accept, answer=answer)
    _settle([claim], outcome)


def _pack(claim: Claim) -> Parcel | None:
    """Compose a mail; one that cannot be composed fails with the reason, and holds nothing else up."""
    try:
        mail = db.session.get_one(Mail, claim.id)
        message, message_id, made_at = envelopes.open_(mail), mail.message_id, mail.made_at
        db.session.rollback()
        if message is None:
            return None
        return Parcel(message.to, wire.as_bytes(message, message_id=message_id, made_at=made_at))
    except Exception as error:  # noqa: BLE001 - a lost key, a lost file, a defect: whatever it is, a person must look
        _settle([claim], partial(Mail.fail, answer=f"This mail could not be put together: {_cause(error)}"))
        return None


def _cause(error: Exception) -> str:
    """Return the words of an error that is ours, else only its name: a library's words may repeat the address."""
    ours = isinstance(error, FileLost | UnreadableError | wire.UnsafeHeaderError)
    return str(error) if ours else type(error).__name__


def _settle(batch: list[Claim], outcome: Callable[[Mail], None]) -> None:
    with writing() as session:
        for claim in batch:
            claims.settle(session, claim, outcome)


def _pause(batch: list[Claim], *, server: MailServer, reason: str) -> None:
    log.error("Mail is paused: the mail server does not let us in.")
    with writing() as session:
        for claim in batch:
            claims.settle(session, claim, Mail.release)
        pauses.pause(session, server=server, reason=reason)


def _resume() -> None:
    if queries.pause() is not None:
        with writing() as session:
            pauses.resume(session)
