"""The call to a meeting: who, where, when, about what."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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
from committees.forms.topics import topic_choices
from committees.kind_words import notice_in_words, when_it_decides
from committees.models import Charter, MeetingKind, Topic
from committees.operations import ItemPlan, PartyPlan
from committees.operations.meetings import COUNCIL, MOST_INVITED, too_many_invited
from committees.queries import CAPTAINS, PartyOffer
from issues.models import Issue
from kit.numbers import whole_number
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
    topics: list[Topic] = field(default_factory=list)
    charters: dict[int, Charter] = field(default_factory=dict)  # by the council's id

    def kind(self, code: str | None) -> MeetingKind | None:
        """The one chosen, else the first that can be called here."""
        chosen = [kind for kind in self.kinds if kind.code == code]
        return next(iter(chosen or self.kinds), None)

    def people(self) -> dict[int, User]:
        return {user.pk: user for offer in self.parties for user, _line in offer.people}


def new_meeting_initial(offers: Offers, code: str | None = "joint") -> dict:
    """As the kind has it: who is called with how many seats, each person for one party, and about what.

    A week ahead or as much as the kind asks for, in the evening.
    """
    kind = offers.kind(code)
    seats = {entry["kind"]: entry["seats"] for entry in kind.invites} if kind else {}
    parties = [offer for offer in offers.parties if offer.is_called and offer.kind in seats]
    among_itself = bool(kind) and kind.code == COUNCIL
    if among_itself:  # it sits as its charter says, however many are its members
        seats |= {offer.kind: offer.seats for offer in parties if offer.seats}
    days = max(7, kind.notice_days + 1 if kind else 0)
    return {
        "client_key": uuid4(),
        "kind": kind and kind.code,
        "organisation": next((str(o.pk) for o in offers.organisations if may_call(kind, o)), ""),
        "date": timezone.localdate() + timedelta(days=days),
        "starts": EVENING,
        "ends": EVENING_ENDS,
        "is_open": kind is None or kind.is_open,
        "place": offers.place.pk,
        "party": [offer.key for offer in parties],
        "delegate": called_for(parties, seats, among_itself=among_itself),
        **{seats_name(offer): seats[offer.kind] for offer in parties},
        "items": list(kind.agenda) if kind else [],
        "rows": ROWS,
    }


def may_call(kind: MeetingKind | None, organisation: Organisation) -> bool:
    return kind is None or not kind.convenors or organisation.kind in kind.convenors


def called_for(
    parties: Iterable[PartyOffer], seats: Mapping[str, int], *, among_itself: bool = False
) -> list[str]:
    """As many of each party's people as it has seats; nobody twice; of a council who sits there."""
    called, taken = [], set()
    for offer in parties:
        free = [user.pk for user, _line in offer.people if user.pk not in taken][: seats[offer.kind]]
        if among_itself and offer.sitting:
            free = [pk for pk in free if pk in offer.sitting]
        taken.update(free)
        called += [f"{offer.key}:{pk}" for pk in free]
    return called


def seats_name(offer: PartyOffer) -> str:
    return f"seats-{offer.key}"


AS_TYPED = ["client_key", "title", "lead", "kind", "venue", "venue_note", "online_url", "is_open", "quorum"]
FIELD_OF = {"starts_at": "date", "ends_at": "ends", "parties": "party"}


class DelegatesField(forms.MultipleChoiceField):
    """Ten thousand ticks get one sentence, and are not compared one by one with what was offered."""

    def validate(self, value: list[str]) -> None:
        if len(value) > MOST_INVITED:
            raise forms.ValidationError(too_many_invited())
        super().validate(value)


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
    online_url = forms.CharField(label=_("Link for those who join online"), max_length=200, required=False)
    is_open = forms.BooleanField(label=_("Neighbours may sit in and sign up"), required=False)
    seats_for_residents = forms.IntegerField(
        label=_("Seats for neighbours"), required=False, min_value=0, max_value=999
    )
    party = forms.MultipleChoiceField(label=_("Parties"), required=False)
    delegate = DelegatesField(label=_("Delegates"), required=False)
    chair = forms.ChoiceField(label=_("Who chairs"), required=False)
    quorum = forms.IntegerField(label=_("Another quorum, as a number"), required=False)

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
        for offer in offers.parties:
            # Nought is refused in the operation's words, which name the party.
            self.fields[seats_name(offer)] = forms.IntegerField(
                label=gettext("Seats of %(party)s") % {"party": party_name(offer)},
                required=False,
                max_value=999,
            )
        self.items = self.item_forms(data)

    def item_forms(self, data: QueryDict | None) -> list["ItemForm"]:
        try:
            count = min(max(int((data or self.initial).get("rows", ROWS)), 1), MOST_ROWS)
        except (TypeError, ValueError):
            count = ROWS
        choices = issue_choices(self.offers.issues, self.offers.place)
        topics = topic_choices(self.offers.topics)
        initial = self.initial.get("items", [])
        return [
            ItemForm(
                data,
                prefix=f"item{number}",
                issues=choices,
                topics=topics,
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
        typed = any(
            item["title"].value() or item["issue"].value() or item["topic"].value() or item.errors
            for item in self.items[3:]
        )
        return typed or len(self.items) > ROWS

    def clean_online_url(self) -> str:
        """Copied without its beginning it is still a link."""
        url = self.cleaned_data["online_url"].strip()
        return f"https://{url}" if url and "://" not in url else url

    @property
    def chosen_kind(self) -> MeetingKind | None:
        return self.offers.kind(self["kind"].value())

    @property
    def notice_hint(self) -> str:
        return notice_in_words(self.chosen_kind) if self.chosen_kind else ""

    @property
    def quorum_hint(self) -> str:
        """A council's charter stands in for the kind's rules (operations.meetings.rules_for)."""
        kind, council = self.chosen_kind, whole_number(self["organisation"].value())
        charter = self.offers.charters.get(council) if council else None
        if kind and kind.code == COUNCIL and charter:
            return when_it_decides(charter)
        return when_it_decides(kind) if kind else ""

    def party_rows(self) -> list[dict]:
        """For the page: each party with its people, ticked as they were."""
        called, delegates = set(self["party"].value() or []), set(self["delegate"].value() or [])
        return [
            {
                "offer": offer,
                "name": party_name(offer),
                "is_checked": offer.key in called,
                "seats": self[seats_name(offer)],
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
        return {
            **{name: words[name] for name in AS_TYPED},
            **self.moments(),
            "place": self.offers.place,
            "organisation": organisations[words["organisation"]],
            "seats_for_residents": words["seats_for_residents"] or 0,
            "chair": people.get(int(words["chair"])) if words["chair"] else None,
            "parties": self.party_plans(),
            "agenda": [
                plan for item in self.items if (plan := item.plan(self.offers.issues, self.offers.topics))
            ],
        }

    def party_plans(self) -> list[PartyPlan]:
        called, delegates = self.cleaned_data["party"], set(self.cleaned_data["delegate"])
        return [
            PartyPlan(
                name=party_name(offer),
                organisation=offer.organisation,
                users=[user for user, _l in offer.people if f"{offer.key}:{user.pk}" in delegates],
                seats=self.cleaned_data[seats_name(offer)],
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
    topic = forms.ChoiceField(label=_("From a topic"), required=False)
    issue = forms.ChoiceField(label=_("From an issue"), required=False)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        prefix: str,
        issues: list,
        topics: list | None = None,
        initial: dict | None = None,
    ) -> None:
        super().__init__(data, prefix=prefix, initial=initial or {})
        self.fields["issue"].choices = issues
        self.fields["topic"].choices = topics or topic_choices([])

    def plan(self, issues: Iterable[Issue], topics: Iterable[Topic] = ()) -> ItemPlan | None:
        words = self.cleaned_data
        issue = next((issue for issue in issues if str(issue.pk) == words["issue"]), None)
        topic = next((topic for topic in topics if str(topic.pk) == words["topic"]), None)
        if not (words["title"] or issue or topic):
            return None
        return ItemPlan(words["title"], words["minutes"] or 15, words["presenter"], issue, topic)
