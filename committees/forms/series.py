"""A meeting that comes again: its first day, and a rhythm that people choose by name."""

from datetime import date, datetime
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from buildings.models import Organisation, Place
from committees.forms.convening import EVENING, indented
from committees.forms.fields import date_field, time_field
from committees.models import MeetingKind
from committees.series import RHYTHMS, rule_for

RHYTHM_NAMES = {
    "week": _("Every week"),
    "fortnight": _("Every two weeks"),
    "month": _("Every month"),
    "two_months": _("Every two months"),
    "quarter": _("Every three months"),
    "year": _("Every year"),
}
FIELD_OF = {"starts_at": "date", "ends_at": "minutes", "rule": "rhythm"}


class SeriesForm(forms.Form):
    client_key = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("What is it called?"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind of meeting"), widget=forms.RadioSelect)
    place = forms.ChoiceField(label=_("For which place"))
    organisation = forms.ChoiceField(label=_("In whose name"))
    date = date_field(_("The first day"))
    starts = time_field(_("Begins"))
    minutes = forms.IntegerField(label=_("How many minutes"), min_value=1, max_value=999, initial=90)
    rhythm = forms.ChoiceField(
        label=_("How often"),
        choices=[(each, RHYTHM_NAMES[each]) for each in RHYTHMS],
        widget=forms.RadioSelect,
        help_text=_(
            "On the first day's weekday: the second Wednesday of a month stays the second Wednesday."
        ),
    )
    venue = forms.CharField(label=_("Where do we meet?"), max_length=80)
    online_url = forms.CharField(label=_("Link for those online"), max_length=200, required=False)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        places: list[Place],
        place: Place,
        organisations: list[Organisation],
        kinds: list[MeetingKind],
        initial: dict | None = None,
    ) -> None:
        usual = {
            "client_key": uuid4(),
            "kind": "joint",
            "place": place.pk,
            "starts": EVENING,
            "rhythm": "month",
        }
        super().__init__(data, initial=usual | (initial or {}))
        self.chosen_place = place
        self.organisations = {str(each.pk): each for each in organisations}
        self.fields["place"].choices = [(str(each.pk), indented(each)) for each in places]
        self.fields["kind"].choices = [(kind.code, str(kind)) for kind in kinds]
        self.fields["organisation"].choices = [(pk, each.name) for pk, each in self.organisations.items()]

    def beginning(self) -> dict:
        """The arguments of `begin_series`, but for who acts."""
        words = self.cleaned_data
        names = ("client_key", "kind", "title", "venue", "online_url", "minutes")
        starts_at = datetime.combine(words["date"], words["starts"], timezone.get_current_timezone())
        return {
            **{name: words[name] for name in names},
            "place": self.chosen_place,
            "organisation": self.organisations[words["organisation"]],
            "starts_at": starts_at,
            "rule": rule_for(words["rhythm"], words["date"]),
        }


class SkipForm(forms.Form):
    """One of the days that come next."""

    on = forms.ChoiceField(label=_("Which day?"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why is it left out?"),
        max_length=120,
        help_text=_("Everyone invited will read it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: QueryDict | None, *, days: list[tuple[date, str]]) -> None:
        super().__init__(data)
        self.fields["on"].choices = [(day.isoformat(), words) for day, words in days]

    def clean_on(self) -> date:
        return date.fromisoformat(self.cleaned_data["on"])


class EndForm(forms.Form):
    on = date_field(_("From which day on is no meeting called?"))
