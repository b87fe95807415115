"""Validates; never saves."""

import re
import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from buildings.models import Dwelling, Place
from issues.models import Category, Issue, Spot
from issues.operations.steps import MOST_PHOTOS_OF_A_REPORT
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
