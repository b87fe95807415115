"""What a writer fills in. Refusals of operations come back as errors of this form."""

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
from notices.addresses import Address
from notices.forms.hours import LATER, HourField, HourForm
from notices.forms.narrow import NarrowFormSet, narrow_initial, whole_places
from notices.models import Group, Notice, NoticeCategory
from notices.operations.wording import LONGEST_HTML, TITLE_LENGTH
from notices.places import Node, choosable, tree
from notices.rules import writing_capacities
from people.models import User

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
        label=_("An emergency: at once, on every channel, also at night"), required=False
    )
    urgent_reason = forms.CharField(
        label=_("Why it cannot wait"),
        max_length=200,
        required=False,
        help_text=_("Needed for an emergency, unless a second person confirms it."),
    )
    repeats = forms.TypedChoiceField(
        label=_("Tell again whoever has not opened it"),
        choices=[
            (0, _("Not again")),
            (1, pgettext_lazy("tell again", "Once")),
            (2, _("Twice")),
            (3, _("Three times")),
        ],
        coerce=int,
        empty_value=0,
        initial=0,
        required=False,
    )
    repeat_minutes = forms.TypedChoiceField(
        label=_("After how long"),
        choices=[
            (15, _("15 minutes")),
            (30, _("30 minutes")),
            (60, _("1 hour")),
            (120, _("2 hours")),
            (240, _("4 hours")),
        ],
        coerce=int,
        empty_value=60,
        initial=60,
        required=False,
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
        max_length=LONGEST_HTML,
        widget=forms.Textarea(attrs={"rows": 10, "placeholder": EXAMPLE}),
        help_text=_(
            "A blank line starts a paragraph. A line with ## in front is a heading, with - a point of a list."
        ),
        error_messages={"required": _("Please write what people should know.")},
    )
    places = forms.ModelMultipleChoiceField(
        label=_("For whom?"),
        queryset=Place.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("One of these places is not served by your organisation."),
            "invalid_pk_value": _("One of these places is not served by your organisation."),
        },
    )
    audience = forms.MultipleChoiceField(
        label=_("Whom there?"),
        choices=Group.choices,
        initial=[Group.RESIDENTS],
        widget=forms.CheckboxSelectMultiple,
        help_text=_("The captains of these places are always told: they knock where nobody reads."),
        error_messages={"required": _("Choose for whom there it is.")},
    )
    is_public = forms.BooleanField(
        label=_("Everyone may read it, also without signing in"), required=False, initial=True
    )
    asks_acknowledgement = forms.BooleanField(
        label=_("Ask each home to confirm that it knows"), required=False
    )
    allows_comments = forms.BooleanField(label=_("Neighbours may ask questions under it"), required=False)
    expires_at = HourField(label=_("Holds until"), help_text=_("After this it leaves the home pages."))
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
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
        rows = None if self.is_bound or not notice else narrow_initial(notice)
        data = self.data if NarrowFormSet.is_in(self.data) else None
        self.narrow = NarrowFormSet(data, prefix="narrow", initial=rows, form_kwargs={"writer": writer})
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

    def clean(self) -> dict:
        data = super().clean()
        if self.narrow.is_bound and not self.narrow.is_valid():
            self.add_error(None, _("Look at the floors and doors once more."))
        elif "places" not in self.errors and "places" in data and not self.addresses:
            self.add_error("places", _("Choose at least one place."))
        return data

    @property
    def addresses(self) -> list[Address]:
        """Whole places, and parts of some. What is narrowed below is not meant as a whole."""
        parts = self.narrow.addresses()
        narrowed = {address.place for address in parts}
        chosen = self.cleaned_data.get("places") or []
        return [Address(place) for place in chosen if place not in narrowed] + parts

    def words(self) -> dict:
        """What the operations take, without the hour."""
        left_out = {"release", "publish_at", "places"} | ({"seen_version"} if not self.notice else set())
        kept = {name: value for name, value in self.cleaned_data.items() if name not in left_out}
        return kept | {"addresses": self.addresses}

    @classmethod
    def initial_of(cls, notice: Notice) -> dict:
        same = [
            "title",
            "category",
            "is_urgent",
            "urgent_reason",
            "repeats",
            "repeat_minutes",
            "when_text",
            "where_text",
            "ask_text",
            "audience",
            "is_public",
            "asks_acknowledgement",
            "allows_comments",
            "expires_at",
        ]
        hour = {"release": LATER, "publish_at": notice.publish_at} if notice.is_scheduled else {}
        own = {"body": notice.source, "places": whole_places(notice), "seen_version": notice.version}
        return {name: getattr(notice, name) for name in same} | hour | own


def _organisations_of(writer: User):
    if writer.is_superuser:
        return Organisation.objects.order_by("name")
    ids = {c.organisation_id for c in writing_capacities(standing_of(writer))}
    return Organisation.objects.filter(pk__in=ids).order_by("name")
