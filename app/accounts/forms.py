"""What a browser may send to ask for a sign-in link."""

from __future__ import annotations

from wtforms import HiddenField
from wtforms.validators import DataRequired, Regexp

from app.kit.forms import Form, LineField
from app.kit.languages import gettext_later as _


class LinkForm(Form):
    """The address to mail a link to, and where to go once signed in."""

    email = LineField(
        _("Your e-mail address"),
        [
            DataRequired(_("Enter your e-mail address.")),
            Regexp(r"[^@\s]+@[^@\s]+$", message=_("Enter an e-mail address, such as ada@example.org.")),
        ],
        longest=254,
    )
    next = HiddenField()
