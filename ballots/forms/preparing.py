"""The form of a ballot, step by step on one page; without script it is one long form that means the same."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from typing import Any
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ballots.models import Ballot
from ballots.models.ballots import (
    BallotKind,
    ElectedAs,
    Electorate,
    LegalEffect,
    Majority,
    PaperRule,
    Quorum,
    Secrecy,
    Unit,
)
from ballots.operations.preparing import FIELDS, MOST_OPTIONS, MOST_PRINCIPALS_EVER
from ballots.queries.offers import ELECTED_TO, Offers
from ballots.thresholds import MOST_PRINCIPALS
from buildings.wording import told_apart
from committees.forms.fields import date_field, show_refusal, time_field
from kit.refused import Refused

ROWS = 6
MORNING, EVENING = time(9, 0), time(20, 0)
FIELD_OF = {"opens_at": "opens_on", "closes_at": "closes_on", "nominations_until": "nominations_on"}
ROWS_OF = {"place": "places", "organisation": "organisations", "matter": "matters"}
ROWS_OF |= {"members_of": "councils", "elected_to": "councils"}
AS_THEY_ARE = FIELDS - FIELD_OF.keys() - ROWS_OF.keys() - {"proposal", "resolution"}


def radios(label: Any, choices: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, choices=choices.choices, widget=forms.RadioSelect)


class BallotForm(forms.Form):
    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    rows = forms.IntegerField(widget=forms.HiddenInput, min_value=2, max_value=MOST_OPTIONS)
    title = forms.CharField(label=_("The question, in one sentence"), max_length=120)
    text = forms.CharField(
        label=_("What to know before voting"),
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    place = forms.ChoiceField(label=_("For which place"))
    organisation = forms.ChoiceField(label=_("In whose name"))
    electorate = radios(_("Who votes"), Electorate)
    legal_effect = radios(_("What comes of it"), LegalEffect)
    matter = forms.ChoiceField(label=_("What the owners decide"), required=False)
    members_of = forms.ChoiceField(label=_("Members of"), required=False)
    unit = radios(_("Whose vote"), Unit)
    named_list = forms.CharField(
        label=_("Who is on the list"),
        max_length=60000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("One person a line: name, phone, home. Without a phone they vote on paper."),
    )
    kind = radios(_("How it is answered"), BallotKind)
    most_choices = forms.IntegerField(label=_("How many may be chosen at most"), min_value=1, max_value=40)
    seats = forms.IntegerField(label=_("How many are elected"), min_value=1, max_value=40)
    elected_as = forms.ChoiceField(
        label=_("Elected as"),
        choices=[("", pgettext_lazy("elected as", "something else")), *ElectedAs.choices],
        required=False,
    )
    elected_to = forms.ChoiceField(label=_("Seats of which council"), required=False)
    nominations_on = date_field(_("Neighbours may name candidates until, that day included"), required=False)
    quorum = radios(_("How many must take part"), Quorum)
    majority = radios(_("How many must agree"), Majority)
    silence_joins = forms.BooleanField(label=_("Add owners who stay silent to the majority"), required=False)
    silence_rule = forms.CharField(label=_("The local rule that says so"), max_length=200, required=False)
    secrecy = radios(_("Who can read how somebody voted"), Secrecy)
    may_change = forms.BooleanField(label=_("A vote may be changed until the close"), required=False)
    most_principals = forms.IntegerField(
        label=_("For how many others one person may vote by proxy"),
        min_value=0,
        max_value=MOST_PRINCIPALS_EVER,
        required=False,
        help_text=_("0: for any number. A second person looks at every signed paper before it holds."),
    )
    paper_rule = radios(_("If somebody votes online and hands in a paper as well"), PaperRule)
    opens_on = date_field(_("Voting begins"), required=False)
    opens_clock = time_field(pgettext_lazy("voting", "from"), required=False)
    closes_on = date_field(_("Voting ends"), required=False)
    closes_clock = time_field(pgettext_lazy("voting", "until"), required=False)

    def __init__(self, data: QueryDict | None, *, offers: Offers, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=first_initial() | initial)
        self.offers = offers
        for name, of in ROWS_OF.items():
            rows = getattr(offers, of)
            if name == "elected_to":
                rows = [row for row in rows if row.kind in ELECTED_TO]
            chosen = [(str(row.pk), name) for row, name in _named(rows)]
            is_needed = self.fields[name].required
            self.fields[name].choices = chosen if is_needed else [("", _("Please choose")), *chosen]
        self._leave_out_what_does_not_matter()
        for number in range(self.count):
            self.fields[f"label{number}"] = forms.CharField(
                label=_("Option %(number)d") % {"number": number + 1}, max_length=120, required=False
            )
            self.fields[f"more{number}"] = forms.CharField(
                label=_("More about option %(number)d") % {"number": number + 1},
                max_length=600,
                required=False,
            )

    @property
    def count(self) -> int:
        """Of lines for options: as many as were shown."""
        shown = self.data.get("rows") if self.is_bound else self.initial.get("rows")
        text = str(shown or ROWS)
        return min(int(text), MOST_OPTIONS) if text.isdecimal() and len(text) < 4 else ROWS

    def _leave_out_what_does_not_matter(self) -> None:
        """A figure in a section that is closed must not keep the form from being saved."""
        chosen = self["kind"].value()
        if chosen != BallotKind.CHOOSE:
            self.fields["most_choices"].required = False
        if chosen != BallotKind.ELECTION:
            self.fields["seats"].required = False
        for name in ("unit", "quorum", "majority", "paper_rule"):
            self.fields[name].required = False

    def option_lines(self) -> Iterator[tuple[forms.BoundField, forms.BoundField]]:
        for number in range(self.count):
            yield self[f"label{number}"], self[f"more{number}"]

    def call(self) -> dict[str, Any]:
        """What the operations take."""
        words = self.cleaned_data
        given = {name: words[name] for name in AS_THEY_ARE}
        for name, default in (("most_choices", 1), ("seats", 1), ("unit", Unit.PERSON)):
            given[name] = given[name] or default
        given["quorum"] = given["quorum"] or Quorum.NONE
        given["majority"] = given["majority"] or Majority.MORE_THAN_HALF
        given["paper_rule"] = given["paper_rule"] or PaperRule.FIRST
        if given["most_principals"] is None:
            given["most_principals"] = MOST_PRINCIPALS
        for name, of in ROWS_OF.items():
            given[name] = next((row for row in getattr(self.offers, of) if str(row.pk) == words[name]), None)
        given["opens_at"] = moment(words["opens_on"], words["opens_clock"] or MORNING)
        given["closes_at"] = moment(words["closes_on"], words["closes_clock"] or EVENING)
        given["nominations_until"] = moment(words["nominations_on"], time.max)
        given["options"] = [(words[f"label{n}"], words[f"more{n}"]) for n in range(self.count)]
        return given

    def refuse(self, refused: Refused) -> None:
        show_refusal(self, refused, FIELD_OF | {"options": "label0"})


def _named(rows: Sequence[Any]) -> list[tuple[Any, str]]:
    are_places = bool(rows) and hasattr(rows[0], "path")
    return told_apart(rows, within=None) if are_places else [(row, str(row)) for row in rows]


def moment(day, clock: time) -> datetime | None:
    return datetime.combine(day, clock, timezone.get_current_timezone()) if day else None


def first_initial() -> dict[str, Any]:
    """A poll among residents: what needs nobody's permission and decides nothing."""
    return {
        "client_key": uuid4(),
        "rows": ROWS,
        "electorate": Electorate.RESIDENTS,
        "legal_effect": LegalEffect.ADVISORY,
        "kind": BallotKind.YESNO,
        "unit": Unit.PERSON,
        "quorum": Quorum.NONE,
        "majority": Majority.MORE_THAN_HALF,
        "secrecy": Secrecy.NAMED,
        "paper_rule": PaperRule.FIRST,
        "most_choices": 1,
        "most_principals": MOST_PRINCIPALS,
        "seats": 1,
        "opens_clock": MORNING,
        "closes_clock": EVENING,
    }


def initial_of(ballot: Ballot) -> dict[str, Any]:
    lines = [] if ballot.kind == BallotKind.YESNO else list(ballot.options.all())
    initial: dict[str, Any] = {name: getattr(ballot, name) for name in AS_THEY_ARE}
    initial |= {name: getattr(ballot, f"{name}_id") or "" for name in ROWS_OF}
    initial |= {"seen_version": ballot.version, "rows": max(ROWS, len(lines))}
    for number, option in enumerate(lines):
        initial |= {f"label{number}": option.label, f"more{number}": option.text}
    if ballot.nominations_until:
        initial["nominations_on"] = timezone.localdate(ballot.nominations_until)
    return initial | hours_of(ballot)


def hours_of(ballot: Ballot) -> dict[str, Any]:
    hours = {}
    for name, at in (("opens", ballot.opens_at), ("closes", ballot.closes_at)):
        if at:
            local = timezone.localtime(at)
            hours |= {f"{name}_on": local.date(), f"{name}_clock": local.time()}
    return hours
