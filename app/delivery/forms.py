"""What a browser may send to ask for a print, to choose recipients, and to send."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import IntegerField, SelectField, SelectMultipleField, ValidationError
from wtforms.fields import FieldList
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined] # newer than its types

from app.delivery.models import Shape
from app.kit.forms import Form
from app.kit.languages import endonym
from app.kit.languages import gettext_later as _
from app.kit.numbers import within

if TYPE_CHECKING:
    from wtforms import Field

    from app.letters.models import Letter, Recipient, Text

EVERYONE = ""
SHAPES = [
    SelectChoice(Shape.LETTER, _("The letter")),
    SelectChoice(Shape.BOUND, _("The letter and its attachments, behind cover sheets")),
    SelectChoice(Shape.LIGHTER, _("The same with lighter pictures")),
    SelectChoice(Shape.ENCLOSING, _("The letter, with its attachments enclosed as files")),
]
MOST = 200  # mails in one go


class PrintForm(Form):
    """For whom a print is, in which language, and what it holds."""

    to = SelectField(_("For"), default=EVERYONE)
    language = SelectField(_("Language"), default="")
    shape = SelectField(_("Holds"), choices=SHAPES, default=Shape.LETTER)

    def __init__(self, *args: Any, letter: Letter, **options: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(*args, **options)
        self._letter = letter
        people = [SelectChoice(each.key, f"{each.name}, {each.office}".rstrip(", ")) for each in letter.addressees]
        texts = [SelectChoice(text.language, endonym(text.language)) for text in letter.edition.texts]
        self.to.choices = [SelectChoice(EVERYONE, _("Everyone: with public names alone")), *people]
        self.language.choices = [SelectChoice("", _("Their own, where there is a translation")), *texts]

    @property
    def recipient(self) -> Recipient | None:
        """Whom the print is addressed to, None for everyone."""
        return next((each for each in self._letter.addressees if each.key == self.to.data), None)

    @property
    def text(self) -> Text:
        """The wording that is printed."""
        own = self.recipient.language if self.recipient else self._letter.language
        return self._letter.edition.text_in(self.language.data or own)


class ChooseForm(Form):
    """To whom the letter shall go."""

    to = SelectMultipleField(_("Recipients"), validate_choice=False)

    def __init__(self, *args: Any, letter: Letter, **options: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(*args, **options)
        self._letter = letter

    @property
    def recipients(self) -> list[Recipient]:
        """The chosen whom mail can reach, in the letter's order."""
        return [each for each in self._letter.addressees if each.key in (self.to.data or ()) and each.email]

    def validate_to(self, _field: Field) -> None:
        """Somebody must be chosen."""
        if not self.recipients:
            raise ValidationError(_("Choose at least one recipient who has an e-mail address."))


class SendForm(Form):
    """The numbers of the prints that were shown in the preview."""

    prints = FieldList(IntegerField(filters=[within]), max_entries=MOST)

    @property
    def numbers(self) -> list[int]:
        """Each print once, in the order of the preview."""
        return list(dict.fromkeys(number for number in self.prints.data or () if number is not None))
