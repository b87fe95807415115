"""What was decided, who does it by when, and how that stands."""

from collections.abc import Iterable, Mapping

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from buildings.models import Organisation
from committees.forms.fields import date_field
from committees.operations import ActionPlan
from people.models import User

ACTION_ROWS = 3


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
