"""What people type about proposals. Valid means understandable; what may be done operations say."""

from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ballots.models import Proposal
from ballots.models.proposals import ProposalState
from ballots.operations.answering import LONGEST_ANSWER
from ballots.operations.proposals import LONGEST_TEXT
from ballots.power_words import SENTENCES
from ballots.queries.proposals import Limits
from buildings.models import Organisation, Place
from committees.models.topics import Power

OUTCOMES = [
    (ProposalState.TO_MEETING, _("It goes to a meeting")),
    (ProposalState.TO_BALLOT, _("It goes to a ballot")),
    (ProposalState.DECLINED, _("It is not taken up")),
]


def box(rows: int, most: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": most, "data-count": ""})


class ProposalForm(forms.Form):
    """Half a sentence is a draft; what is missing is said when it is put out."""

    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(label=_("What should change?"), max_length=80, required=False, strip=False)
    text = forms.CharField(
        label=_("Why, and how would you do it?"), required=False, strip=False, widget=box(8, LONGEST_TEXT)
    )
    place = forms.ChoiceField(label=_("For which place"))
    has_columns = forms.BooleanField(
        label=_("Show arguments in two columns, for and against"), required=False
    )

    def __init__(self, data: QueryDict | None, *, places: list[tuple[Place, str]], **kwargs) -> None:
        super().__init__(data, **kwargs)
        self.places = {str(place.pk): place for place, _name in places}
        self.fields["place"].choices = [(str(place.pk), name) for place, name in places]

    @staticmethod
    def first_words(place: Place) -> dict:
        return {"client_key": uuid4(), "version": 0, "place": place.pk}

    @staticmethod
    def words_of(draft: Proposal) -> dict:
        names = ("client_key", "version", "title", "text", "has_columns")
        return {name: getattr(draft, name) for name in names} | {"place": draft.place_id}

    def draft(self) -> dict:
        """The arguments of `save_draft`, but for who writes and which draft it is."""
        words = self.cleaned_data
        return {
            "place": self.places[words["place"]],
            "title": words["title"],
            "text": words["text"],
            "has_columns": words["has_columns"],
            "seen_version": words["version"] or 0,
            "client_key": words["client_key"] or uuid4(),
        }


class AnswerForm(forms.Form):
    power = forms.ChoiceField(
        label=_("Whose power is it?"),
        choices=[(power, power.label) for power in Power],
        widget=forms.RadioSelect,
    )
    outcome = forms.ChoiceField(label=_("What becomes of it?"), choices=OUTCOMES, widget=forms.RadioSelect)
    answer = forms.CharField(
        label=_("Answer, with reasons"),
        help_text=_("Everybody here reads it; whoever wrote or seconds it is told."),
        required=False,
        widget=box(6, LONGEST_ANSWER),
    )
    organisation = forms.ChoiceField(label=_("In whose name"), required=False)

    def __init__(self, data: QueryDict | None, *, organisations: list[Organisation], **kwargs) -> None:
        super().__init__(data, **kwargs)
        self.organisations = {str(each.pk): each for each in organisations}
        self.fields["organisation"].choices = [(pk, str(each)) for pk, each in self.organisations.items()]
        if len(organisations) < 2:
            del self.fields["organisation"]

    def sentences(self) -> list[tuple[str, str]]:
        return [(power.label, SENTENCES[power]) for power in Power]

    def words(self) -> dict:
        words = self.cleaned_data
        name = words.get("organisation") or ""
        return {key: words[key] for key in ("power", "outcome", "answer")} | {
            "organisation": self.organisations.get(name)
        }


class RuleForm(forms.Form):
    seconders = forms.IntegerField(label=_("Neighbours who must second it"))
    answer_days = forms.IntegerField(label=_("Working days until it is answered"))
    most_open = forms.IntegerField(
        label=_("Drafts and proposals of one person at a time"),
        help_text=_("Those without an answer, for one place."),
    )
    seen_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    @staticmethod
    def words_of(limits: Limits, version: int) -> dict:
        """`version` is that of the place's own rule, 0 where it has none."""
        names = ("seconders", "answer_days", "most_open")
        return {name: getattr(limits, name) for name in names} | {"seen_version": version}

    def rule(self) -> dict:
        """The arguments of `set_rule`, but for who sets it and where."""
        return self.cleaned_data | {"seen_version": self.cleaned_data["seen_version"] or 0}


class MergeForm(forms.Form):
    q = forms.CharField(label=pgettext_lazy("proposals", "Look for"), max_length=60, required=False)
