"""What each recipient would get if the letter were sent now: the mail, its print, and whether it went out before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from app.delivery import mail, queries
from app.delivery.models import Dispatch, Print, PrintState, Shape
from app.delivery.papers import paper_of
from app.delivery.shelf import Stage, may_be_tried_again, stage_of
from app.letters.models import Letter, Recipient
from app.post.message import Message
from app.post.weight import COMMONLY_TAKEN, weight


@dataclass(frozen=True, slots=True)
class Preview:
    """One recipient's mail. There is a message once the print is made; `size` is what it weighs in bytes.

    `sent` is this very print's dispatch, `earlier` that of whatever print went to them last.
    """

    recipient: Recipient
    print: Print | None
    message: Message | None
    sent: Dispatch | None
    earlier: Dispatch | None
    size: int = 0

    @property
    def stage(self) -> Stage | None:
        """How far its print has come, None where nobody has asked for it."""
        return stage_of(self.print) if self.print else None

    @property
    def may_be_tried_again(self) -> bool:
        """Tell whether asking for the print can help: it is not asked for yet, was cancelled, or given up."""
        return self.print is None or may_be_tried_again(self.print)

    @property
    def waits(self) -> bool:
        """Tell whether the worker is still at the print."""
        return self.print is not None and self.print.state is PrintState.ASKED

    @property
    def is_ready(self) -> bool:
        """Tell whether it can go out, and has not yet."""
        return self.message is not None and self.sent is None

    @property
    def is_heavy(self) -> bool:
        """Tell whether many mail servers would refuse it for its size."""
        return self.is_ready and self.size > COMMONLY_TAKEN


@dataclass(frozen=True, slots=True)
class Sheaf:
    """The previews of everyone chosen."""

    previews: tuple[Preview, ...]

    @property
    def ready(self) -> list[Preview]:
        """Those that can go out."""
        return [each for each in self.previews if each.is_ready]

    @property
    def waiting(self) -> list[Preview]:
        """Those whose print is still to be made."""
        return [each for each in self.previews if each.waits]

    @property
    def heavy(self) -> list[Preview]:
        """Those that many mail servers would refuse."""
        return [each for each in self.previews if each.is_heavy]

    @property
    def done(self) -> int:
        """How many the worker is done with."""
        return sum(each.print is not None and each.print.state is PrintState.MADE for each in self.previews)


def previews(
    session: Session, letter: Letter, recipients: Iterable[Recipient], *, shape: Shape = Shape.LETTER
) -> Sheaf:
    """Return what each of these recipients would get, with prints of this shape."""
    return Sheaf(tuple(_preview(session, letter, recipient, shape) for recipient in recipients))


def _preview(session: Session, letter: Letter, recipient: Recipient, shape: Shape) -> Preview:
    newest = _newest(session, letter, recipient, shape)
    if newest is None or newest.state is not PrintState.MADE:
        return Preview(recipient, newest, None, None, None)
    message = mail.letter_to_official(letter, recipient=recipient, made=newest)
    sent = queries.dispatch_of(session, newest, recipient)
    earlier = queries.last_dispatch(session, recipient)
    return Preview(recipient, newest, message, sent, earlier, weight(message, enclosed=newest.size))


def _newest(session: Session, letter: Letter, recipient: Recipient, shape: Shape) -> Print | None:
    """Return the print that was last found to say what the letter says."""
    wanted = sa.select(Print).where(
        Print.edition_id == letter.edition.id,
        Print.recipient_id == recipient.id,
        Print.shape == shape,
        Print.paper == paper_of(recipient.country),
    )
    return session.scalar(wanted.order_by(Print.checked_at.desc(), Print.id.desc()).limit(1))
