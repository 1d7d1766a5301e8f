"""Forgetting: what a private mail says is not kept for ever because the mail never left."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.kit import clock
from app.post.models import Mail, MailState

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

KEPT_FOR = timedelta(hours=72)  # as long as a link to confirm is good, and as a mail is tried
BATCH = 500
AT_REST = (MailState.QUEUED, MailState.HELD, MailState.FAILED)


def forget_unsent(session: Session) -> None:
    """Forget what private mails say that have not left in time; one under way is let go its way."""
    stale = sa.select(Mail).where(
        Mail.private,
        Mail.sealed.is_not(None),
        Mail.state.in_(AT_REST),
        Mail.made_at <= clock.now() - KEPT_FOR,
    )
    while mails := session.scalars(stale.limit(BATCH).with_for_update(skip_locked=True)).all():
        for mail in mails:
            mail.forget()
        session.flush()
