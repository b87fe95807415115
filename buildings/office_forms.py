"""Who serves a place, and who holds which office there."""

from django import forms
from django.utils.translation import gettext_lazy as _

from buildings.forms import DayInput, person_field
from buildings.models import Place
from buildings.models.organisations import Office, OrganisationKind
from buildings.models.places import PlaceKind


def phone_field(label) -> forms.RegexField:
    return forms.RegexField(
        r"^[0-9+ -]{3,16}$", label=label, required=False, max_length=16,
        error_messages={"invalid": _("Please write the number in figures.")},
    )  # fmt: skip


# Neighbours belong to these; whoever is in one of the others is employed there.
OF_NEIGHBOURS = {
    OrganisationKind.NEIGHBOUR_COUNCIL,
    OrganisationKind.OWNERS_COMMITTEE,
    OrganisationKind.CLUB,
    OrganisationKind.VOLUNTEER_TEAM,
}


def usual_office(kind: str) -> str:
    return Office.MEMBER if kind in OF_NEIGHBOURS else Office.STAFF


class OrganisationForm(forms.Form):
    kind = forms.ChoiceField(label=_("What kind it is"))
    name = forms.CharField(label=_("Full name"), max_length=80)
    short_name = forms.CharField(
        label=_("Short name"),
        max_length=20,
        required=False,
        help_text=_("As neighbours say it, such as: the council."),
    )
    phone = phone_field(_("Duty phone"))
    hours = forms.CharField(label=_("When someone answers"), max_length=60, required=False)

    def __init__(self, *args, place: Place, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = [
            (value, label)
            for value, label in OrganisationKind.choices
            if place.kind == PlaceKind.STREET or value != OrganisationKind.STREET_OFFICE
        ]


class OfficeForm(forms.Form):
    person = person_field(_("The person"))
    office = forms.ChoiceField(label=_("Which office"), choices=Office)
    title = forms.CharField(
        label=_("Name of the office"), max_length=40, required=False,
        help_text=_("Such as: customer service."),
    )  # fmt: skip
    phone = phone_field(_("Work phone"))
    started_on = forms.DateField(label=_("Begins on"), widget=DayInput)

    def __init__(self, *args, near: list[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].near = near


class EndOfficeForm(forms.Form):
    on = forms.DateField(
        label=_("Ends on"), widget=DayInput, help_text=_("From this day on the access is over.")
    )
