"""In the room: how a motion is decided and what follows from it, hands counted, people put on the list."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from buildings.models import Organisation
from committees.forms.fields import date_field, time_field
from committees.models import Party
from committees.models.room import Method
from committees.operations import ActionPlan
from committees.operations.motions import Votes
from kit.numbers import whole_number
from people.models import User

CENT = Decimal("0.01")
ACTION_ROWS = 3
HALF_A_DAY = timedelta(hours=12)
MOST = 9_999  # hands; the operation says how many there really are
NO_SUM = ("invalid", "min_value", "max_digits", "max_decimal_places", "max_whole_digits")
CHOICES = (
    ("for", pgettext_lazy("vote", "Yes")),
    ("against", pgettext_lazy("vote", "No")),
    ("abstain", pgettext_lazy("vote", "Abstain")),
)


class ActionForm(forms.Form):
    """One promise; an empty row is none, a half-filled one is asked about."""

    use_required_attribute = False
    text = forms.CharField(label=_("To do"), max_length=200, required=False)
    who = forms.ChoiceField(label=_("Who does it"), required=False)
    due_on = date_field(_("By when"), required=False)

    def __init__(self, data: QueryDict | None, *, prefix: str, executors: list) -> None:
        super().__init__(data, prefix=prefix)
        self.fields["who"].choices = [("", gettext("Choose who")), *executors]

    def clean(self) -> dict:
        words = self.cleaned_data
        if words.get("text"):
            for name, sentence in (("who", gettext("Say who does it.")), ("due_on", gettext("Say by when."))):
                if not words.get(name) and name not in self.errors:
                    self.add_error(name, sentence)
        elif words.get("who") or words.get("due_on"):
            self.add_error("text", gettext("Say what is to be done."))
        return words

    def plan(
        self, organisations: Mapping[int, Organisation], people: Mapping[int, User]
    ) -> ActionPlan | None:
        """`who` is "o12" or "o12u33" or "u33"."""
        words = self.cleaned_data
        if not words["text"]:
            return None
        organisation, _u, person = words["who"].partition("u")
        return ActionPlan(
            words["text"],
            words["due_on"],
            organisation=organisations.get(int(organisation[1:])) if organisation else None,
            person=people.get(int(person)) if person else None,
        )


class DecideForm(forms.Form):
    """What turns a motion into a resolution; `method` only where nothing is voted on."""

    method = forms.ChoiceField(
        label=_("How is it decided?"),
        choices=[(Method.CONSENSUS, Method.CONSENSUS.label), (Method.NOTED, Method.NOTED.label)],
        widget=forms.RadioSelect,
        required=False,
    )
    is_beyond_power = forms.BooleanField(
        label=_("This is for the owners to decide together; we hand it on to the owners' assembly"),
        required=False,
    )
    budget = forms.DecimalField(
        label=_("Budget in yuan"),
        max_digits=12,
        decimal_places=2,
        min_value=0,
        required=False,
        error_messages=dict.fromkeys(NO_SUM, _("The budget is a sum in yuan, nothing or more.")),
    )

    def clean_budget(self) -> Decimal | None:
        budget = self.cleaned_data["budget"]
        return budget if budget is None else budget.quantize(CENT)  # "1E+3" is written as a sum

    def __init__(self, data: QueryDict | None, *, executors: list) -> None:
        super().__init__(data)
        self.actions = [
            ActionForm(data, prefix=f"action{number}", executors=executors) for number in range(ACTION_ROWS)
        ]

    @property
    def shows_all_actions(self) -> bool:
        return any(action["text"].value() or action.errors for action in self.actions[1:])

    def is_valid(self) -> bool:
        own, actions = super().is_valid(), [action.is_valid() for action in self.actions]
        return own and all(actions)

    def decision(self, organisations: Mapping[int, Organisation], people: Mapping[int, User]) -> dict:
        """The arguments of `decide_motion`, but for who acts and what on."""
        words = self.cleaned_data
        return {
            "method": words["method"] or None,
            "is_beyond_power": words["is_beyond_power"],
            "budget": words["budget"],
            "actions": [plan for row in self.actions if (plan := row.plan(organisations, people))],
        }


def hands_from(data: QueryDict, parties: Iterable[Party], by_party: bool) -> list[tuple[Party, Votes]]:
    """The counts that were posted, for the parties that were counted; nonsense is nothing."""
    found = []
    for party in parties:
        if by_party:
            said = data.get(f"party{party.pk}", "")
            if said in dict(CHOICES):
                found.append((party, Votes(said == "for", said == "against", said == "abstain")))
        else:
            typed = [data.get(f"party{party.pk}-{choice}", "") for choice, _label in CHOICES]
            if any(typed):
                found.append((party, Votes(*(min(whole_number(each) or 0, MOST) for each in typed))))
    return found


class PersonForm(forms.Form):
    """Somebody in the room whom the system does not know."""

    name = forms.CharField(label=_("Name of the person"), max_length=40)
    party = forms.ChoiceField(label=_("Speaks for"), required=False)
    is_online = forms.BooleanField(label=_("On the line"), required=False)

    def __init__(self, data: QueryDict | None, *, parties: Iterable[Party]) -> None:
        super().__init__(data)
        self.parties = {str(party.pk): party for party in parties}
        choices = [(pk, party.name) for pk, party in self.parties.items()]
        self.fields["party"].choices = [*choices, ("", gettext("A guest"))]

    def person(self) -> dict:
        words = self.cleaned_data
        return {**words, "party": self.parties.get(words["party"])}


class MomentForm(forms.Form):
    """When somebody came or left, when it was not just now."""

    at = time_field(_("At what time"), required=False)

    def moment(self, starts_at: datetime) -> datetime | None:
        """On the day of the meeting; a small hour after a late meeting is that of the next day."""
        at = self.cleaned_data.get("at")
        if not at:
            return None
        found = datetime.combine(timezone.localdate(starts_at), at, timezone.get_current_timezone())
        return found + timedelta(days=1) if found < starts_at - HALF_A_DAY else found
