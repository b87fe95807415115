"""Only some floors of a building, or only some doors: a row for each building not meant as a whole."""

import re
from collections import defaultdict

from django import forms
from django.db.models import QuerySet
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from buildings.models import Dwelling, Place
from buildings.models.places import AROUND, CAPTAIN_KINDS
from buildings.place_choice import PlaceChoice
from buildings.queries.places import in_order
from buildings.wording import place_name, told_apart
from notices.addresses import Address
from notices.models import Notice
from notices.places import choosable
from people.models import User

PARTS = re.compile(r"[\s,，、;；/]+")
MOST_DOORS = 60
MOST_ROWS = 20
EMPTY = _("All of what is chosen above")
ROOM = re.compile(r"[房室号]$")


def narrowable(writer: User) -> QuerySet[Place]:
    """What has floors or doors."""
    places = choosable(writer).filter(kind__in=CAPTAIN_KINDS)
    return places.select_related(AROUND)


class NarrowForm(forms.Form):
    place = PlaceChoice(
        label=_("Building"),
        queryset=Place.objects.none(),
        required=False,
        empty_label=EMPTY,
        error_messages={"invalid_choice": _("One of these places is not served by your organisation.")},
    )
    floor_from = forms.IntegerField(
        label=_("From floor"), required=False, min_value=-9, max_value=200, widget=forms.NumberInput
    )
    floor_to = forms.IntegerField(label=_("to floor"), required=False, min_value=-9, max_value=200)
    doors = forms.CharField(
        label=_("or only these doors"),
        required=False,
        max_length=400,
        widget=forms.TextInput(attrs={"placeholder": "0302、0303"}),
    )

    def __init__(self, *args, writer: User, choices: list[tuple], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.found: list[Dwelling] = []
        self.fields["place"].queryset = narrowable(writer)
        self.fields["place"].widget.choices = choices

    def clean(self) -> dict:
        data = super().clean()
        if self.errors:
            return data
        place, low, high = data.get("place"), data.get("floor_from"), data.get("floor_to")
        doors = [ROOM.sub("", part) for part in PARTS.split(data.get("doors") or "") if part]
        if not place:
            if low is not None or high is not None or doors:
                self.add_error("place", _("Say in which building."))
            return data
        if doors and (low is not None or high is not None):
            self.add_error("doors", _("Either floors or doors, please."))
        elif doors:
            self._find(place, doors)
        else:
            self._check_floors(low, high)
        return data

    def _check_floors(self, low: int | None, high: int | None) -> None:
        if low is None or high is None:
            self.add_error("floor_from", _("Say from which floor to which, or which doors."))
        elif low > high:
            self.add_error("floor_from", _("Say from which floor to which, the lower one first."))

    def _find(self, place: Place, doors: list[str]) -> None:
        if len(doors) > MOST_DOORS:
            sentence = ngettext_lazy("At most %(most)d door.", "At most %(most)d doors.", "most")
            self.add_error("doors", sentence % {"most": MOST_DOORS})
            return
        rows = list(Dwelling.objects.below(place.path).filter(door__in=doors).order_by("place_id", "door"))
        known = {row.door for row in rows}
        if unknown := [door for door in doors if door not in known]:
            sentence = _("There is no door %(door)s in %(place)s.")
            self.add_error("doors", sentence % {"door": unknown[0], "place": place_name(place, within=None)})
        self.found = rows

    @property
    def addresses(self) -> list[Address]:
        data = self.cleaned_data
        if not data.get("place"):
            return []
        if self.found:
            return [Address(data["place"], dwelling=dwelling) for dwelling in self.found]
        return [Address(data["place"], data["floor_from"], data["floor_to"])]


class _NarrowFormSet(forms.BaseFormSet):
    @staticmethod
    def is_in(data) -> bool:
        """A form sent without these rows (by hand, or by an older page) means whole places."""
        return "narrow-TOTAL_FORMS" in data

    @cached_property
    def choices(self) -> list[tuple]:
        """One query for all rows."""
        places = in_order(narrowable(self.form_kwargs["writer"]))
        return [("", EMPTY), *((place.pk, name) for place, name in told_apart(places, within=None))]

    def get_form_kwargs(self, index: int | None) -> dict:
        return super().get_form_kwargs(index) | {"choices": self.choices}

    @property
    def has_choice(self) -> bool:
        """For whom no single building is on offer there is nothing to narrow."""
        return len(self.choices) > 1

    @property
    def is_used(self) -> bool:
        return bool(self.initial) or (self.is_bound and any(form.has_changed() for form in self.forms))

    def addresses(self) -> list[Address]:
        if not self.is_bound or not self.is_valid():
            return []
        return [address for form in self.forms for address in form.addresses]


NarrowFormSet = forms.formset_factory(
    NarrowForm, formset=_NarrowFormSet, extra=2, max_num=MOST_ROWS, absolute_max=MOST_ROWS
)


def whole_places(notice: Notice) -> list[int]:
    return [pk for pk, low, dwelling in _rows(notice) if low is None and dwelling is None]


def _rows(notice: Notice) -> list[tuple]:
    return list(notice.addresses.values_list("place", "floor_from", "dwelling"))


def narrow_initial(notice: Notice) -> list[dict]:
    """A row for each span of floors, and one for all doors of a building."""
    rows = notice.addresses.select_related("dwelling").order_by("pk")
    doors = defaultdict(list)
    floors = []
    for row in rows:
        if row.dwelling:
            doors[row.place_id].append(row.dwelling.door)
        elif row.floor_from is not None:
            floors.append({"place": row.place_id, "floor_from": row.floor_from, "floor_to": row.floor_to})
    return floors + [{"place": place, "doors": "、".join(found)} for place, found in doors.items()]
