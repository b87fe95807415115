"""What is said, hidden, objected to; and a deliberation of several days."""

from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from ballots.forms.proposals import box
from ballots.models import Comment, Deliberation
from ballots.models.discussion import Side

SIDES = [(Side.FOR, Side.FOR.label), (Side.AGAINST, Side.AGAINST.label), (Side.OPEN, Side.OPEN.label)]


def longest(model: type, field: str) -> int:
    return model._meta.get_field(field).max_length


class CommentForm(forms.Form):
    client_key = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    side = forms.ChoiceField(label=_("Where you stand"), required=False, widget=forms.RadioSelect)
    text = forms.CharField(label=_("Your words"), required=False, widget=box(3, longest(Comment, "text")))

    def __init__(self, *args, has_columns: bool = False, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if has_columns:
            self.fields["side"].choices = SIDES
        else:
            del self.fields["side"]


class ReplyForm(forms.Form):
    client_key = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    text = forms.CharField(label=_("Your answer"), required=False, widget=box(3, longest(Comment, "text")))


class HideForm(forms.Form):
    reason = forms.CharField(
        label=_("Why is it hidden?"),
        help_text=_("Everybody reads this instead of the words; whoever wrote them is told."),
        required=False,
        widget=box(2, longest(Comment, "hidden_reason")),
    )


class AppealForm(forms.Form):
    appeal = forms.CharField(
        label=_("Why should it be shown?"),
        help_text=_("You can object once. Somebody other than who hid it decides."),
        required=False,
        widget=box(3, longest(Comment, "appeal")),
    )


class DecideForm(forms.Form):
    decision = forms.ChoiceField(
        label=_("What do you decide?"),
        choices=[("show", _("Show it again")), ("keep", _("It stays hidden"))],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(label=_("Why"), required=False, widget=box(3, longest(Comment, "appeal_answer")))


def hour_field(label: str, **kwargs) -> forms.DateTimeField:
    """The browser's own picker; read in the site's time zone."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    errors = {"invalid": _("Write the day and the hour, as in 2026-03-12 14:00.")}
    return forms.DateTimeField(label=label, widget=widget, error_messages=errors, **kwargs)


class DeliberationForm(forms.Form):
    client_key = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    question = forms.CharField(
        label=_("What is to be talked over?"), required=False, max_length=longest(Deliberation, "question")
    )
    opens_at = hour_field(_("From"), required=False, help_text=_("Empty: it begins at once."))
    closes_at = hour_field(_("Until"))
    host = forms.ChoiceField(
        label=_("Who hosts it"),
        help_text=_("Somebody neutral. The host is told, and sums it up afterwards."),
        error_messages={"required": _("Choose who hosts it.")},
    )

    def __init__(self, data: QueryDict | None, *, hosts: list[tuple[int, str]], **kwargs) -> None:
        super().__init__(data, **kwargs)
        self.fields["host"].choices = [(str(pk), name) for pk, name in hosts]


class SumUpForm(forms.Form):
    summary = forms.CharField(
        label=_("What was said, for and against, and what came of it"),
        required=False,
        widget=box(8, longest(Deliberation, "summary")),
    )


class CallOffForm(forms.Form):
    why = forms.CharField(
        label=_("Why is it called off?"),
        required=False,
        widget=box(2, longest(Deliberation, "called_off_why")),
    )
