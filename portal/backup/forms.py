"""What is held back after a restore, as boxes to tick."""

from collections.abc import Callable, Sequence
from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from kit.times import lies_far_out
from people.models import User
from portal.backup.held_back import Group, groups, held_below
from portal.backup.rules import may_decide_on_held


class Groups(forms.MultipleChoiceField):
    """What has been decided meanwhile may be ticked too: nothing is left to do about it."""

    def valid_value(self, value: str) -> bool:
        return True


class HeldBackForm(forms.Form):
    keys = Groups(
        label=pgettext_lazy("held back after a restore", "Which ones"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    reason = forms.CharField(
        label=_("Why they are not sent"),
        max_length=200,
        required=False,
        help_text=_("Only if you let them go. For example: everybody has heard it from us by phone."),
    )
    as_of = forms.DateTimeField(widget=forms.HiddenInput)

    def __init__(self, data, *, choices: Sequence[tuple[str, str]], as_of: str) -> None:
        super().__init__(data, initial={"as_of": as_of})
        self.fields["keys"].choices = choices

    def clean_as_of(self) -> datetime:
        """Of a page of ours: so long ago that there were none, nothing can be counted back from."""
        as_of = self.cleaned_data["as_of"]
        if lies_far_out(as_of):
            raise forms.ValidationError(self.fields["as_of"].error_messages["invalid"], code="invalid")
        return as_of


def held_back_form(user: User, kind_in_words: Callable[[str], str], data=None) -> HeldBackForm | None:
    """None where this person has nothing to decide. One query."""
    if not may_decide_on_held(user=user):
        return None
    now = timezone.now()
    found = groups(held_below(user), as_of=now)
    if not found and data is None:
        return None
    choices = [(group.key, in_words(group, kind_in_words(group.kind))) for group in found]
    form = HeldBackForm(data, choices=choices, as_of=now.isoformat())
    form.count = sum(group.count for group in found)
    return form


def in_words(group: Group, kind: str) -> str:
    """ "会议提醒：12 条，一天之内该发的" """
    count = ngettext("%(n)d message", "%(n)d messages", group.count) % {"n": group.count}
    words = {"kind": kind, "count": count, "age": age_in_words(group.age)}
    return pgettext("held back after a restore", "%(kind)s: %(count)s, %(age)s") % words


def age_in_words(age: str) -> str:
    return {
        "hour": gettext("due within the last hour"),
        "day": gettext("due within the last day"),
        "week": gettext("due within the last 7 days"),
        "older": gettext("due more than 7 days ago"),
    }[age]
