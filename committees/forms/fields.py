"""Boxes that several forms share, and where a refusal is shown."""

from collections.abc import Mapping
from datetime import date, datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from committees.seen import SeenOtherwise
from kit.forms import say_refused
from kit.refused import Refused
from kit.times import lies_far_out


def iso_date(**attrs) -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", **attrs})


def clock_input() -> forms.TimeInput:
    return forms.TimeInput(format="%H:%M", attrs={"type": "time"})


NO_SUCH_DAY = _("There is no such day. Please look at the calendar.")


def date_field(label: str, **options) -> forms.DateField:
    """The 30th of February gets a sentence of its own, and so does a year with too few figures."""
    words = {"invalid": NO_SUCH_DAY}
    options = {"label": label, "widget": iso_date(), "input_formats": ["%Y-%m-%d"]} | options
    return forms.DateField(error_messages=words, validators=[insist_on_a_year], **options)


def insist_on_a_year(day: date) -> None:
    if lies_far_out(day):
        raise forms.ValidationError(NO_SUCH_DAY, code="invalid")


def time_field(label: str, **options) -> forms.TimeField:
    formats = ["%H:%M", "%H:%M:%S"]
    return forms.TimeField(label=label, widget=clock_input(), input_formats=formats, **options)


def show_refusal(form: forms.Form, refused: Refused, fields: Mapping[str, str] | None = None) -> None:
    """The operation's sentence at the field that it is about, or over the whole form. Of what was changed
    since the page was read, what stands now counts as read from here on."""
    say_refused(form, refused, fields)
    if isinstance(refused, SeenOtherwise):
        form.look_again()


class WhenMixin:
    """Turns the boxes for a day and two hours into moments."""

    def moments(self) -> dict[str, datetime]:
        words, zone = self.cleaned_data, timezone.get_current_timezone()
        return {
            "starts_at": datetime.combine(words["date"], words["starts"], zone),
            "ends_at": datetime.combine(words["date"], words["ends"], zone),
        }
