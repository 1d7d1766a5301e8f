"""Pauses: when the server does not let us in, all mail waits under one notice, and none fails for it."""

from __future__ import annotations

from dataclasses import astuple
from datetime import timedelta
from typing import TYPE_CHECKING

from app.kit import clock, sealing
from app.post.models import Pause

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.config import MailServer

ONLY = 1
NEXT_TRY = timedelta(minutes=5)  # often enough to notice a repair, seldom enough not to be locked out


def pause(session: Session, *, server: MailServer, reason: str) -> None:
    """Put up the notice, or renew it."""
    now = clock.now()
    notice = session.get(Pause, ONLY)
    since = notice.since if notice else now
    session.merge(Pause(id=ONLY, reason=reason, since=since, until=now + NEXT_TRY, settings=_settings(server)))
    session.flush()


def resume(session: Session) -> None:
    """Take the notice down."""
    notice = session.get(Pause, ONLY)
    if notice is not None:
        session.delete(notice)
        session.flush()


def holds(notice: Pause, *, server: MailServer) -> bool:
    """Tell whether to wait still: other settings are tried at once."""
    return notice.until > clock.now() and notice.settings == _settings(server)


def _settings(server: MailServer) -> bytes:
    """Return what tells settings apart without telling them."""
    return sealing.blind_index("post.settings", repr(astuple(server)))
