"""The content of prints as it is kept; what is lost and went to nobody is made anew by the worker."""

from __future__ import annotations

from app.delivery import prints, tasks
from app.delivery.models import Print, Volume
from app.kit import files
from app.kit.files import FileLost
from app.kit.languages import gettext_later as _


class MadeAnew(FileLost):
    """A print whose file is gone, and which is made once more."""

    sentence = _("The file of this print was missing, so the print is being made anew. Try again in a minute.")
    status = 503


class LostOnceSent(FileLost):
    """A print that somebody has, and this site no longer: another one would not be what was sent."""

    sentence = _(
        "The file of this print is missing. As the print was sent, no other takes its place: restore it from a backup."
    )


def content_of(held: Print | Volume) -> bytes:
    """Return the PDF of a print or of one of its volumes; raise MadeAnew or LostOnceSent where it is gone."""
    number = held.print_id if isinstance(held, Volume) else held.id
    content = str(held.content)
    try:
        return files.fetch(content)
    except FileLost:
        if not prints.set_back(number, content):
            raise LostOnceSent from None
    tasks.wake_press()
    raise MadeAnew
