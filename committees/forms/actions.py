"""What is said about a promise: by whoever owes it, and by those who asked for it."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from buildings.models import Organisation
from committees.forms.fields import date_field
from committees.models.resolutions import ActionState
from committees.operations.actions import MOST_PHOTOS
from issues.forms.report import PhotosField
from people.models import User

TEXT = {"max_length": 200, "strip": True}


def lines(rows: int = 2) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class ProgressForm(forms.Form):
    """Nothing is written in advance: what was said last is read above it, and is not said again by a tap."""

    progress = forms.CharField(
        label=_("How does it stand?"),
        help_text=_("One sentence that every neighbour understands."),
        widget=lines(),
        **TEXT,
    )
    state = forms.ChoiceField(label=_("Is it done?"), widget=forms.RadioSelect)
    photos = PhotosField(most=MOST_PHOTOS)

    def __init__(self, *args, may_accept: bool, may_drop: bool, **kwargs) -> None:
        """Who may accept it says "done" at once; everyone else says that it is, and another accepts it."""
        super().__init__(*args, **kwargs)
        done = ActionState.DONE if may_accept else ActionState.REPORTED
        self.fields["state"].initial = ActionState.OPEN
        self.fields["state"].choices = [
            (ActionState.OPEN, gettext("Still in hand")),
            (done, gettext("Done")),
            *([(ActionState.DROPPED, gettext("Let go"))] if may_drop else []),
        ]


class AcceptForm(forms.Form):
    text = forms.CharField(label=_("What you saw"), required=False, **TEXT)


class ReturnForm(forms.Form):
    text = forms.CharField(
        label=_("What is still missing?"),
        widget=lines(),
        error_messages={"required": _("Say what is still missing.")},
        **TEXT,
    )


class PutOffForm(forms.Form):
    due_on = date_field(_("By when"))
    reason = forms.CharField(
        label=_("Why it takes longer"),
        error_messages={"required": _("Say why it takes longer; neighbours read it.")},
        **TEXT,
    )


class HandOverForm(forms.Form):
    """`who` is "o12", "o12u33" or "u33", as when it was promised; `takers` are groups of such choices."""

    who = forms.ChoiceField(label=_("Who takes it over"))
    reason = forms.CharField(
        label=_("Why"),
        max_length=120,
        error_messages={"required": _("Say why somebody else takes it over.")},
    )

    def __init__(self, data: QueryDict | None, *, takers: Iterable) -> None:
        super().__init__(data)
        self.fields["who"].choices = [("", gettext("Choose who")), *takers]

    def taker(self, organisations: Mapping[int, Organisation], people: Mapping[int, User]) -> dict:
        organisation, _u, person = self.cleaned_data["who"].partition("u")
        return {
            "organisation": organisations.get(int(organisation[1:])) if organisation else None,
            "person": people.get(int(person)) if person else None,
        }


class StatusForm(forms.Form):
    """Item 1 of a meeting: how one earlier promise stands."""

    state = forms.ChoiceField(
        label=pgettext_lazy("promise", "How it stands"),
        choices=[
            (ActionState.OPEN, _("Still in hand")),
            (ActionState.DONE, _("Done")),
            (ActionState.DROPPED, _("Let go")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Say how it stands.")},
    )
    text = forms.CharField(label=_("In a sentence"), required=False, **TEXT)
    due_on = date_field(_("By another day"), required=False)

    def clean(self) -> dict:
        words = super().clean()
        if words.get("state") != ActionState.OPEN:
            words["due_on"] = None
        return words


def a_week_later(due_on) -> dict:
    return {"due_on": max(due_on, timezone.localdate()) + timedelta(days=7)}
