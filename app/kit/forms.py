"""The base of every form: one line is one line, and what cannot be printed is said at its field."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from wtforms import Form as WTForm
from wtforms import SelectField, StringField, ValidationError

from app.kit import text
from app.kit.languages import gettext_later as _

if TYPE_CHECKING:
    from wtforms import Field


def one_line(value: str | None) -> str:
    """Filter of a field: NFC, white space folded."""
    return text.one_line(value or "")


Validator = Callable[["WTForm", "Field"], object]


class Printable:
    """Refuse control characters, overrides of direction, and heaps of combining marks."""

    def __call__(self, _form: WTForm, field: Field) -> None:
        """Raise ValidationError with a sentence."""
        value = field.data or ""
        if text.unprintable(value):
            raise ValidationError(_("Remove the characters that cannot be printed."))
        if text.overloaded(value):
            raise ValidationError(_("Use at most four accents on one letter."))


class OneOf:
    """Refuse what is none of a field's choices, with our sentence instead of the library's."""

    def __init__(self, sentence: object) -> None:
        self._sentence = sentence

    def __call__(self, _form: WTForm, field: SelectField) -> None:
        """Raise ValidationError with the sentence."""
        if field.data not in {value for value, *_rest in field.iter_choices()}:
            raise ValidationError(str(self._sentence))


class LineField(StringField):
    """A field of one line, at most `longest` characters after folding."""

    def __init__(
        self,
        label: str | None = None,
        validators: Sequence[Validator] = (),
        *,
        longest: int,
        **options: Any,  # noqa: ANN401 - WTForms' own options
    ) -> None:
        super().__init__(label, [*validators, Printable(), _Longest(longest)], filters=[one_line], **options)

    def _value(self) -> str:
        """Return what the page shows again: no page may carry a control character, not even one that was typed."""
        return text.printable(super()._value())  # type: ignore[misc] # the stubs leave it out


class _Longest:
    def __init__(self, longest: int) -> None:
        self.longest = longest
        self.field_flags = {"maxlength": longest}

    def __call__(self, _form: WTForm, field: Field) -> None:
        if len(field.data or "") > self.longest:
            raise ValidationError(_("Use at most %(count)s characters.", count=self.longest))


class Form(WTForm):
    """A form whose errors a page can list, each linked to its field."""

    def problems(self) -> list[tuple[str, str]]:
        """Return (id of the field, first sentence) of each field that was refused, in the form's order."""
        return [(field.id, str(field.errors[0])) for field in self if field.errors]
