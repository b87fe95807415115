"""When, how and in which words the invited are reminded."""

from collections.abc import Iterable
from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from committees.forms.seen import SeenForm
from committees.models import Meeting
from committees.reminders import MOST, after_the_night, in_words
from notifications.models import Channel
from notifications.ways import BEST_FIRST

HOUR, DAY = 60, 24 * 60
OFFERED = [7 * DAY, 3 * DAY, 2 * DAY, DAY, 4 * HOUR, 2 * HOUR, HOUR, 30]  # minutes before
UNITS = [
    (str(DAY), pgettext_lazy("unit of time", "days")),
    (str(HOUR), pgettext_lazy("unit of time", "hours")),
    ("1", pgettext_lazy("unit of time", "minutes")),
]


def before(minutes: int) -> str:
    return gettext("%(time)s before") % {"time": in_words([minutes])}


class ReminderMoments(forms.Form):
    """A list to tick, and one moment of one's own; what was set by other means stays in the list."""

    minutes = forms.MultipleChoiceField(
        label=_("When to remind"), required=False, widget=forms.CheckboxSelectMultiple
    )
    own_count = forms.IntegerField(
        label=_("Another moment before"), required=False, min_value=1, max_value=999
    )
    own_unit = forms.ChoiceField(label=_("Unit"), choices=UNITS, required=False, initial=str(DAY))

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        known = {int(each) for each in self.initial.get("minutes", [])}
        offered = sorted(known | set(OFFERED), reverse=True)
        self.fields["minutes"].choices = [(str(each), before(each)) for each in offered]

    @staticmethod
    def initial_minutes(minutes: Iterable[int]) -> dict:
        return {"minutes": [str(each) for each in minutes]}

    def chosen_minutes(self) -> list[int]:
        """The earliest first, each once."""
        chosen = {int(each) for each in self.cleaned_data["minutes"]}
        return sorted(chosen | ({self.own_minutes()} - {0}), reverse=True)

    def own_minutes(self) -> int:
        """0 where none was written."""
        return (self.cleaned_data["own_count"] or 0) * int(self.cleaned_data["own_unit"] or DAY)


class RemindersForm(SeenForm, ReminderMoments):
    words = forms.CharField(
        label=_("In your own words"),
        max_length=200,
        required=False,
        help_text=_("They stand in every reminder, below the time and the place."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    channels = forms.MultipleChoiceField(
        label=_("By which ways, besides the inbox"),
        required=False,
        choices=[(channel.value, channel.label) for channel in BEST_FIRST],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whoever has no e-mail address or number is reached by the inbox."),
    )

    @classmethod
    def of(cls, meeting: Meeting, data=None) -> "RemindersForm":
        initial = cls.initial_minutes(meeting.reminder_minutes)
        words = {"words": meeting.reminder_words, "channels": meeting.reminder_channels}
        form = cls(data, initial=initial | words, seen=str(meeting.reminder_round))
        form.meeting = meeting
        return form

    def clean(self) -> dict:
        """One's own moment must be ahead: nobody would be reminded at one that is past."""
        said = super().clean()
        if self.errors or not 0 < self.own_minutes() <= MOST:
            return said  # one that is too early altogether is refused as such
        own = timedelta(minutes=self.own_minutes())
        if after_the_night(self.meeting.starts_at - own) <= timezone.now():
            self.add_error("own_count", _("This moment is past already. Please choose a later one."))
        return said

    def settings(self) -> dict:
        """The arguments of `set_reminders`, but for who acts and about which meeting."""
        words = self.cleaned_data
        return {
            "minutes": self.chosen_minutes(),
            "words": words["words"],
            "channels": [Channel.INBOX, *words["channels"]],
            "seen": words["seen"],
        }
