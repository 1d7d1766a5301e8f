"""What a browser may send to ask for a print, to choose recipients, to send, and to cancel."""

from __future__ import annotations

from typing import Any, get_args

from wtforms import Field, IntegerField, RadioField, SelectField, SelectMultipleField, ValidationError
from wtforms.fields import FieldList
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types

from app.delivery.models import Shape
from app.delivery.orders import MOST_AT_ONCE
from app.kit.forms import Form, OneOf
from app.kit.languages import endonym
from app.kit.languages import gettext_later as _
from app.kit.numbers import within
from app.letters.models import Letter, Recipient, Text
from app.paper.manuscript import PaperSize

EVERYONE = ""
OWN = ""
SHAPES = {
    Shape.LETTER: _("The letter"),
    Shape.BOUND: _("Letter with attachments bound in"),
    Shape.LIGHTER: _("The same, lighter"),
    Shape.ENCLOSING: _("Letter with attachments as files"),
    Shape.ROLL: _("The whole roll"),
}
SHEETS = [
    SelectChoice("", _("As is usual in their country")),
    SelectChoice("A4", _("A4")),
    SelectChoice("Letter", _("US Letter")),
]
MAILED = (Shape.LETTER, Shape.BOUND, Shape.LIGHTER)
IN_SHAPE = OneOf(_("Choose from the list what the print shall hold."))


def shapes_of(letter: Letter) -> tuple[Shape, ...]:
    """Return what a print of this letter can hold: one without attachments has none to bind in."""
    return tuple(Shape) if letter.attachments else (Shape.LETTER, Shape.ROLL)


def _choices(shapes: tuple[Shape, ...]) -> list[SelectChoice]:
    return [SelectChoice(shape.value, SHAPES[shape]) for shape in shapes]


class PrintForm(Form):
    """For whom a print is, in which language, what it holds, and on which paper."""

    to = SelectField(
        _("For"),
        [OneOf(_("Choose one of the letter’s recipients, or everyone."))],
        default=EVERYONE,
        validate_choice=False,
    )
    language = SelectField(
        _("Language"),
        [OneOf(_("Choose a language in which the letter is written."))],
        default=OWN,
        validate_choice=False,
    )
    paper = SelectField(
        _("Paper"),
        [OneOf(_("Choose A4 or US Letter."))],
        choices=SHEETS,
        default="",
        validate_choice=False,
    )
    shape = RadioField(_("What it holds"), [IN_SHAPE], default=Shape.LETTER.value, validate_choice=False)

    def __init__(self, *args: Any, letter: Letter, **options: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(*args, **options)
        self._letter = letter
        people = [SelectChoice(each.key, f"{each.name}, {each.office}".rstrip(", ")) for each in letter.addressees]
        texts = [SelectChoice(text.language, endonym(text.language)) for text in letter.edition.texts]
        self.to.choices = [SelectChoice(EVERYONE, _("Everyone: with public names alone")), *people]
        self.language.choices = [SelectChoice(OWN, _("Their own, where there is a translation")), *texts]
        self.shape.choices = _choices(shapes_of(letter))

    @property
    def recipient(self) -> Recipient | None:
        """Whom the print is addressed to, None for everyone."""
        return next((each for each in self._letter.addressees if each.key == self.to.data), None)

    @property
    def text(self) -> Text:
        """The wording that is printed."""
        own = self.recipient.language if self.recipient else self._letter.language
        return self._letter.edition.text_in(self.language.data or own)

    @property
    def chosen_shape(self) -> Shape:
        """What the print is to hold."""
        return Shape(self.shape.data)

    @property
    def sheet(self) -> PaperSize | None:
        """The paper it is set for, None for what is usual in the recipient's country."""
        return next((size for size in get_args(PaperSize) if size == self.paper.data), None)


class ChooseForm(Form):
    """To whom the letter shall go, and what is enclosed."""

    to = SelectMultipleField(_("Recipients"), validate_choice=False)
    shape = RadioField(_("What is enclosed"), [IN_SHAPE], default=Shape.LETTER.value, validate_choice=False)

    def __init__(self, *args: Any, letter: Letter, **options: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(*args, **options)
        self._letter = letter
        self.shape.choices = _choices(tuple(each for each in shapes_of(letter) if each in MAILED))

    @property
    def recipients(self) -> list[Recipient]:
        """The chosen whom mail can reach, in the letter's order."""
        return [each for each in self._letter.addressees if each.key in (self.to.data or ()) and each.email]

    @property
    def chosen_shape(self) -> Shape:
        """What each mail is to enclose."""
        return Shape(self.shape.data)

    def validate_to(self, _field: Field) -> None:
        """Somebody must be chosen, and no more than go out at once."""
        if not self.recipients:
            raise ValidationError(_("Choose at least one recipient who has an e-mail address."))
        if len(self.recipients) > MOST_AT_ONCE:
            raise ValidationError(_("Choose at most %(count)s recipients at once.", count=MOST_AT_ONCE))


class SendForm(Form):
    """The numbers of the prints that were shown, to be sent or cancelled."""

    prints = FieldList(IntegerField(filters=[within]), max_entries=MOST_AT_ONCE)

    @property
    def numbers(self) -> list[int]:
        """Each print once, in the order of the preview."""
        return list(dict.fromkeys(number for number in self.prints.data or () if number is not None))
