"""What is filled in after the close: a lot, how long the result hangs, why it is called off, a receipt."""

from collections.abc import Sequence

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ballots.models import Ballot, Lot

LONGEST_RECEIPT = 60  # as it may be typed, with spaces


class CountForm(forms.Form):
    """The tick is asked for where so few took part in secret that the result can give somebody away."""

    knows_few = forms.BooleanField(label=_("We know that, and count all the same"), required=False)


class LotForm(forms.Form):
    """A box for each place of the order; `moment` is when it was drawn."""

    how = forms.CharField(
        label=Lot._meta.get_field("how").verbose_name,
        max_length=200,
        help_text=_("For example: slips of paper out of a hat, drawn by a neighbour who does not stand."),
    )
    witnesses = forms.CharField(
        label=Lot._meta.get_field("witnesses").verbose_name,
        max_length=200,
        help_text=_("Names, or what they are there for. It stands in the record."),
    )
    drawn_at = forms.DateTimeField(
        label=_("When it was drawn"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        error_messages={"invalid": _("There is no such hour. Please look at the calendar.")},
    )

    def __init__(self, data, *, tied: Sequence[str], labels: dict[str, str]) -> None:
        super().__init__(data, initial={"drawn_at": timezone.localtime()})
        self.tied = list(tied)
        for place in range(1, len(self.tied) + 1):
            self.fields[f"place_{place}"] = forms.ChoiceField(
                label=_("Drawn number %(place)d") % {"place": place},
                choices=[("", _("Choose who")), *((key, labels.get(key, key)) for key in self.tied)],
            )
        self.order_fields([*(f"place_{n}" for n in range(1, len(self.tied) + 1)), *self.fields])

    def arguments(self) -> dict:
        words = self.cleaned_data
        order = [words[f"place_{place}"] for place in range(1, len(self.tied) + 1)]
        return {name: words[name] for name in ("how", "witnesses", "drawn_at")} | {
            "tied": self.tied,
            "order": order,
        }


class PostResultForm(forms.Form):
    days = forms.IntegerField(label=_("For how many days it hangs"))

    def __init__(self, data, *, fewest: int, most: int, usual: int) -> None:
        super().__init__(data, initial={"days": max(fewest, usual)})
        self.fields["days"].help_text = _("At least %(fewest)d, at most %(most)d days.") % {
            "fewest": fewest,
            "most": most,
        }
        self.fields["days"].widget.attrs |= {"min": fewest, "max": most, "inputmode": "numeric"}


class VoidForm(forms.Form):
    reason = forms.CharField(
        label=Ballot._meta.get_field("void_reason").verbose_name,
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Everybody who may vote reads this."),
    )


class ReceiptForm(forms.Form):
    """Sent in the body, so that it stands in no address and in no log."""

    receipt = forms.CharField(
        label=_("Your receipt"),
        max_length=LONGEST_RECEIPT,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
        help_text=_("Four groups of four. Small letters and missing dashes are fine."),
    )
