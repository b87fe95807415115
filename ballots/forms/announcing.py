"""The last look before notice is given: from when until when, and who is one person."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ballots.forms.preparing import EVENING, FIELD_OF, MORNING, moment
from ballots.queries.roll import DoubtOfRoll
from committees.forms.fields import date_field, show_refusal, time_field
from kit.refused import Refused

ONE, APART, SOME = "one", "apart", "some"


class HoursForm(forms.Form):
    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    opens_on = date_field(_("Voting begins"))
    opens_clock = time_field(pgettext_lazy("voting", "from"), required=False)
    closes_on = date_field(_("Voting ends"))
    closes_clock = time_field(pgettext_lazy("voting", "until"), required=False)
    # Asked for where the roll of a secret ballot is so small that the result can give somebody away.
    knows_few = forms.BooleanField(label=_("We know that, and ask in secret all the same"), required=False)

    def hours(self) -> dict[str, datetime]:
        words = self.cleaned_data
        return {
            "opens_at": moment(words["opens_on"], words["opens_clock"] or MORNING),
            "closes_at": moment(words["closes_on"], words["closes_clock"] or EVENING),
        }

    def refuse(self, refused: Refused) -> None:
        show_refusal(self, refused, FIELD_OF)


class DoubtForm(forms.Form):
    """One name in several homes: is it one person? With more than two homes, perhaps in some of them."""

    answer = forms.ChoiceField(widget=forms.RadioSelect, required=False)
    homes = forms.MultipleChoiceField(widget=forms.CheckboxSelectMultiple, required=False)

    def __init__(self, data: QueryDict | None, *, doubt: DoubtOfRoll) -> None:
        self.doubt = doubt
        self.of = sorted(home.dwelling_id for home in doubt.doubt.homes)
        super().__init__(data, prefix=self._prefix(), initial=self._said())
        choices = [(ONE, _("One person")), (APART, _("Different people"))]
        if len(self.of) > 2:
            choices.append((SOME, _("Only these are one:")))
        self.fields["answer"].choices = choices
        self.fields["homes"].choices = [(str(h.dwelling_id), h.label) for h in doubt.doubt.homes]

    def _prefix(self) -> str:
        """Of the name and its homes: what the register changed meanwhile is not answered by an old page."""
        return f"doubt{sha256(f'{self.doubt.name} {self.of}'.encode()).hexdigest()[:12]}"

    def _said(self) -> dict[str, Any]:
        groups = self.doubt.answer
        if groups is None:
            return {}
        if not groups:
            return {"answer": APART}
        if sorted(groups[0]) == self.of:
            return {"answer": ONE}
        return {"answer": SOME, "homes": [str(pk) for pk in groups[0]]}

    def said(self) -> dict[str, list] | None:
        """{"of": homes asked about, "one": groups of one person each}; None: no answer."""
        answer = self.cleaned_data.get("answer")
        if not answer:
            return None
        ticked = sorted(int(pk) for pk in self.cleaned_data.get("homes", []))
        groups = {ONE: [self.of], APART: [], SOME: [ticked] if len(ticked) > 1 else []}
        return {"of": self.of, "one": groups[answer]}


def doubt_forms(data: QueryDict | None, doubts: list[DoubtOfRoll]) -> list[DoubtForm]:
    return [DoubtForm(data, doubt=doubt) for doubt in doubts]
