"""What the buttons of an issue ask. Validates; never saves."""

import re

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from buildings.models import Organisation
from issues.forms.report import TEXT, PhotosField
from issues.models import Issue
from issues.models.records import DissuasionRecord, Outcome
from issues.operations.steps import MOST_PHOTOS_OF_AN_ANSWER
from people.models import User


class WordsForm(forms.Form):
    """A step that may be explained."""

    text = forms.CharField(label=_("In a few words"), widget=forms.Textarea(attrs={"rows": 2}), **TEXT)


class NeededWordsForm(WordsForm):
    """A step that has to be."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True
        self.fields["text"].error_messages["required"] = _("Please say it in a few words.")


class ResolveForm(NeededWordsForm):
    photos = PhotosField(most=MOST_PHOTOS_OF_AN_ANSWER)


class AnswerForm(ResolveForm):
    is_relay = forms.BooleanField(
        required=False, label=_("Only between the reporter and those who answer for it")
    )


class SuspendForm(NeededWordsForm):
    until = forms.DateField(
        label=_("Put off until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )


class DecideForm(NeededWordsForm):
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(),
        label=_("Whose is it?"),
        error_messages={"required": _("Please choose whose it is.")},
    )


NUMBER = re.compile(r"(?:\d{4}-)?(\d{1,12})")


class MergeForm(forms.Form):
    """The other one by its number, as it stands on its page: 1124-230, or 230."""

    into = forms.CharField(max_length=20, label=_("Number of the other one"))
    user: User | None = None  # whoever asks: what they may not see has no number

    def clean_into(self) -> Issue:
        found = NUMBER.fullmatch(self.cleaned_data["into"].strip())
        visible = Issue.objects.visible_to(self.user) if self.user else Issue.objects.none()
        issue = visible.filter(pk=int(found[1])).first() if found else None
        if issue is None:
            raise forms.ValidationError(_("There is no issue with this number."))
        return issue


class DissuadeForm(forms.ModelForm):
    at = forms.DateTimeField(
        label=_("When did you speak to them?"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        initial=timezone.now,
    )
    outcome = forms.ChoiceField(
        label=_("What came of it?"), choices=Outcome.choices, widget=forms.RadioSelect
    )

    class Meta:
        model = DissuasionRecord
        fields = ["at", "dissuader", "dissuaded", "about", "witness", "outcome", "note"]


class DispatchForm(WordsForm):
    organisation = forms.ModelChoiceField(
        Organisation.objects.all(),
        label=_("Pass it on to"),
        error_messages={"required": _("Please choose whom to pass it on to.")},
    )


class ConfirmForm(WordsForm):
    is_satisfied = forms.TypedChoiceField(
        label=_("Are you satisfied?"),
        choices=[
            ("yes", pgettext_lazy("the reporter's answer", "Satisfied")),
            ("no", pgettext_lazy("the reporter's answer", "Not satisfied")),
            ("unsaid", _("I would rather not say")),
        ],
        coerce={"yes": True, "no": False, "unsaid": None}.get,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
