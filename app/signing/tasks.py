"""What the worker does for signing: forgetting those who did not confirm."""

from __future__ import annotations

from app.kit.database import empty_log, writing
from app.kit.queue import job
from app.signing import actions


@job
def forget_unconfirmed() -> None:
    """Delete unconfirmed signatures, and links, whose time is over."""
    with writing() as session:
        actions.forget_unconfirmed(session)
    empty_log()
