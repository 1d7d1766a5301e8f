"""What each recipient would get if the letter were sent now: the mail, its print, and whether it went out before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import sqlalchemy as sa

from app.delivery import mail, queries
from app.delivery.models import Print, PrintState, Shape

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlalchemy.orm import Session

    from app.delivery.models import Dispatch
    from app.letters.models import Letter, Recipient
    from app.post.message import Message


@dataclass(frozen=True, slots=True)
class Preview:
    """One recipient's mail. There is a message once the print is made.

    `sent` is this very print's dispatch, `earlier` that of whatever print went to them last.
    """

    recipient: Recipient
    print: Print | None
    message: Message | None
    sent: Dispatch | None
    earlier: Dispatch | None

    @property
    def waits(self) -> bool:
        """Tell whether the worker is still at the print."""
        return self.print is not None and self.print.state is PrintState.ASKED

    @property
    def is_ready(self) -> bool:
        """Tell whether it can go out, and has not yet."""
        return self.message is not None and self.sent is None


def previews(session: Session, letter: Letter, recipients: Iterable[Recipient]) -> list[Preview]:
    """Return what each of these recipients would get."""
    return [_preview(session, letter, recipient) for recipient in recipients]


def _preview(session: Session, letter: Letter, recipient: Recipient) -> Preview:
    newest = _newest(session, letter, recipient)
    if newest is None or newest.state is not PrintState.MADE:
        return Preview(recipient, newest, None, None, None)
    message = mail.letter_to_official(letter, recipient=recipient, made=newest)
    sent = queries.dispatch_of(session, newest, recipient)
    return Preview(recipient, newest, message, sent, queries.last_dispatch(session, recipient))


def _newest(session: Session, letter: Letter, recipient: Recipient) -> Print | None:
    """Return the print that was last found to say what the letter says."""
    wanted = sa.select(Print).where(
        Print.edition_id == letter.edition.id, Print.recipient_id == recipient.id, Print.shape == Shape.LETTER
    )
    return session.scalar(wanted.order_by(Print.checked_at.desc(), Print.id.desc()).limit(1))
