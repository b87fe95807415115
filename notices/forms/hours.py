"""What the forms of this room share."""

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kit.forms import say_refused
from kit.refused import Refused
from kit.times import lies_far_out

NOW, LATER = "now", "later"
# An hour that passed while somebody wrote means at once; one further back is a slip, and all would be told.
PASSED_MEANWHILE = timedelta(hours=1)


class HourField(forms.DateTimeField):
    """The browser's own picker; read in the site's time zone."""

    def __init__(self, **kwargs) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        errors = {"invalid": _("Write the day and the hour, as in 2026-03-12 14:00.")}
        super().__init__(widget=widget, required=False, error_messages=errors, **kwargs)

    def clean(self, value: str | None) -> datetime | None:
        at = super().clean(value)
        if at and lies_far_out(at):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return at


class RefusableForm(forms.Form):
    def refuse(self, refused: Refused) -> None:
        say_refused(self, refused)


class HourForm(RefusableForm):
    """When it goes out."""

    release = forms.ChoiceField(
        label=_("When does it go out?"),
        choices=[(NOW, _("At once")), (LATER, _("At an hour"))],
        initial=NOW,
        required=False,
        widget=forms.RadioSelect,
    )
    publish_at = HourField(
        label=pgettext_lazy("notice", "Hour"),
        help_text=_("Until then nobody but your own colleagues sees it."),
    )

    def clean(self) -> dict:
        data = super().clean()
        if data.get("release") != LATER:
            data["publish_at"] = None
        elif not data.get("publish_at") and "publish_at" not in self.errors:
            self.add_error("publish_at", _("Choose the day and the hour."))
        elif data.get("publish_at") and data["publish_at"] < timezone.now() - PASSED_MEANWHILE:
            self.add_error("publish_at", _("That hour has passed. Choose another, or “At once”."))
        return data
