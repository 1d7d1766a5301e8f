"""What a browser may send to ask for a sign-in link."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wtforms import HiddenField, ValidationError
from wtforms.validators import DataRequired

from app.kit.forms import Form, LineField
from app.kit.languages import gettext_later as _

if TYPE_CHECKING:
    from wtforms import Field


class LinkForm(Form):
    """The address to mail a link to, and where to go once signed in."""

    email = LineField(
        _("Your e-mail address"),
        [DataRequired(_("Enter your e-mail address."))],
        longest=254,
    )
    next = HiddenField()

    def validate_email(self, field: Field) -> None:
        """An address has an @ in its midst; whether somebody holds it shows when the mail arrives, or does not."""
        before, at, after = field.data.partition("@")
        if not (before and at and after) or " " in field.data:
            raise ValidationError(_("Enter an e-mail address, such as ada@example.org."))
