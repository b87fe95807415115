"""The call to a meeting: who, where, when, about what."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import time, timedelta
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from buildings.models import Organisation, Place
from buildings.models.places import one_estate
from buildings.wording import place_name
from committees.forms.fields import WhenMixin, date_field, time_field
from committees.models import MeetingKind
from committees.operations import ItemPlan, PartyPlan
from committees.queries import CAPTAINS, PartyOffer
from issues.models import Issue
from people.models import User

# Most residents commute; the evening is when they can come (DOMAIN part 0).
EVENING, EVENING_ENDS = time(19, 30), time(21, 0)
ROWS, MOST_ROWS = 6, 30


@dataclass
class Offers:
    """What can be chosen at one place."""

    places: list[Place]
    place: Place
    organisations: list[Organisation]
    parties: list[PartyOffer]
    issues: list[Issue]
    kinds: list[MeetingKind]

    def people(self) -> dict[int, User]:
        return {user.pk: user for offer in self.parties for user, _line in offer.people}


def new_meeting_initial(offers: Offers) -> dict:
    """Everyone who serves the place is called, each person for one party; a week ahead, in the evening."""
    called, taken = [], set()
    for offer in offers.parties:
        for user, _line in offer.people if offer.is_called else []:
            if user.pk not in taken:
                taken.add(user.pk)
                called.append(f"{offer.key}:{user.pk}")
    return {
        "client_key": uuid4(),
        "kind": "joint",
        "date": timezone.localdate() + timedelta(days=7),
        "starts": EVENING,
        "ends": EVENING_ENDS,
        "is_open": True,
        "place": offers.place.pk,
        "party": [offer.key for offer in offers.parties if offer.is_called],
        "delegate": called,
        "rows": ROWS,
    }


FIELD_OF = {"starts_at": "date", "ends_at": "ends", "parties": "party"}


class ConveneForm(WhenMixin, forms.Form):
    client_key = forms.UUIDField(widget=forms.HiddenInput)
    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=MOST_ROWS)
    title = forms.CharField(label=_("What is it about?"), max_length=80)
    lead = forms.CharField(
        label=_("In a sentence"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    kind = forms.ChoiceField(label=_("Kind of meeting"), widget=forms.RadioSelect)
    place = forms.ChoiceField(label=_("For which place"))
    organisation = forms.ChoiceField(label=_("In whose name"))
    date = date_field(_("Day"))
    starts = time_field(_("Begins"))
    ends = time_field(_("Ends"))
    venue = forms.CharField(label=_("Where do we meet?"), max_length=80)
    venue_note = forms.CharField(label=_("How to get in"), max_length=80, required=False)
    is_open = forms.BooleanField(label=_("Neighbours may sit in and sign up"), required=False)
    seats_for_residents = forms.IntegerField(
        label=_("Seats for neighbours"), required=False, min_value=0, max_value=999
    )
    party = forms.MultipleChoiceField(label=_("Parties"), required=False)
    delegate = forms.MultipleChoiceField(label=_("Delegates"), required=False)
    chair = forms.ChoiceField(label=_("Who chairs"), required=False)

    def __init__(self, data: QueryDict | None, *, offers: Offers, initial: dict) -> None:
        super().__init__(data, initial=initial)
        self.offers = offers
        self.fields["place"].choices = [(place.pk, indented(place)) for place in offers.places]
        self.fields["kind"].choices = [(kind.code, str(kind)) for kind in offers.kinds]
        self.fields["organisation"].choices = [(str(o.pk), o.name) for o in offers.organisations]
        self.fields["party"].choices = [(offer.key, offer.key) for offer in offers.parties]
        self.fields["delegate"].choices = [
            (f"{offer.key}:{user.pk}", user.display_name)
            for offer in offers.parties
            for user, _l in offer.people
        ]
        people = [(str(pk), user.display_name) for pk, user in offers.people().items()]
        self.fields["chair"].choices = [("", gettext("Nobody in particular")), *people]
        self.items = self.item_forms(data)

    def item_forms(self, data: QueryDict | None) -> list["ItemForm"]:
        try:
            count = min(max(int((data or self.initial).get("rows", ROWS)), 1), MOST_ROWS)
        except (TypeError, ValueError):
            count = ROWS
        choices = issue_choices(self.offers.issues, self.offers.place)
        initial = self.initial.get("items", [])
        return [
            ItemForm(
                data,
                prefix=f"item{number}",
                issues=choices,
                initial=initial[number] if number < len(initial) else {},
            )
            for number in range(count)
        ]

    def is_valid(self) -> bool:
        # Both are asked, so that everything wrong is shown at once.
        own, items = super().is_valid(), [item.is_valid() for item in self.items]
        return own and all(items)

    @property
    def shows_all_items(self) -> bool:
        """Something stands in the lines that are folded away at first, or more were asked for."""
        typed = any(item["title"].value() or item["issue"].value() or item.errors for item in self.items[3:])
        return typed or len(self.items) > ROWS

    def party_rows(self) -> list[dict]:
        """For the page: each party with its people, ticked as they were."""
        called, delegates = set(self["party"].value() or []), set(self["delegate"].value() or [])
        return [
            {
                "offer": offer,
                "name": party_name(offer),
                "is_checked": offer.key in called,
                "people": [
                    (f"{offer.key}:{user.pk}", user, line, f"{offer.key}:{user.pk}" in delegates)
                    for user, line in offer.people
                ],
                "count": sum(f"{offer.key}:{user.pk}" in delegates for user, _line in offer.people),
            }
            for offer in self.offers.parties
        ]

    def call(self) -> dict:
        """The arguments of `convene_meeting`, but for who acts."""
        words = self.cleaned_data
        people = self.offers.people()
        organisations = {str(o.pk): o for o in self.offers.organisations}
        names = ("client_key", "title", "lead", "kind", "venue", "venue_note", "is_open")
        return {
            **{name: words[name] for name in names},
            **self.moments(),
            "place": self.offers.place,
            "organisation": organisations[words["organisation"]],
            "seats_for_residents": words["seats_for_residents"] or 0,
            "chair": people.get(int(words["chair"])) if words["chair"] else None,
            "parties": self.party_plans(),
            "agenda": [plan for item in self.items if (plan := item.plan(self.offers.issues))],
        }

    def party_plans(self) -> list[PartyPlan]:
        called, delegates = self.cleaned_data["party"], set(self.cleaned_data["delegate"])
        return [
            PartyPlan(
                name=party_name(offer),
                organisation=offer.organisation,
                users=[user for user, _l in offer.people if f"{offer.key}:{user.pk}" in delegates],
            )
            for offer in self.offers.parties
            if offer.key in called
        ]


def indented(place: Place) -> str:
    return "　" * (place.path.count("/") - 2) + place.name


def party_name(offer: PartyOffer) -> str:
    return gettext("The captains") if offer.key == CAPTAINS else str(offer.organisation)[:60]


def issue_choices(issues: Iterable[Issue], place: Place) -> list[tuple[str, str]]:
    """Issues from the place that the meeting is for."""
    within = one_estate([place.path])
    named = ((issue, place_name(issue.place, within=within)) for issue in issues)
    return [
        ("", gettext("From no issue")),
        *((str(issue.pk), f"{name} · {issue.title}") for issue, name in named),
    ]


class ItemForm(forms.Form):
    """One line of the agenda; an empty one is no item."""

    use_required_attribute = False
    title = forms.CharField(label=_("Item"), max_length=120, required=False)
    minutes = forms.IntegerField(
        label=pgettext_lazy("length", "Minutes"), min_value=1, max_value=240, required=False, initial=15
    )
    presenter = forms.CharField(label=_("Presented by"), max_length=60, required=False)
    issue = forms.ChoiceField(label=_("From an issue"), required=False)

    def __init__(
        self, data: QueryDict | None, *, prefix: str, issues: list, initial: dict | None = None
    ) -> None:
        super().__init__(data, prefix=prefix, initial=initial or {})
        self.fields["issue"].choices = issues

    def plan(self, issues: Iterable[Issue]) -> ItemPlan | None:
        words = self.cleaned_data
        issue = next((issue for issue in issues if str(issue.pk) == words["issue"]), None)
        if not words["title"] and issue is None:
            return None
        return ItemPlan(words["title"], words["minutes"] or 15, words["presenter"], issue)
