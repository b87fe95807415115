"""A way of deciding as the subdistrict office writes it, and a step as it is finished."""

from uuid import uuid4

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ballots.forms.proposals import box
from ballots.models import Process, ProposalStep
from ballots.models.processes import Actor, StepKind
from ballots.operations import StepPlan
from ballots.operations.processes import LONGEST_NOTE, MOST_STEPS

SPARE = 2  # empty lines under those that stand


class ProcessForm(forms.Form):
    client_key = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = forms.CharField(label=_("What it is called"), max_length=40, required=False)
    purpose = forms.CharField(label=_("What it is for"), max_length=200, required=False)
    retired = forms.BooleanField(label=_("Offered no more; what runs by it runs on"), required=False)

    def __init__(self, data: QueryDict | None, *, process: Process | None) -> None:
        known = list(process.steps.order_by("position")) if process else []
        super().__init__(data, initial=words_of(process, known))
        self.lines = range(min(MOST_STEPS, max(len(known) + SPARE, 5)))
        for line in self.lines:
            self.fields[f"name{line}"] = forms.CharField(label=_("Step"), max_length=60, required=False)
            self.fields[f"who{line}"] = forms.ChoiceField(
                label=_("Who must act"), choices=Actor, required=False
            )
            self.fields[f"days{line}"] = forms.IntegerField(
                label=pgettext_lazy("of a step", "Working days"), required=False
            )
            self.fields[f"kind{line}"] = forms.ChoiceField(
                label=_("What shows it"), choices=StepKind, required=False
            )

    def rows(self) -> list[tuple[BoundField, ...]]:
        return [
            tuple(self[f"{name}{line}"] for name in ("name", "who", "days", "kind")) for line in self.lines
        ]

    def process_words(self) -> dict:
        words = self.cleaned_data
        steps = [
            StepPlan(
                words[f"name{line}"],
                words[f"who{line}"],
                words[f"days{line}"] or 0,
                words[f"kind{line}"],
            )
            for line in self.lines
            if words[f"name{line}"] or words[f"days{line}"]
        ]
        return {
            "name": words["name"],
            "purpose": words["purpose"],
            "retired": words["retired"],
            "seen_version": words["version"] or 0,
            "client_key": words["client_key"],
            "steps": steps,
        }


def words_of(process: Process | None, steps: list) -> dict:
    if process is None:
        return {}
    words = {"version": process.version, "name": process.name, "purpose": process.purpose}
    words["retired"] = process.retired_at is not None
    for line, step in enumerate(steps):
        words |= {f"{name}{line}": getattr(step, name) for name in ("name", "who", "days", "kind")}
    return words


class FinishForm(forms.Form):
    note = forms.CharField(label=_("What happened"), required=False, widget=box(3, LONGEST_NOTE))
    proof = forms.ChoiceField(label=_("What shows it"), required=False)

    def __init__(self, data: QueryDict | None, *, step: ProposalStep, proofs: list, **kwargs) -> None:
        super().__init__(data, **kwargs)
        if step.kind == StepKind.WORD:
            del self.fields["proof"]
            return
        self.fields["proof"].label = step.get_kind_display()
        self.fields["proof"].choices = [("", _("Please choose")), *((str(pk), name) for pk, name in proofs)]
