import re
from collections.abc import Iterable, Mapping

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from buildings.models import Membership
from committees.forms.fields import date_field
from committees.forms.seen import SeenForm
from committees.kind_words import share_in_words
from committees.models import Charter
from committees.models.councils import CouncilSeat, SeatEnd
from committees.quorum import Share
from committees.seen import NOTHING, seen_of

HELD = re.compile(r"(\d{1,4}):(\d{1,18})")


class MemberField(forms.ChoiceField):
    """One of the council's members; the form says which."""

    def offer(self, members: Iterable[Membership], empty: str) -> None:
        self.members = {str(member.pk): member for member in members}
        people = [(pk, member.user.display_name) for pk, member in self.members.items()]
        self.choices = [("", empty), *people]

    def clean(self, value) -> Membership | None:
        return self.members.get(super().clean(value))


class SeatForm(SeenForm):
    """A seat, its task, and who of the council's members takes it. Sent twice, the second changes nothing."""

    seen = forms.CharField(required=False, max_length=2000, widget=forms.HiddenInput)
    number = forms.IntegerField(label=_("Which seat"), min_value=1, max_value=99)
    duty = forms.CharField(
        label=_("Its task"), max_length=40, required=False, help_text=_("Such as: care for the elderly.")
    )
    holder = MemberField(label=_("Who takes it"), required=False)
    started_on = date_field(_("Begins on"))
    term_ends_on = date_field(_("The term ends on"), required=False)
    substitute = MemberField(label=_("Who stands in"), required=False)
    hand_over_to = MemberField(
        label=_("Who takes over what the last one promised"),
        required=False,
        help_text=_("Only asked where something is still open."),
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        members: Iterable[Membership],
        usual: Mapping[str, object],
        held: Mapping[int, int],
    ) -> None:
        seen = " ".join(f"{seat}:{who}" for seat, who in held.items()) or NOTHING
        super().__init__(data, initial={"started_on": timezone.localdate(), **usual}, seen=seen)
        members = list(members)
        self.fields["holder"].offer(members, gettext("Nobody yet: show it as vacant"))
        self.fields["substitute"].offer(members, gettext("Nobody"))
        self.fields["hand_over_to"].offer(members, gettext("Nobody"))

    def clean_seen(self) -> dict[int, int] | None:
        """{number of a seat: the membership of who sat there when the page was read}"""
        seen = self.cleaned_data["seen"]
        return {int(one): int(who) for one, who in HELD.findall(seen)} if seen else None


class SeatEndForm(forms.Form):
    ended_on = date_field(_("Last day is the day before"))
    reason = forms.ChoiceField(
        label=_("Why it ends"),
        choices=SeatEnd,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say why it ends.")},
    )
    hand_over_to = MemberField(label=_("Who takes over what is still open"), required=False)

    def __init__(
        self, data: QueryDict | None, *, seat: CouncilSeat, takers: Iterable[Membership], is_owing: bool
    ) -> None:
        super().__init__(data, initial={"ended_on": seat.earliest_end(timezone.localdate())})
        self.fields["hand_over_to"].offer(takers, gettext("Choose who"))
        if not is_owing:
            del self.fields["hand_over_to"]


# --- the charter -------------------------------------------------------------------

SHARES = [Share(1, 2, is_strict=True), Share(2, 3), Share(3, 4), Share(1, 1)]


def key_of(share: Share) -> str:
    return f"{share.numerator}/{share.denominator}{'>' if share.is_strict else ''}"


class ShareField(forms.ChoiceField):
    """Usual shares; what a charter has beside them is offered too."""

    def __init__(self, **options) -> None:
        super().__init__(widget=forms.RadioSelect, **options)

    def offer(self, present: Share | None) -> None:
        extra = [present] if present and present not in SHARES else []
        self.known = {key_of(share): share for share in [*SHARES, *extra]}
        self.choices = [(key, share_in_words(share)) for key, share in self.known.items()]

    def clean(self, value) -> Share:
        return self.known[super().clean(value)]


class OfficesField(forms.CharField):
    """One office in each line, with the number of its seats where it has several: "副会长 2"."""

    def clean(self, value) -> list[dict]:
        lines = [line.split() for line in super().clean(value).splitlines() if line.strip()]
        return [self.office(parts) for parts in lines]

    def office(self, parts: list[str]) -> dict:
        *words, last = parts
        if words and last.isdecimal():
            return {"duty": " ".join(words)[:40], "seats": int(last[:4])}
        if len(" ".join(parts)) > 40:
            raise ValidationError(_("An office's name has at most 40 characters."))
        return {"duty": " ".join(parts), "seats": 1}


class CharterForm(SeenForm):
    seats = forms.IntegerField(label=_("How many seats"))
    term_months = forms.IntegerField(label=_("How long a term is, in months"))
    offices = OfficesField(
        label=_("Offices"),
        required=False,
        max_length=1000,
        help_text=_("One in each line; with a number where several share it."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    quorum = ShareField(label=_("How many have to be there, so that it can decide"))
    majority = ShareField(label=_("How many have to agree"))
    majority_is_of_all = forms.BooleanField(
        label=_("Out of all who may vote, those too who stay silent"), required=False
    )
    has_substitutes = forms.BooleanField(label=_("Who cannot come may send somebody"), required=False)
    adopted_on = date_field(pgettext_lazy("charter", "Adopted on"))
    text = forms.CharField(
        label=_("The charter's own words"),
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    def __init__(self, data: QueryDict | None, *, charter: Charter | None) -> None:
        super().__init__(data, initial=written(charter) if charter else self.usual(), seen=seen_of(charter))
        self.fields["quorum"].offer(charter and charter.quorum_share)
        self.fields["majority"].offer(charter and charter.majority_share)

    @staticmethod
    def usual() -> dict:
        half = key_of(SHARES[0])
        today = timezone.localdate()
        return {
            "seats": 9,
            "term_months": 36,
            "quorum": half,
            "majority": half,
            "has_substitutes": True,
            "adopted_on": today,
        }


def written(charter: Charter) -> dict:
    plain = ("seats", "term_months", "majority_is_of_all", "has_substitutes", "adopted_on", "text")
    return {name: getattr(charter, name) for name in plain} | {
        "offices": "\n".join(
            f"{each['duty']} {each['seats']}" if each["seats"] > 1 else each["duty"]
            for each in charter.offices
        ),
        "quorum": key_of(charter.quorum_share),
        "majority": key_of(charter.majority_share),
    }
