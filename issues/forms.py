"""Validates; never saves."""

import re
import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from buildings.forms import DayInput
from buildings.models import Dwelling, Organisation, Place
from issues.models import Category, Issue, Spot
from issues.operations.steps import MOST_PHOTOS_OF_A_REPORT, MOST_PHOTOS_OF_AN_ANSWER
from issues.queries.offices import Successor
from issues.queries.places import Layout, caller_with, dwelling_at
from kit.refused import Refused
from kit.uploads import CleanPhoto, clean_photo
from people.models import User

DOOR = "door:"
TEXT = {"max_length": Issue.text.field.max_length, "required": False, "strip": True}


class PhotosInput(forms.FileInput):
    allow_multiple_selected = True


class PhotosField(forms.FileField):
    """Up to so many photos, each cleaned; what is wrong with one is said of that one."""

    widget = PhotosInput

    def __init__(self, *, most: int, **kwargs) -> None:
        super().__init__(required=False, label=_("Photos"), **kwargs)
        self.most = most

    def clean(self, data, initial=None) -> list[CleanPhoto]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if len(files) > self.most:
            raise ValidationError(_("At most %(most)d photos, please.") % {"most": self.most})
        return [self._clean_one(number, file) for number, file in enumerate(files, start=1)]

    def _clean_one(self, number: int, file) -> CleanPhoto:
        try:
            return clean_photo(file)
        except Refused as refused:
            words = {"number": number, "sentence": refused.sentence}
            raise ValidationError(_("Photo %(number)d: %(sentence)s") % words) from None


class ReportForm(forms.Form):
    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    category = forms.ModelChoiceField(
        Category.objects.filter(is_active=True),
        label=_("What is it?"),
        error_messages={
            "required": _("Please choose what it is about."),
            "invalid_choice": _("This kind of issue is no longer offered. Please choose another."),
        },
    )
    floor = forms.TypedChoiceField(coerce=int, empty_value=None, required=False, label=_("Floor"))
    spot = forms.ChoiceField(required=False, label=_("Door or shared spot"))
    nearby = forms.CharField(max_length=40, required=False, label=_("Where exactly"))
    photos = PhotosField(most=MOST_PHOTOS_OF_A_REPORT)
    text = forms.CharField(label=_("In a few words"), widget=forms.Textarea, **TEXT)
    is_danger = forms.BooleanField(required=False, label=_("Dangerous, someone must come at once"))
    caller = forms.CharField(max_length=40, required=False, label=_("Who rang or stopped you"))
    caller_phone = forms.CharField(max_length=20, required=False, label=_("Their phone"))

    def __init__(self, *args, user: User, place: Place, layout: Layout, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.place = user, place
        self.fields["floor"].choices = [("", ""), *((floor, str(floor)) for floor in layout.floors)]
        self.fields["floor"].error_messages["invalid_choice"] = _("%(place)s has no such floor.") % {
            "place": place
        }
        doors = [(DOOR + ending, ending) for ending in layout.doors]
        self.fields["spot"].choices = [("", ""), *doors, *Spot.choices]

    def clean(self) -> dict:
        data = super().clean()
        data["dwelling"] = self._dwelling(data)
        spot = data.get("spot") or ""
        data["where"] = data.get("nearby") or ("" if spot.startswith(DOOR) else spot)
        phone = re.sub(r"\D", "", data.get("caller_phone") or "")
        data["on_behalf_of"] = caller_with(user=self.user, phone=phone) if phone else None
        return data

    def _dwelling(self, data: dict) -> Dwelling | None:
        spot, floor = data.get("spot") or "", data.get("floor")
        if not spot.startswith(DOOR):
            return None
        if floor is None:
            self.add_error("floor", _("Please choose the floor as well."))
            return None
        dwelling = dwelling_at(self.place, floor, spot.removeprefix(DOOR))
        if dwelling is None:
            self.add_error("spot", _("There is no such door on this floor."))
        return dwelling


class WordsForm(forms.Form):
    """A step that may be explained."""

    text = forms.CharField(label=_("In a few words"), widget=forms.Textarea(attrs={"rows": 2}), **TEXT)


class NeededWordsForm(WordsForm):
    """A step that has to be."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = True
        self.fields["text"].error_messages["required"] = _("Please say it in a few words.")


class LeaveForm(forms.Form):
    """Who goes on with what is open, and from when the office is over. Without open issues only the end."""

    to = forms.ChoiceField(
        label=_("Who goes on with them"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose who goes on with the open issues.")},
    )
    text = forms.CharField(
        label=_("A word for whoever goes on"),
        max_length=200,
        help_text=_("Stands in each issue's timeline."),
    )
    on = forms.DateField(
        label=_("The term ends on"),
        widget=DayInput,
        help_text=_("From this day on the access is over."),
    )
    reason = forms.CharField(
        label=_("Why it ends"), max_length=200, help_text=_("Kept in the record, not shown on pages.")
    )

    def __init__(self, *args, successors: list[Successor], with_reason: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.successors = {one.value: one for one in successors}
        self.fields["to"].choices = [(one.value, f"{one.name} · {one.role}") for one in successors]
        if not successors:
            del self.fields["to"], self.fields["text"]
        if not with_reason:
            del self.fields["reason"]

    @property
    def words(self) -> dict:
        """For the operation."""
        data = dict(self.cleaned_data)
        if chosen := self.successors.get(data.pop("to", "")):
            data |= {"to": chosen.user, "organisation": chosen.organisation}
        return data


class AnswerForm(NeededWordsForm):
    photos = PhotosField(most=MOST_PHOTOS_OF_AN_ANSWER)


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
