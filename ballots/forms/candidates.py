from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from people.names import NameField
from people.phones import normalise


class NominateForm(forms.Form):
    client_key = forms.UUIDField(widget=forms.HiddenInput)
    name = NameField(label=_("Their name"), max_length=40)
    home = forms.CharField(label=_("Where they live, or what they do"), max_length=60, required=False)
    phone = forms.CharField(
        label=_("Their mobile number"),
        max_length=24,
        required=False,
        help_text=_("Whoever is on Linli with this number is asked there. The number itself is not kept."),
    )

    def clean_phone(self) -> str:
        text = self.cleaned_data["phone"].strip()
        phone = normalise(text, invented=True) if text else ""
        if phone is None:
            raise ValidationError(_("This is no mobile number."))
        return phone


class StandForm(forms.Form):
    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    statement = forms.CharField(
        label=_("What you want to do, in a few sentences"),
        max_length=600,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ConsentForm(forms.Form):
    consent_note = forms.CharField(
        label=_("How they said yes"),
        max_length=120,
        required=False,
        help_text=_("For example: signed paper of 3 March, kept at the office."),
    )
