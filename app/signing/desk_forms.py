"""What a browser may send about the roll at the desk."""

from __future__ import annotations

from wtforms import IntegerField, SelectField
from wtforms.validators import DataRequired, Optional

from app.kit.forms import Form, LineField
from app.kit.languages import gettext_later as _
from app.signing.models import Kind, State
from app.signing.overview import Sought

STATES = [
    ("", _("Any state")),
    (State.CONFIRMED.value, _("Confirmed")),
    (State.PENDING.value, _("Waiting to confirm")),
    (State.HELD.value, _("Held")),
    (State.STRUCK.value, _("Struck")),
    (State.WITHDRAWN.value, _("Withdrawn")),
]
KINDS = [
    ("", _("Persons and organisations")),
    (Kind.PERSON.value, _("Persons")),
    (Kind.ORGANISATION.value, _("Organisations")),
]


class RollForm(Form):
    """What is sought on the roll, where its page begins, and who was just changed."""

    KEPT = ("words", "state", "kind", "before")  # what an act leads back to

    words = LineField(_("Name or affiliation"), longest=200)
    state = SelectField(_("State"), choices=STATES, default="")
    kind = SelectField(_("Kind"), choices=KINDS, default="")
    before = IntegerField(validators=[Optional()])
    changed = IntegerField(validators=[Optional()])

    def sought(self) -> Sought:
        """Return what is sought; a state or kind that there is not means any."""
        self.validate()
        state = None if self.state.errors else self.state.data
        kind = None if self.kind.errors else self.kind.data
        words = "" if self.words.errors else self.words.data
        return Sought(words or "", State(state) if state else None, Kind(kind) if kind else None)


class StrikeForm(Form):
    """Why a signatory is struck."""

    reason = LineField(_("Reason"), [DataRequired(_("Say why this signature is struck."))], longest=500)
