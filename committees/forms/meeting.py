"""One meeting: a new date, calling off, the answer to "are you coming?"."""

from collections.abc import Iterable

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from committees.forms.fields import WhenMixin, date_field, time_field
from committees.models import Meeting
from committees.models.meetings import Reply
from people.models import User


class MoveForm(WhenMixin, forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput)
    date = date_field(_("Day"))
    starts = time_field(_("Begins"))
    ends = time_field(_("Ends"))
    venue = forms.CharField(label=_("Where do we meet?"), max_length=80)
    venue_note = forms.CharField(label=_("How to get in"), max_length=80, required=False)

    @classmethod
    def of(cls, meeting: Meeting) -> "MoveForm":
        starts, ends = timezone.localtime(meeting.starts_at), timezone.localtime(meeting.ends_at)
        words = {"date": starts.date(), "starts": starts.time(), "ends": ends.time()}
        room = {"venue": meeting.venue, "venue_note": meeting.venue_note}
        return cls(initial={**words, **room, "revision": meeting.revision})


class CancelForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is it called off?"),
        max_length=200,
        help_text=_("Everyone invited will read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ReplyForm(forms.Form):
    """`seen_start`: for which date the page asked."""

    seen_start = forms.DateTimeField(required=False, widget=forms.HiddenInput)
    reply = forms.ChoiceField(
        label=_("Are you coming?"),
        choices=[
            (Reply.COMING, _("In person")),
            (Reply.LATE, _("In person, a little late")),
            (Reply.ONLINE, _("Online")),
            (Reply.DECLINED, _("Not coming")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("If you cannot come: why?"),
        max_length=120,
        required=False,
        help_text=_(
            "A few words. Of delegates it stands in the minutes that the parties sign, not in public."
        ),
    )
    says = forms.CharField(
        label=_("What you would like to say"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class SubstituteForm(forms.Form):
    substitute = forms.ChoiceField(label=_("Who comes instead of you?"))

    def __init__(self, data: QueryDict | None, *, people: Iterable[User]) -> None:
        super().__init__(data)
        self.people = {str(user.pk): user for user in people}
        self.fields["substitute"].choices = [(pk, user.display_name) for pk, user in self.people.items()]

    def clean_substitute(self) -> User:
        return self.people[self.cleaned_data["substitute"]]


class DelegateForm(forms.Form):
    user = forms.ChoiceField(label=_("One more delegate"))

    def __init__(self, data: QueryDict | None, *, people: Iterable[User]) -> None:
        super().__init__(data)
        self.people = {str(user.pk): user for user in people}
        self.fields["user"].choices = [(pk, user.display_name) for pk, user in self.people.items()]
