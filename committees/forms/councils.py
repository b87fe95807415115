from collections.abc import Iterable

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from buildings.models import Membership
from committees.forms.fields import date_field


class SeatForm(forms.Form):
    """A seat, its task, and who of the council's members takes it. Sent twice, the second changes nothing."""

    number = forms.IntegerField(label=_("Which seat"), min_value=1, max_value=99)
    duty = forms.CharField(
        label=_("Its task"), max_length=40, required=False, help_text=_("Such as: care for the elderly.")
    )
    holder = forms.ChoiceField(label=_("Who takes it"), required=False)
    started_on = date_field(_("Begins on"))

    def __init__(self, data: QueryDict | None, *, members: Iterable[Membership], number: int) -> None:
        super().__init__(data, initial={"number": number, "started_on": timezone.localdate()})
        self.members = {str(member.pk): member for member in members}
        people = [(pk, member.user.display_name) for pk, member in self.members.items()]
        self.fields["holder"].choices = [("", gettext("Nobody yet: show it as vacant")), *people]

    def clean_holder(self) -> Membership | None:
        return self.members.get(self.cleaned_data["holder"])
