import uuid

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from buildings.models import Place
from buildings.models.captaincies import CaptaincyRole, Selection
from buildings.models.dwellings import Presence, ResidencyKind
from buildings.models.places import PARENT_KINDS, PlaceKind
from buildings.queries.places import find_people, full_names
from people.fields import PhoneField
from people.models import User
from people.names import NameField

LOWEST, HIGHEST = -9, 200  # floors that buildings have


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **kwargs) -> None:
        super().__init__(format="%Y-%m-%d", **kwargs)


class PersonField(forms.CharField):
    """A phone number, an e-mail address, or the name of a neighbour; becomes that person."""

    default_error_messages = {
        "nobody": _(
            "We know nobody of that name or number here. "
            "Ask them to sign in once with their phone, or register them as a new neighbour."
        ),
        "several": _("Several people have that name. Please write the phone number."),
    }

    def __init__(self, **kwargs) -> None:
        super().__init__(max_length=254, **kwargs)
        self.near: list[str] = []

    def clean(self, value: str) -> User:
        found = find_people(super().clean(value), near=self.near)
        if not found:
            raise ValidationError(self.error_messages["nobody"], code="nobody")
        if len(found) > 1:
            raise ValidationError(self.error_messages["several"], code="several")
        return found[0]


def person_field(label) -> PersonField:
    hint = _("Their mobile number, or the full name of someone who lives here.")
    return PersonField(label=label, help_text=hint)


class OnceForm(forms.Form):
    """A form whose second sending, by a double tap, makes nothing new."""

    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)


class CaptainForm(OnceForm):
    person = person_field(_("The person"))
    role = forms.ChoiceField(
        label=_("Lead or deputy"), choices=CaptaincyRole, initial=CaptaincyRole.LEAD, widget=forms.RadioSelect
    )
    floor_from = forms.IntegerField(
        label=_("From floor"), required=False, min_value=LOWEST, max_value=HIGHEST,
        help_text=_("Leave both floors empty for the whole place."),
    )  # fmt: skip
    floor_to = forms.IntegerField(label=_("To floor"), required=False, min_value=LOWEST, max_value=HIGHEST)
    started_on = forms.DateField(label=_("Begins on"), widget=DayInput)
    ended_on = forms.DateField(
        label=_("Ends on"), required=False, widget=DayInput,
        help_text=_("From this day on the office, and what it lets one see, is over."),
    )  # fmt: skip
    phone = forms.RegexField(
        r"^[0-9+ -]{3,16}$", label=_("Phone for neighbours"), required=False, max_length=16,
        error_messages={"invalid": _("Please write the number in figures.")},
    )  # fmt: skip
    phone_is_public = forms.BooleanField(
        label=_("Show the number to visitors too, as on the poster downstairs"), required=False
    )
    selection = forms.ChoiceField(
        label=_("How they were chosen"), choices=Selection, initial=Selection.RECOMMENDED
    )
    about = forms.CharField(
        label=_("A line about them"), required=False, max_length=120, help_text=_("Such as: retired teacher.")
    )

    def __init__(self, *args, place: Place, near: list[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].near = near
        if place.kind in {PlaceKind.LANE, PlaceKind.ROAD}:
            del self.fields["floor_from"], self.fields["floor_to"]


class PlanForm(forms.Form):
    """Columns and rows as one counts them, from 1."""

    x = forms.IntegerField(
        label=_("Column, counted from the left"), required=False, min_value=1, max_value=20,
        help_text=_("Leave both empty, and it is drawn in order below the others."),
    )  # fmt: skip
    y = forms.IntegerField(label=_("Row, counted from the top"), required=False, min_value=1, max_value=20)

    def cells(self) -> dict[str, int | None]:
        return {key: number and number - 1 for key, number in self.cleaned_data.items()}


class EndTermForm(forms.Form):
    on = forms.DateField(
        label=_("Ends on"), widget=DayInput, help_text=_("From this day on the access is over.")
    )
    reason = forms.CharField(
        label=_("The reason"), max_length=200, help_text=_("Kept in the record, not shown on pages.")
    )


class TieForm(OnceForm):
    """As what, since when and until when someone belongs to a home."""

    kind = forms.ChoiceField(label=_("They are"), choices=ResidencyKind, widget=forms.RadioSelect)
    started_on = forms.DateField(label=_("Here since"), widget=DayInput)
    ended_on = forms.DateField(
        label=_("Here until"),
        required=False,
        widget=DayInput,
        help_text=_("For a lease: the day after the last one."),
    )
    lives_here = forms.BooleanField(label=_("Lives here"), required=False, initial=True)


class ChildFields(forms.Form):
    """On every form that writes somebody down as living somewhere."""

    is_minor = forms.BooleanField(label=_("Under 14"), required=False)
    guardian_phone = PhoneField(
        label=_("Mobile number of the guardian"),
        required=False,
        help_text=_("Only under 14: a grown-up of the same home, who is asked and has to agree."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["guardian_phone"].widget.attrs["autocomplete"] = "off"

    def clean(self) -> dict:
        data = super().clean()
        if data.get("is_minor") and not data.get("guardian_phone") and "guardian_phone" not in self.errors:
            self.add_error(
                "guardian_phone", _("Please write the mobile number of the grown-up of this home.")
            )
        return data


class ResidencyForm(ChildFields, TieForm):
    person = person_field(_("The person"))
    field_order = ["person", "kind", "started_on", "ended_on", "lives_here"]

    def __init__(self, *args, near: list[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].near = near


class NeighbourForm(ChildFields, TieForm):
    """Someone who has no account yet; the phone is theirs, not of whoever fills this in."""

    display_name = NameField(
        label=_("Their name"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("As they want to be called. Neighbours see it only if they say so."),
        error_messages={"required": _("Please write their name.")},
    )
    phone = PhoneField(
        label=_("Their mobile number"),
        required=False,
        help_text=_("With it they can sign in later, by a code. Leave it empty if they have none."),
    )
    agreed = forms.BooleanField(
        label=_("They know about it, and agree to be registered"),
        error_messages={"required": _("Please ask them first: nobody is registered without knowing it.")},
    )
    field_order = ["display_name", "phone", "kind", "started_on", "ended_on", "lives_here"]

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].widget.attrs["autocomplete"] = "off"


class MoveOutForm(forms.Form):
    on = forms.DateField(
        label=_("Moved out on"), widget=DayInput, help_text=_("From this day on the access is over.")
    )
    with_children = forms.BooleanField(label=_("The children move out too"), required=False)

    def __init__(self, *args, has_children: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not has_children:
            del self.fields["with_children"]


HOME_CONSENT = _("My captain and the community's staff may know that I live there")


class ClaimForm(ChildFields, OnceForm):
    """ "I live here", said by a newcomer. `agreed` is asked until it was agreed to once."""

    kind = forms.ChoiceField(label=_("You are"), choices=ResidencyKind, widget=forms.RadioSelect)
    lives_here = forms.BooleanField(label=_("I live here myself"), required=False, initial=True)
    lease_until = forms.DateField(
        label=_("Lease until"), required=False, widget=DayInput, help_text=_("Only if you rent.")
    )
    note = forms.CharField(
        label=_("A word to whoever confirms"),
        required=False,
        max_length=120,
        help_text=_("Such as: moved in last week, ring the bell any evening."),
    )
    agreed = forms.BooleanField(
        label=HOME_CONSENT,
        help_text=_("You can withdraw it at any time; then the home ends here."),
        error_messages={"required": _("Without your yes we cannot ask anybody whether you live there.")},
    )
    field_order = ["kind", "lives_here", "lease_until", "note", "is_minor", "guardian_phone", "agreed"]

    def __init__(self, *args, has_agreed: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["is_minor"].label = _("I am under 14")
        if has_agreed:
            del self.fields["agreed"]


class ChildForm(OnceForm):
    """The guardian asks for a child of their own home."""

    display_name = NameField(
        label=_("What the child is called"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("A given name is enough. Neighbours never see it."),
        error_messages={"required": _("Please write what the child is called.")},
    )
    agreed = forms.BooleanField(
        label=_("I am the guardian, and agree that this is kept"),
        error_messages={"required": _("Without the yes of the guardian nothing is kept of a child.")},
    )


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("The reason"),
        max_length=200,
        help_text=_("Whoever asked reads it."),
        error_messages={"required": _("Please write the reason in a few words.")},
    )


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The code on the slip"),
        max_length=80,
        help_text=_("Three groups of four. Capitals or small, with or without blanks: as you like."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters"}),
        error_messages={"required": _("Please write the code.")},
    )


class UseCodeForm(forms.Form):
    lives_here = forms.BooleanField(label=_("I live here myself"), required=False, initial=True)
    lease_until = forms.DateField(
        label=_("Lease until"), required=False, widget=DayInput, help_text=_("Only if you rent.")
    )
    agreed = forms.BooleanField(
        label=HOME_CONSENT,
        help_text=_("You can withdraw it at any time; then the home ends here."),
        error_messages={"required": _("Without your yes we cannot write down that you live there.")},
    )

    def __init__(self, *args, is_tenant: bool, has_agreed: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if not is_tenant:
            del self.fields["lease_until"]
        if has_agreed:
            del self.fields["agreed"]


class CodesForm(forms.Form):
    home = forms.TypedChoiceField(label=_("For which homes"), required=False, coerce=int, empty_value=None)
    kind = forms.ChoiceField(
        label=_("Whoever holds it becomes"), choices=ResidencyKind, widget=forms.RadioSelect
    )
    copies = forms.IntegerField(
        label=_("Codes for each home"), min_value=1, max_value=4, initial=1,
        help_text=_("One for each grown-up."),
    )  # fmt: skip

    def __init__(self, *args, homes: list[tuple[int, str]], all_words: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["home"].choices = [("", all_words), *homes]


class PlaceForm(OnceForm):
    kind = forms.ChoiceField(label=_("Kind of place"), choices=())
    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("As neighbours say it."))
    address = forms.CharField(label=_("Address"), required=False, max_length=120)

    def __init__(self, *args, parent: Place, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        inside = [kind for kind, parents in PARENT_KINDS.items() if parent.kind in parents]
        self.fields["kind"].choices = [(kind, PlaceKind(kind).label) for kind in inside]


class HomeForm(forms.Form):
    """Its door is its name: sent twice, the second finds it there."""

    door = forms.CharField(label=_("Door"), max_length=20, help_text=_("As on the door: 1203."))
    floor = forms.IntegerField(label=_("Floor"), required=False, min_value=LOWEST, max_value=HIGHEST)
    area = forms.DecimalField(
        label=_("Area in m²"), required=False, max_digits=9, decimal_places=2,
        help_text=_("The exclusive area, as in the property company's roster."),
    )  # fmt: skip
    presence = forms.ChoiceField(
        label=_("How it is lived in"), choices=Presence, initial=Presence.UNKNOWN, widget=forms.RadioSelect
    )

    def __init__(self, *args, place: Place, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if place.kind in {PlaceKind.LANE, PlaceKind.ROAD}:
            del self.fields["floor"]


class MoveForm(forms.Form):
    """Offers the places it may stand in; any other place of the area is left for the operation to refuse."""

    parent = forms.ModelChoiceField(label=_("New place around it"), queryset=Place.objects.none())

    def __init__(self, *args, place: Place, area: list[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["parent"]
        field.queryset = Place.objects.below(*area)
        fitting = field.queryset.filter(kind__in=PARENT_KINDS[place.kind] - {None}).exclude(
            pk=place.parent_id
        )
        names = full_names(fitting)
        field.widget.choices = [("", _("Please choose")), *sorted(names.items(), key=lambda item: item[1])]


class PresenceForm(forms.Form):
    presence = forms.ChoiceField(label=_("How it is lived in"), choices=Presence)


PURPOSES = [
    ("emergency", _("An emergency")),
    ("repair", _("A repair")),
    ("notice", _("To bring a notice")),
    ("visit", _("To arrange a visit")),
    ("register", _("To check the register")),
    ("other", _("Something else")),
]


class PurposeForm(forms.Form):
    purpose = forms.ChoiceField(
        label=_("What do you need them for?"), choices=PURPOSES, widget=forms.RadioSelect
    )
    detail = forms.CharField(label=_("In a few words"), required=False, max_length=200)

    def clean(self) -> dict:
        data = super().clean()
        if data.get("purpose") == "other" and not data.get("detail", "").strip():
            self.add_error("detail", _("Please say in a few words what for."))
        return data

    @property
    def in_words(self) -> str:
        """For the journal: the code, then what was written."""
        return ": ".join(
            part for part in (self.cleaned_data["purpose"], self.cleaned_data["detail"].strip()) if part
        )


class SearchForm(forms.Form):
    q = forms.CharField(label=_("Estate, building or lane"), required=False, max_length=60, strip=True)


class RosterForm(forms.Form):
    file = forms.FileField(
        label=_("The roster as a workbook (.xlsx)"),
        allow_empty_file=True,  # the reader says so in its own words
        help_text=_("As your property software exports it. Nothing is changed before you have looked at it."),
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
    )
