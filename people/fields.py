from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from people.phones import normalise


class PhoneInput(forms.TextInput):
    input_type = "tel"


class PhoneField(forms.CharField):
    """Cleans to the number as it is kept (people.phones)."""

    widget = PhoneInput

    def __init__(self, **options) -> None:
        options.setdefault("label", _("Mobile number"))
        super().__init__(max_length=40, **options)
        self.error_messages["required"] = _("Please write your mobile number.")

    def widget_attrs(self, widget) -> dict[str, str]:
        # Not type=number, not a pattern: people write blanks and +86, and those are understood.
        return super().widget_attrs(widget) | {"inputmode": "tel", "autocomplete": "tel"}

    def clean(self, value: str | None) -> str:
        text = super().clean(value)
        if not text:
            return text
        phone = normalise(text, invented=settings.DEMO)
        if phone is None:
            raise ValidationError(
                _("This is not a mobile number: one has 11 digits and begins with 1."), code="invalid_phone"
            )
        return phone
