"""What a browser may send to sign a letter, to change a signature, and to look after the roll."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, StringField, ValidationError
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # the stubs are of WTForms 3.2
from wtforms.validators import DataRequired, Optional

from app.kit import languages, mailbox
from app.kit.forms import Form, LineField, OneOf, one_line
from app.kit.languages import gettext_later as _
from app.kit.numbers import within
from app.signing.models import Kind, State, Visibility
from app.signing.overview import Sought
from app.signing.particulars import Particulars

if TYPE_CHECKING:
    from collections.abc import Collection

    from wtforms import Field
    from wtforms import Form as WTForm

LONGEST_HONORIFIC = 60
LONGEST_NAME = 200
LONGEST_AFFILIATION = 300
LONGEST_EMAIL = 254

KINDS = [
    SelectChoice(Kind.PERSON.value, _("As a person")),
    SelectChoice(Kind.ORGANISATION.value, _("For an organisation")),
]
VISIBILITIES = [
    SelectChoice(Visibility.PUBLIC.value, _("Everyone: my name stands under the letter")),
    SelectChoice(Visibility.ADDRESSEE.value, _("Only those to whom the letter is addressed")),
    SelectChoice(Visibility.ANONYMOUS.value, _("Nobody: I am counted, and my name is not kept")),
]


SOUGHT_STATES = [
    SelectChoice("", _("Any state")),
    SelectChoice(State.CONFIRMED.value, _("Confirmed")),
    SelectChoice(State.PENDING.value, _("Waiting to confirm")),
    SelectChoice(State.HELD.value, _("Held")),
    SelectChoice(State.STRUCK.value, _("Struck")),
    SelectChoice(State.WITHDRAWN.value, _("Withdrawn")),
]
SOUGHT_KINDS = [
    SelectChoice("", _("Persons and organisations")),
    SelectChoice(Kind.PERSON.value, _("Persons")),
    SelectChoice(Kind.ORGANISATION.value, _("Organisations")),
]


class Mailbox:
    """Turn an address into its one spelling, or refuse it."""

    def __call__(self, _form: WTForm, field: Field) -> None:
        """Raise ValidationError with a sentence."""
        if not field.data:
            raise ValidationError(_("Write your e-mail address: the link to confirm is sent there."))
        address = mailbox.normalised(field.data)
        if address is None:
            raise ValidationError(_("Write an e-mail address such as name@example.org."))
        field.data = address


def _countries() -> list[SelectChoice]:
    """A list, as it is gone through twice: to check what was chosen, and to show what may be."""
    named = [SelectChoice(code, name) for code, name in languages.countries()]
    return [SelectChoice("", _("Not stated")), *named]


def _upper(value: str | None) -> str:
    return one_line(value).upper()


class ParticularsForm(Form):
    """What a signatory states, in the order of the page."""

    kind = RadioField(
        _("How do you sign?"),
        [OneOf(_("Choose whether you sign as a person or for an organisation."))],
        choices=KINDS,
        default=Kind.PERSON.value,
        validate_choice=False,
    )
    honorific = LineField(_("Title or form of address"), longest=LONGEST_HONORIFIC)
    name = LineField(_("Name"), longest=LONGEST_NAME)
    affiliation = LineField(_("Profession, office or affiliation"), longest=LONGEST_AFFILIATION)
    country = SelectField(
        _("Country"),
        [OneOf(_("Choose a country from the list, or none."))],
        choices=_countries,
        filters=[_upper],
        default="",
        validate_choice=False,
    )
    representative = LineField(_("Who signs for the organisation"), longest=LONGEST_NAME)
    representative_role = LineField(_("Their office in the organisation"), longest=LONGEST_NAME)
    visibility = RadioField(
        _("Who may see your name?"),
        [OneOf(_("Choose who may see your name."))],
        choices=VISIBILITIES,
        default=Visibility.PUBLIC.value,
        validate_choice=False,
    )

    @property
    def chosen_kind(self) -> Kind:
        """Who signs."""
        return Kind.ORGANISATION if self.kind.data == Kind.ORGANISATION else Kind.PERSON

    @property
    def chosen_visibility(self) -> Visibility:
        """To whom the name is shown."""
        return Visibility(self.visibility.data)

    def particulars(self) -> Particulars:
        """Return what was stated."""
        return Particulars(
            honorific=self.honorific.data or "",
            name=self.name.data or "",
            affiliation=self.affiliation.data or "",
            country=self.country.data,
            representative=self.representative.data or "",
            representative_role=self.representative_role.data or "",
        ).of(self.chosen_kind)

    def validate_name(self, field: Field) -> None:
        """A name is needed wherever one is shown."""
        if field.data or not self._is_named():
            return
        if self.chosen_kind is Kind.ORGANISATION:
            raise ValidationError(_("Write the organisation’s name as it should stand under the letter."))
        raise ValidationError(_("Write your name as it should stand under the letter."))

    def validate_representative(self, field: Field) -> None:
        """An organisation signs through a person."""
        if self.chosen_kind is Kind.ORGANISATION and self._is_named() and not field.data:
            raise ValidationError(_("Write the name of the person who signs for the organisation."))

    def _is_named(self) -> bool:
        return bool(self.visibility.data != Visibility.ANONYMOUS)


class SignForm(ParticularsForm):
    """The form under a letter. It has no token and needs no cookie: `audience.from_elsewhere` keeps others out."""

    email = LineField(_("E-mail address"), [Mailbox()], longest=LONGEST_EMAIL)
    consent = BooleanField(_("I sign this letter, and agree that what I state here is kept and shown as I chose."))
    updates = BooleanField(_("Tell me by e-mail what becomes of this letter."))
    website = StringField(_("Leave this field empty"))
    language = HiddenField()

    def __init__(self, *args: Any, written_in: Collection[str], **options: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(*args, **options)
        self._written_in = written_in

    def is_bait_taken(self) -> bool:
        """Tell whether a program has filled the field that people do not see."""
        return bool(self.website.data)

    def validate_consent(self, field: Field) -> None:
        """Without consent nothing is taken."""
        if not field.data:
            raise ValidationError(_("Tick this box: without your consent your signature cannot be taken."))

    def validate_language(self, field: Field) -> None:
        """A signature belongs to the words that were read."""
        if field.data and field.data not in self._written_in:
            raise ValidationError(_("The letter is not written in that language. Please choose one of its languages."))


class ChangeForm(ParticularsForm):
    """What holders of a signature may change: all but who they are, a person or an organisation."""

    kind = None  # type: ignore[assignment] # WTForms' way to leave a field out
    updates = BooleanField(_("Tell me by e-mail what becomes of this letter."))

    def __init__(self, *args: Any, signs_as: Kind, **options: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(*args, **options)
        self.signs_as = signs_as

    @property
    def chosen_kind(self) -> Kind:
        """Who signed."""
        return self.signs_as


class RollForm(Form):
    """What is sought on the roll, where its page begins, and who was just changed."""

    KEPT = ("words", "state", "kind", "before")  # what an act leads back to

    words = LineField(_("Name or affiliation"), longest=200)
    state = SelectField(_("State"), choices=SOUGHT_STATES, default="")
    kind = SelectField(_("Kind"), choices=SOUGHT_KINDS, default="")
    before = IntegerField(validators=[Optional()], filters=[within])
    changed = IntegerField(validators=[Optional()], filters=[within])

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
