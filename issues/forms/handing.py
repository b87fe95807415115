from django import forms
from django.utils.translation import gettext_lazy as _

from buildings.forms import DayInput
from issues.queries.offices import Successor


class LeaveForm(forms.Form):
    """Who goes on with what is open, and from when the office is over. Without open issues only the end."""

    to = forms.ChoiceField(
        label=_("Who goes on with them"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Please choose who goes on with the open issues.")},
    )
    text = forms.CharField(
        label=_("A word for whoever goes on"),
        max_length=200,
        help_text=_("Stands in each issue's timeline."),
    )
    on = forms.DateField(
        label=_("The term ends on"),
        widget=DayInput,
        help_text=_("From this day on the access is over."),
    )
    reason = forms.CharField(
        label=_("Why it ends"), max_length=200, help_text=_("Kept in the record, not shown on pages.")
    )

    def __init__(self, *args, successors: list[Successor], with_reason: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.successors = {one.value: one for one in successors}
        self.fields["to"].choices = [(one.value, f"{one.name} · {one.role}") for one in successors]
        if not successors:
            del self.fields["to"], self.fields["text"]
        if not with_reason:
            del self.fields["reason"]

    @property
    def words(self) -> dict:
        """For the operation."""
        data = dict(self.cleaned_data)
        if chosen := self.successors.get(data.pop("to", "")):
            data |= {"to": chosen.user, "organisation": chosen.organisation}
        return data
