"""What was decided, who does it by when, and how that stands."""

from collections.abc import Iterable, Mapping
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from buildings.models import Organisation
from committees.forms.fields import date_field
from committees.models import ActionItem, Party
from committees.models.resolutions import ActionState, Outcome
from committees.operations import ActionPlan
from people.models import User

ACTION_ROWS = 3


class ResolutionForm(forms.Form):
    client_key = forms.UUIDField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("Wording of the resolution"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    outcome = forms.ChoiceField(label=_("How it ended"), choices=Outcome, widget=forms.RadioSelect)
    is_beyond_power = forms.BooleanField(
        label=_("This is for the owners to decide together; we hand it on to the owners' assembly"),
        required=False,
    )

    def __init__(self, data: QueryDict | None, *, parties: list[Party], executors: list) -> None:
        super().__init__(data, initial={"client_key": uuid4(), "outcome": Outcome.ADOPTED})
        self.parties = parties
        for party in parties:
            self.fields[f"vote{party.pk}"] = VoteField(label=party.name)
        self.actions = [
            ActionForm(data, prefix=f"action{number}", executors=executors) for number in range(ACTION_ROWS)
        ]

    @property
    def shows_all_actions(self) -> bool:
        return any(action["text"].value() or action.errors for action in self.actions[1:])

    def vote_rows(self) -> list[tuple[Party, forms.BoundField]]:
        return [(party, self[f"vote{party.pk}"]) for party in self.parties]

    def is_valid(self) -> bool:
        own, actions = super().is_valid(), [action.is_valid() for action in self.actions]
        return own and all(actions)

    def decision(self, organisations: Mapping[int, Organisation], people: Mapping[int, User]) -> dict:
        """The arguments of `record_resolution`, but for who acts."""
        words = self.cleaned_data
        votes = [words[f"vote{party.pk}"] for party in self.parties]
        return {
            **{name: words[name] for name in ("client_key", "text", "outcome", "is_beyond_power")},
            "votes_for": votes.count("for"),
            "votes_against": votes.count("against"),
            "abstentions": votes.count("abstain"),
            "actions": [plan for row in self.actions if (plan := row.plan(organisations, people))],
        }


class VoteField(forms.ChoiceField):
    """How one party voted; none is ticked where nobody asked it, and silence is no vote."""

    def __init__(self, **options) -> None:
        choices = [
            ("for", pgettext_lazy("vote", "Yes")),
            ("against", pgettext_lazy("vote", "No")),
            ("abstain", pgettext_lazy("vote", "Abstain")),
        ]
        super().__init__(choices=choices, widget=forms.RadioSelect, required=False, **options)


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


class CloseForm(forms.Form):
    minutes = forms.CharField(
        label=_("Minutes"),
        max_length=20_000,
        help_text=_("A few lines are enough: what was said on each item. Leave out names in disputes."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class DelegateForm(forms.Form):
    user = forms.ChoiceField(label=_("One more delegate"))

    def __init__(self, data: QueryDict | None, *, people: Iterable[User]) -> None:
        super().__init__(data)
        self.people = {str(user.pk): user for user in people}
        self.fields["user"].choices = [(pk, user.display_name) for pk, user in self.people.items()]


class ProgressForm(forms.Form):
    progress = forms.CharField(
        label=_("How does it stand?"),
        max_length=200,
        help_text=_("One sentence that every neighbour understands."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    state = forms.ChoiceField(label=_("Is it done?"), widget=forms.RadioSelect)

    def __init__(self, data: QueryDict | None, *, item: ActionItem, may_drop: bool) -> None:
        super().__init__(data, initial={"progress": item.progress, "state": item.state})
        choices = [(ActionState.OPEN, gettext("Still in hand")), (ActionState.DONE, gettext("Done"))]
        if may_drop:
            choices.append((ActionState.DROPPED, gettext("Let go")))
        self.fields["state"].choices = choices
