"""The minutes as text, a party's word on them, corrections, comments and proofs."""

from collections.abc import Iterable
from uuid import uuid4

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from committees.minutes_words import answer_names
from committees.models import Confirmation, Erratum, Party, PostingComment, PostingProof
from committees.models.minutes import Answer
from kit.refused import Refused
from kit.uploads import clean_photo

LONGEST = 20_000  # letters


class CloseForm(forms.Form):
    minutes = forms.CharField(
        label=_("Minutes"),
        max_length=20_000,
        help_text=_("A few lines are enough: what was said on each item. Leave out names in disputes."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )


class MinutesForm(forms.Form):
    """What was said on each item, and the rest; `seen_version` is the one that was read before typing."""

    seen_version = forms.IntegerField(widget=forms.HiddenInput)
    text = forms.CharField(
        label=_("In general"),
        max_length=LONGEST,
        required=False,
        help_text=_("Leave out names in disputes, and what was said in private."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )

    def __init__(self, data: QueryDict | None, *, document: dict, version: int) -> None:
        said = {f"item{row['number']}": row["summary"] for row in document["items"]}
        super().__init__(data, initial={"seen_version": version, "text": document["text"], **said})
        self.numbers = [row["number"] for row in document["items"]]
        for row in document["items"]:
            self.fields[f"item{row['number']}"] = forms.CharField(
                label=f"{row['number']}. {row['title']}",
                max_length=LONGEST,
                required=False,
                widget=forms.Textarea(attrs={"rows": 4}),
            )

    def item_fields(self) -> list[forms.BoundField]:
        return [self[f"item{number}"] for number in self.numbers]

    def summaries(self) -> dict[int, str]:
        return {number: self.cleaned_data[f"item{number}"] for number in self.numbers}


class AnswerForm(forms.Form):
    """`answer` is the button that was pressed."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        choices=Answer, error_messages={"required": _("Say whether you confirm the minutes or object.")}
    )
    wording = forms.CharField(
        label=_("What is wrong, and how it should read"),
        max_length=Confirmation._meta.get_field("wording").max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class SignatureForm(forms.Form):
    """What a party signed on paper, noted by whoever runs the meeting."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    party = forms.ChoiceField(label=_("Which party"))
    signed_by = forms.CharField(
        label=_("Whose signature it is"), max_length=Confirmation._meta.get_field("signed_by").max_length
    )
    answer = forms.ChoiceField(label=_("What it says"), widget=forms.RadioSelect)
    wording = forms.CharField(
        label=_("The objection, word for word"),
        max_length=Confirmation._meta.get_field("wording").max_length,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: QueryDict | None, *, parties: Iterable[Party], version: int) -> None:
        super().__init__(data, initial={"version": version})
        self.parties = {str(party.pk): party for party in parties}
        self.fields["answer"].choices = list(answer_names().items())
        self.fields["party"].choices = [(key, party.name) for key, party in self.parties.items()]

    def arguments(self) -> dict:
        return self.cleaned_data | {"party": self.parties[self.cleaned_data["party"]], "on_paper": True}


class ErratumForm(forms.Form):
    text = forms.CharField(
        label=_("What is corrected, and how it is right"),
        max_length=Erratum._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CommentForm(forms.Form):
    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)
    text = forms.CharField(
        label=_("What would you like to say?"),
        max_length=PostingComment._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class CommentAnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Your answer"),
        max_length=PostingComment._meta.get_field("answer").max_length,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ProofForm(forms.Form):
    where = forms.CharField(
        label=_("Where it hangs"), max_length=PostingProof._meta.get_field("where").max_length
    )
    photo = forms.FileField(
        label=_("Photo of the notice"),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        error_messages={"required": _("Take or choose a photo of the notice.")},
    )

    def clean_photo(self):
        try:
            return clean_photo(self.cleaned_data["photo"])
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None
