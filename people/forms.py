from django import forms
from django.utils.translation import gettext_lazy as _

from people import consents
from people.models import ConsentItem, User
from people.names import NameField


class SignupForm(forms.Form):
    """What allauth asks beside the phone number; the adapter saves it."""

    display_name = NameField(
        label=_("Your name"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As your neighbours call you. They see it only if you say so."),
        error_messages={"required": _("Please write your name.")},
    )
    field_order = ["phone", "display_name"]

    def signup(self, request, user) -> None:
        """allauth asks for this method; people.adapter has saved the name already."""


class ProfileForm(forms.ModelForm):
    display_name = NameField(
        label=_("Your name"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={"required": _("Please write your name.")},
    )

    class Meta:
        model = User
        fields = ["display_name", "shows_name", "language"]
        labels = {"language": _("Language of messages")}
        help_texts = {
            "shows_name": _(
                "Otherwise they read “a neighbour of Building 4”. Staff and your captain know your name."
            )
        }


class ConsentsForm(forms.Form):
    """What was ticked; nothing is ticked before. The words stand in the template."""

    yes = forms.MultipleChoiceField(
        choices=[(item.value, item.label) for item in consents.ASKED_AT_FIRST], required=False
    )


class ConsentForm(forms.Form):
    item = forms.ChoiceField(choices=ConsentItem)
