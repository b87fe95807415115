"""Validates; never saves."""

import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from buildings.grid import Door, Grid
from buildings.models import Dwelling, Place
from issues.models import Category, Issue, Spot
from issues.operations.steps import MOST_PHOTOS_OF_A_REPORT
from issues.queries.places import caller_with
from kit.numbers import whole_number
from kit.refused import Refused
from kit.uploads import CleanPhoto, clean_photo
from people.models import User
from people.phones import normalise

HOME = "home:"  # before the key of a dwelling, among the spots
ASKED = "ask-"  # before the key of a category's question
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
    is_danger = forms.BooleanField(required=False, label=_("Dangerous, someone must come at once"))
    floor = forms.TypedChoiceField(coerce=int, empty_value=None, required=False, label=_("Floor"))
    spot = forms.CharField(max_length=40, required=False, label=_("Door or shared spot"))
    nearby = forms.CharField(max_length=40, required=False, label=_("Where exactly"))
    photos = PhotosField(most=MOST_PHOTOS_OF_A_REPORT)
    text = forms.CharField(label=_("In a few words"), widget=forms.Textarea, **TEXT)
    is_private = forms.BooleanField(required=False, label=_("Only those who answer for it may see it"))
    caller = forms.CharField(max_length=40, required=False, label=_("Who rang or stopped you"))
    caller_phone = forms.CharField(
        max_length=20, required=False, label=_("Their phone"), help_text=_("Only to find them here.")
    )

    def __init__(self, *args, user: User, place: Place, picture: Grid, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.picture, self.doors = user, picture, doors_of(picture)
        floors = sorted({door.floor for door in self.doors.values() if door.floor is not None})
        self.fields["floor"].choices = [("", ""), *((floor, str(floor)) for floor in floors)]
        self.fields["floor"].error_messages["invalid_choice"] = _("%(place)s has no such floor.") % {
            "place": place
        }

    def clean_spot(self) -> str:
        """A window of the picture, one of the usual spots, or nothing."""
        spot = self.cleaned_data["spot"]
        if spot.startswith(HOME):
            if whole_number(spot.removeprefix(HOME)) not in self.doors:
                raise ValidationError(_("There is no such door here. Please choose it again."))
        elif spot and spot not in Spot.values:
            raise ValidationError(_("There is no such spot here. Please choose it again."))
        return spot

    def clean(self) -> dict:
        data = super().clean()
        spot = data.get("spot") or ""
        data["dwelling"] = self._dwelling(spot)
        if data["dwelling"]:  # a window says its floor as well
            data["floor"] = data["dwelling"].floor
        data["where"] = data.get("nearby") or ("" if spot.startswith(HOME) else spot)
        data["answers"] = self._answers(data.get("category"))
        data["on_behalf_of"] = self._caller(data.get("caller_phone") or "")
        return data

    def _caller(self, said: str) -> User | None:
        """The neighbour with this number. One who is not found needs a name: the number is not kept."""
        phone = normalise(said, invented=True)
        found = caller_with(user=self.user, phone=phone) if phone else None
        if said and not found and not self.cleaned_data.get("caller"):
            self.add_error(
                "caller", _("Nobody here is known by this number. Please write what they are called.")
            )
        return found

    def _dwelling(self, spot: str) -> Dwelling | None:
        if not spot.startswith(HOME):
            return None
        found = Dwelling.objects.select_related("place").filter(pk=whole_number(spot.removeprefix(HOME)))
        dwelling = found.first()
        if dwelling is None:  # it went between the picture and now
            self.add_error("spot", _("There is no such door here. Please choose it again."))
        return dwelling

    def _answers(self, category: Category | None) -> dict[str, str]:
        """One tap each, by the question's key; what is not one of its answers is left out later."""
        keys = [question["key"] for question in category.questions] if category else []
        return {key: self.data.get(ASKED + key, "") for key in keys}


def doors_of(picture: Grid) -> dict[int, Door]:
    placed = (door for table in picture.tables for row in table.rows for door in row.cells if door)
    return {door.pk: door for door in (*placed, *picture.loose)}
