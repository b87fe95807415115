"""By which rules a kind of meeting is held. What makes sense the operation says."""

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from buildings.models.organisations import OrganisationKind
from committees.forms.reminders import ReminderMoments
from committees.forms.seen import SeenForm
from committees.kind_words import party_kind
from committees.models import MeetingKind
from committees.models.kinds import Counted
from committees.queries import PARTY_ORDER
from committees.rules import CONVENING_KINDS
from committees.seen import seen_of
from committees.series import often

ITEMS = 6
CADENCES = [
    "FREQ=WEEKLY",
    "FREQ=WEEKLY;INTERVAL=2",
    "FREQ=MONTHLY",
    "FREQ=MONTHLY;INTERVAL=2",
    "FREQ=MONTHLY;INTERVAL=3",
    "FREQ=MONTHLY;INTERVAL=6",
    "FREQ=YEARLY",
    "",
]
COUNTED = [
    (Counted.PARTIES, _("Parties: one party, one voice")),
    (Counted.PEOPLE, _("Delegates: each of them counts")),
    (Counted.NOBODY, _("Nobody")),
]
STRICT = [("yes", _("More than")), ("", _("At least"))]
PLAIN = [
    "name",
    "force",
    "convenors",
    "notice_days",
    "notice_is_binding",
    "cadence",
    "is_open",
    "is_active",
    "quorum_of",
    "quorum_numerator",
    "quorum_denominator",
    "voters",
    "majority_numerator",
    "majority_denominator",
    "majority_is_of_all",
    "has_substitutes",
    "endorsements",
    "speech_seconds",
    "speeches_each",
    "confirm_hours",
    "post_within_days",
    "posting_days",
    "posted_at",
]
# Where a sentence of the operation is shown.
FIELD_OF = {"reminder_minutes": "minutes", "agenda": "item0_title", "invites": f"seats_{PARTY_ORDER[0]}"}


def number(label: str, **options) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=999, **options)


class KindForm(SeenForm, ReminderMoments):
    name = forms.CharField(
        label=_("What it is called"),
        max_length=40,
        required=False,
        help_text=_("Empty: as it has always been called."),
    )
    force = forms.CharField(label=_("What its resolutions bind"), max_length=120, required=False)
    convenors = forms.MultipleChoiceField(
        label=_("Who calls it"), required=False, widget=forms.CheckboxSelectMultiple
    )
    cadence = forms.ChoiceField(label=_("How often"), required=False, widget=forms.RadioSelect)
    notice_days = number(_("Called at least so many days ahead"))
    notice_is_binding = forms.BooleanField(label=_("By law: a later call is refused"), required=False)
    is_open = forms.BooleanField(label=_("Neighbours may sit in and sign up"), required=False)
    is_active = forms.BooleanField(label=_("Such meetings are called"), required=False)
    quorum_of = forms.ChoiceField(
        label=_("Who is counted, so that it may decide"), choices=COUNTED, widget=forms.RadioSelect
    )
    quorum_strict = forms.ChoiceField(
        label=_("How many have to be there"), choices=STRICT, required=False, widget=forms.RadioSelect
    )
    quorum_numerator = number(pgettext_lazy("of a fraction", "So many"))
    quorum_denominator = number(pgettext_lazy("of a fraction", "out of"))
    voters = forms.ChoiceField(label=_("Who votes"), choices=COUNTED, widget=forms.RadioSelect)
    majority_strict = forms.ChoiceField(
        label=_("How many have to agree"), choices=STRICT, required=False, widget=forms.RadioSelect
    )
    majority_numerator = number(pgettext_lazy("of a fraction", "So many"))
    majority_denominator = number(pgettext_lazy("of a fraction", "out of"))
    majority_is_of_all = forms.BooleanField(
        label=_("Out of all who may vote, those too who stay silent"), required=False
    )
    has_substitutes = forms.BooleanField(label=_("Who cannot come may send somebody"), required=False)
    endorsements = number(_("Seconders that a neighbour's topic needs"))
    speech_seconds = number(_("Seconds for a speech"))
    speeches_each = number(_("Speeches of one person on one item"))
    confirm_hours = number(_("Hours to confirm the minutes"))
    post_within_days = number(_("Posted within so many days"))
    posting_days = number(_("Stays posted for so many days"))
    posted_at = forms.CharField(label=_("Where it is posted"), max_length=60, required=False)

    def __init__(self, data: QueryDict | None, *, kind: MeetingKind) -> None:
        self.kind = kind
        super().__init__(data, initial=initial_of(kind), seen=seen_of(kind))
        callers = [each for each in OrganisationKind if each in CONVENING_KINDS]
        self.fields["convenors"].choices = [(str(each), each.label) for each in callers]
        known = CADENCES if kind.cadence in CADENCES else [kind.cadence, *CADENCES]
        self.fields["cadence"].choices = [(rule, often(rule)) for rule in known]
        for code in PARTY_ORDER:
            self.fields[f"seats_{code}"] = number(party_kind(code), required=False)
        self.lines = range(max(ITEMS, len(kind.agenda) + 1))
        for line in self.lines:
            self.fields[f"item{line}_title"] = forms.CharField(
                label=gettext("Item"), max_length=120, required=False
            )
            self.fields[f"item{line}_minutes"] = number(pgettext_lazy("length", "Minutes"), required=False)

    def seats(self) -> list[BoundField]:
        return [self[f"seats_{code}"] for code in PARTY_ORDER]

    def items(self) -> list[tuple[BoundField, BoundField]]:
        return [(self[f"item{line}_title"], self[f"item{line}_minutes"]) for line in self.lines]

    def invites(self) -> list[dict]:
        seats = {str(code): self.cleaned_data[f"seats_{code}"] for code in PARTY_ORDER}
        return [{"kind": code, "seats": count} for code, count in seats.items() if count]

    def rules(self) -> dict:
        """The arguments of `set_kind`, but for who acts."""
        words = self.cleaned_data
        return {
            **{name: words[name] for name in PLAIN},
            "quorum_is_strict": bool(words["quorum_strict"]),
            "majority_is_strict": bool(words["majority_strict"]),
            "convenors": as_it_was(words["convenors"], self.kind.convenors),
            "invites": as_it_was(self.invites(), self.kind.invites),
            "agenda": [
                {"title": words[f"item{line}_title"], "minutes": words[f"item{line}_minutes"] or 15}
                for line in self.lines
                if words[f"item{line}_title"] or words[f"item{line}_minutes"]
            ],
            "reminder_minutes": self.chosen_minutes(),
        }


def as_it_was(chosen: list, known: list) -> list:
    """In the order in which they stand, where nothing but the order differs: that is no change."""
    same = len(chosen) == len(known) and all(each in known for each in chosen)
    return known if same else chosen


def initial_of(kind: MeetingKind) -> dict:
    initial = {name: getattr(kind, name) for name in PLAIN}
    initial |= {f"seats_{row['kind']}": row["seats"] for row in kind.invites}
    for line, row in enumerate(kind.agenda):
        initial |= {f"item{line}_title": row["title"], f"item{line}_minutes": row["minutes"]}
    for name in ("quorum", "majority"):
        initial[f"{name}_strict"] = "yes" if getattr(kind, f"{name}_is_strict") else ""
    return initial | ReminderMoments.initial_minutes(kind.reminder_minutes)
