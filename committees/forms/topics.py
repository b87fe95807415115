"""Topics in the tray, and the items that an agenda is built from."""

from collections.abc import Iterable
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from buildings.models import Organisation, Place
from committees.models import AgendaItem, Topic
from committees.models.topics import Power, TopicState
from committees.papers import CleanPaper, clean_paper
from issues.models import Issue
from kit.refused import Refused


class TopicForm(forms.Form):
    client_key = forms.UUIDField(widget=forms.HiddenInput)
    title = forms.CharField(label=_("What should be talked about?"), max_length=120)
    text = forms.CharField(
        label=_("Why, and what would you like?"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    place = forms.ChoiceField(label=_("For which place"))
    organisation = forms.ChoiceField(label=_("In whose name"), required=False)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        places: list[Place],
        organisations: list[Organisation],
        initial: dict,
    ) -> None:
        super().__init__(data, initial={"client_key": uuid4()} | initial)
        self.places = {str(place.pk): place for place in places}
        self.organisations = {str(each.pk): each for each in organisations}
        self.fields["place"].choices = [(pk, place.name) for pk, place in self.places.items()]
        names = [(pk, str(each)) for pk, each in self.organisations.items()]
        self.fields["organisation"].choices = [("", pgettext("raises a topic", "In my own")), *names]
        if not names:
            del self.fields["organisation"]

    def topic(self, issue: Issue | None) -> dict:
        """The arguments of `raise_topic`, but for who acts."""
        words = self.cleaned_data
        return {
            **{name: words[name] for name in ("client_key", "title", "text")},
            "place": self.places[words["place"]],
            "organisation": self.organisations.get(words.get("organisation") or ""),
            "issue": issue,
        }


class SortForm(forms.Form):
    """筛选: whose power it is, and what becomes of it."""

    power = forms.ChoiceField(label=_("Whose power is it?"), choices=Power, widget=forms.RadioSelect)
    state = forms.ChoiceField(
        label=_("What becomes of it?"),
        choices=[
            (TopicState.READY, _("It waits for a meeting")),
            (TopicState.PASSED_ON, _("It is passed on")),
            (TopicState.DECLINED, _("It is not taken up")),
        ],
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Answer to whoever raised it"),
        max_length=300,
        required=False,
        help_text=_("Passed on: to whom. Not taken up: why. Neighbours read it too."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    anyway = forms.BooleanField(label=_("Take it although seconders are missing"), required=False)

    def __init__(self, data: QueryDict | None, *, topic: Topic, missing: int) -> None:
        state = topic.state if topic.state != TopicState.RAISED else None
        super().__init__(data, initial={"power": topic.power, "state": state, "answer": topic.answer})
        if not missing:
            del self.fields["anyway"]


class ChangeItemForm(forms.Form):
    """One item of an agenda that stands already."""

    title = forms.CharField(label=_("Item"), max_length=120)
    minutes = forms.IntegerField(label=pgettext_lazy("length", "Minutes"), min_value=1, max_value=240)
    presenter = forms.CharField(label=_("Presented by"), max_length=60, required=False)

    @classmethod
    def of(cls, item: AgendaItem, data: QueryDict | None = None) -> "ChangeItemForm":
        words = {name: getattr(item, name) for name in ("title", "minutes", "presenter")}
        return cls(data, prefix=f"i{item.pk}", initial=words)


class TrayForm(forms.Form):
    """A topic on its way from the tray to the agenda."""

    topic = forms.ChoiceField()
    minutes = forms.IntegerField(label=pgettext_lazy("length", "Minutes"), min_value=1, max_value=240)

    def __init__(self, data: QueryDict, *, topics: Iterable[Topic]) -> None:
        super().__init__(data)
        self.topics = {str(topic.pk): topic for topic in topics}
        self.fields["topic"].choices = [(pk, str(topic)) for pk, topic in self.topics.items()]

    def chosen(self) -> Topic:
        return self.topics[self.cleaned_data["topic"]]


class PaperForm(forms.Form):
    name = forms.CharField(label=pgettext_lazy("paper", "What is it?"), max_length=80)
    file = forms.FileField(
        label=_("PDF, Word, Excel or photo"),
        help_text=_("Up to 10 MB. Whoever may read the meeting can open it."),
        widget=forms.FileInput(
            attrs={"accept": "image/*,.pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.wps,.et,.dps"}
        ),
    )

    def clean_file(self) -> CleanPaper:
        try:
            return clean_paper(self.cleaned_data["file"])
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None


def topic_choices(topics: Iterable[Topic]) -> list[tuple[str, str]]:
    return [
        ("", gettext("From no topic")),
        *((str(topic.pk), topic.title) for topic in topics),
    ]
