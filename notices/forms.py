"""What writers and readers fill in. Refusals of operations come back as errors of these forms."""

from uuid import uuid4

from django import forms
from django.forms.boundfield import BoundWidget
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from buildings.models import Organisation, Place
from buildings.models.places import AROUND
from buildings.standing import standing_of
from kit.numbers import whole_number
from kit.refused import Refused
from notices.models import Notice, NoticeCategory
from notices.operations.writing import TITLE_LENGTH
from notices.places import Node, choosable, tree
from notices.rules import writing_capacities
from people.models import User

NOW, LATER = "now", "later"
ICONS = {
    NoticeCategory.UTILITIES: "water",
    NoticeCategory.DELIBERATION: "meeting",
    NoticeCategory.SAFETY: "shield",
    NoticeCategory.ACTIVITY: "users",
    NoticeCategory.POSTING: "doc",
    NoticeCategory.OTHER: "more",
}
EXAMPLE = _(
    "Neighbours,\n\nwe replace the valve this afternoon.\n\n"
    "## Meanwhile\n- Please turn off the water heater.\n- The water is back at 17:00."
)


class HourField(forms.DateTimeField):
    """The browser's own picker; read in the site's time zone."""

    def __init__(self, **kwargs) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        errors = {"invalid": _("Write the day and the hour, as in 2026-03-12 14:00.")}
        super().__init__(widget=widget, required=False, error_messages=errors, **kwargs)


class RefusableForm(forms.Form):
    def refuse(self, refused: Refused) -> None:
        self.add_error(refused.field if refused.field in self.fields else None, str(refused))


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
        return data


class NoticeForm(HourForm):
    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    organisation = forms.ModelChoiceField(
        label=_("In the name of"),
        queryset=Organisation.objects.none(),
        error_messages={"invalid_choice": _("You may not write notices for this organisation.")},
    )
    title = forms.CharField(
        label=pgettext_lazy("notice", "Title"),
        max_length=TITLE_LENGTH,
        help_text=_("What, where, when, in one line."),
        error_messages={
            "required": _("Please write a title."),
            "max_length": _("The title is too long; %(limit_value)d characters at most."),
        },
    )
    category = forms.ChoiceField(
        label=pgettext_lazy("notice", "Kind"),
        choices=NoticeCategory.choices,
        initial=NoticeCategory.OTHER,
        widget=forms.RadioSelect,
    )
    is_urgent = forms.BooleanField(
        label=_("Urgent: on every home page, and by e-mail as well"), required=False
    )
    urgent_reason = forms.CharField(
        label=_("Why it cannot wait"),
        max_length=200,
        required=False,
        help_text=_("Needed for an emergency, unless a second person confirms it."),
    )
    when_text = forms.CharField(
        label=pgettext_lazy("notice", "When"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Today 14:00 – 17:00, about 3 hours")}),
    )
    where_text = forms.CharField(
        label=pgettext_lazy("notice", "Where"),
        max_length=80,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("All homes of buildings 3 and 4")}),
    )
    ask_text = forms.CharField(
        label=pgettext_lazy("notice", "What to do"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": _("Please store some water before 13:30")}),
    )
    body = forms.CharField(
        label=pgettext_lazy("notice", "Text"),
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 8, "placeholder": EXAMPLE}),
        help_text=_(
            "A blank line starts a paragraph. A line with ## in front is a heading, with - a point of a list."
        ),
        error_messages={"required": _("Please write what people should know.")},
    )
    places = forms.ModelMultipleChoiceField(
        label=_("For whom?"),
        queryset=Place.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one place."),
            "invalid_choice": _("One of these places is not served by your organisation."),
            "invalid_pk_value": _("One of these places is not served by your organisation."),
        },
    )
    is_public = forms.BooleanField(
        label=_("Everyone may read it, also without signing in"), required=False, initial=True
    )
    asks_acknowledgement = forms.BooleanField(
        label=_("Ask each home to confirm that it knows"), required=False
    )
    expires_at = HourField(label=_("Holds until"), help_text=_("After this it leaves the home pages."))
    note = forms.CharField(
        label=_("What is new?"),
        max_length=120,
        required=False,
        help_text=_("Readers see this line in the update log."),
    )

    def __init__(self, *args, writer: User, notice: Notice | None = None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.writer, self.notice = writer, notice
        self.fields["places"].queryset = choosable(writer).select_related(AROUND)
        self.fields["organisation"].queryset = _organisations_of(writer)
        if notice:
            del self.fields["organisation"], self.fields["client_key"]
        else:
            self._choose_only_organisation()
        if not (notice and notice.announced_at):
            del self.fields["note"]

    def _choose_only_organisation(self) -> None:
        """Most people write for one; then there is nothing to ask."""
        ids = {c.organisation_id for c in writing_capacities(standing_of(self.writer))}
        if len(ids) == 1:
            self.fields["organisation"].widget = forms.HiddenInput()
            self.fields["organisation"].initial = ids.pop()

    @property
    def category_tiles(self) -> list[tuple[BoundWidget, str]]:
        """Each kind with its icon."""
        return [(option, ICONS[option.data["value"]]) for option in self["category"]]

    @cached_property
    def place_tree(self) -> list[Node]:
        chosen = self["places"].value() or []
        ids = {whole_number(pk) for pk in chosen} - {None}
        places = self.fields["places"].queryset.select_related(None)
        return tree(places.order_by("position", "id"), ids)

    def words(self) -> dict:
        """What the operations take, without the hour."""
        left_out = {"release", "publish_at"}
        return {name: value for name, value in self.cleaned_data.items() if name not in left_out}

    @classmethod
    def initial_of(cls, notice: Notice) -> dict:
        same = [
            "title",
            "category",
            "is_urgent",
            "when_text",
            "where_text",
            "ask_text",
            "is_public",
            "asks_acknowledgement",
            "expires_at",
        ]
        hour = {"release": LATER, "publish_at": notice.publish_at} if notice.is_scheduled else {}
        places = [place.pk for place in notice.places.all()]
        return (
            {name: getattr(notice, name) for name in same} | hour | {"body": notice.source, "places": places}
        )


class WithdrawForm(RefusableForm):
    reason = forms.CharField(
        label=_("Why?"),
        max_length=200,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Everyone who could read the notice sees this sentence in its place."),
        error_messages={"required": _("Please say why, in a sentence that everyone may read.")},
    )


def _organisations_of(writer: User):
    if writer.is_superuser:
        return Organisation.objects.order_by("name")
    ids = {c.organisation_id for c in writing_capacities(standing_of(writer))}
    return Organisation.objects.filter(pk__in=ids).order_by("name")
