"""The paper on a screen: what can be chosen, in the way in which the ballot asks it. Reads, never judges."""

import uuid
from collections.abc import Sequence
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ballots.models import Ballot, Option
from ballots.models.ballots import BallotKind, Electorate
from ballots.tally import most_allowed

RANK = "rank-"  # before the key of an option


class Row(NamedTuple):
    """One line of the paper: what a template shows."""

    option: Option
    box: str  # the input
    id: str


class ChoosingForm(forms.Form):
    """`choices` holds keys of options, or `rank-o1` … places in an order; `blank`: none is chosen."""

    blank = forms.BooleanField(required=False, label=gettext_lazy("I abstain: I take part and choose none"))

    def __init__(self, *args, ballot: Ballot, options: Sequence[Option], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.ballot, self.options = ballot, [option for option in options if not option.withdrawn_at]
        self.most = most_allowed(
            ballot.kind,
            [option.key for option in self.options],
            seats=ballot.seats,
            most_choices=ballot.most_choices,
        )
        if ballot.kind == BallotKind.RANKING:
            self._add_places()
        else:
            self._add_choices()
        if ballot.kind == BallotKind.YESNO:
            del self.fields["blank"]

    @property
    def is_ranking(self) -> bool:
        return self.ballot.kind == BallotKind.RANKING

    @property
    def takes_several(self) -> bool:
        return self.ballot.kind != BallotKind.YESNO and self.most > 1

    def _add_choices(self) -> None:
        named = [(option.key, option.label) for option in self.options]
        words = {
            "required": _("Please choose."),
            "invalid_choice": _("This answer is not on the paper. Please choose again."),
        }
        kind = forms.MultipleChoiceField if self.takes_several else forms.ChoiceField
        widget = forms.CheckboxSelectMultiple if self.takes_several else forms.RadioSelect
        must = self.ballot.kind == BallotKind.YESNO
        self.fields["choices"] = kind(
            choices=named, widget=widget, required=must, label=_("Your choice"), error_messages=words
        )

    def _add_places(self) -> None:
        for option in self.options:
            box = forms.NumberInput(attrs={"min": 1, "max": len(self.options), "inputmode": "numeric"})
            self.fields[RANK + option.key] = forms.IntegerField(
                min_value=1, max_value=len(self.options), required=False, widget=box, label=option.label
            )

    def rows(self) -> list[Row]:
        if self.is_ranking:
            fields = [self[RANK + option.key] for option in self.options]
            boxes = [
                (field.as_widget(attrs={"class": "input rank__n"}), field.id_for_label) for field in fields
            ]
        else:
            boxes = [(choice.tag(), choice.id_for_label) for choice in self["choices"]]
        return [Row(option, *box) for option, box in zip(self.options, boxes, strict=True)]

    def clean(self) -> dict:
        data = super().clean()
        if self.errors:
            return data
        chosen = self._places(data) if self.is_ranking else data.get("choices") or []
        chosen = [chosen] if isinstance(chosen, str) else list(chosen)
        if chosen and data.get("blank"):
            raise ValidationError(_("You chose something and abstained as well. Please do one of both."))
        if not chosen and not data.get("blank"):
            raise ValidationError(_("Nothing is chosen yet. Choose, or say that you abstain."))
        data["chosen"] = chosen
        return data

    def _places(self, data: dict) -> list[str]:
        """By their places; 1 and 3 without a 2 is an order all the same."""
        given = [
            (data[RANK + option.key], option.key) for option in self.options if data.get(RANK + option.key)
        ]
        places = [place for place, _key in given]
        if twice := next((place for place in places if places.count(place) > 1), None):
            raise ValidationError(_("Place %(place)d is given twice.") % {"place": twice})
        return [key for _place, key in sorted(given)]


class VoteForm(ChoosingForm):
    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid.uuid4)
    code = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False)
    is_of_age = forms.BooleanField(required=False, label=gettext_lazy("I am 18 or older"))

    def __init__(self, *args, ballot: Ballot, **kwargs) -> None:
        super().__init__(*args, ballot=ballot, **kwargs)
        if ballot.is_secret:
            del self.fields["client_key"]
        else:
            del self.fields["code"]
        if ballot.electorate != Electorate.RESIDENTS:
            del self.fields["is_of_age"]


def initial_of(ballot: Ballot, choices: Sequence[str]) -> dict:
    """What was chosen, as the form shows it."""
    if ballot.kind == BallotKind.RANKING:
        return {f"{RANK}{key}": place for place, key in enumerate(choices, start=1)} | {"blank": not choices}
    one = ballot.kind == BallotKind.YESNO
    return {"choices": (choices[0] if choices else "") if one else list(choices), "blank": not choices}
