"""What is filled in about a frozen roll: an objection, its answer, a correction, a delivery."""

from decimal import Decimal
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from ballots.models import Ballot, Elector, Objection, RollCorrection, RollHome
from ballots.models.rolls import DeliveryWay, ElectorKind, ObjectionAbout, ObjectionState
from ballots.operations.corrections import kind_added
from ballots.operations.delivering import BY_HAND
from buildings.models import Dwelling, Place
from kit.chinese import surname
from kit.refused import Refused
from kit.uploads import clean_photo
from people.fields import PhoneField
from people.models import User

LONGEST, LONGEST_REASON, LONGEST_PROOF = 1000, 300, 120


def box(rows: int, most: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "maxlength": most, "data-count": ""})


class ObjectionForm(forms.Form):
    client_key = forms.UUIDField(initial=uuid4, widget=forms.HiddenInput)
    about = forms.ChoiceField(label=_("The roll, or the result?"), widget=forms.RadioSelect)
    text = forms.CharField(
        label=Objection._meta.get_field("text").verbose_name,
        help_text=_(
            "Whoever sees this ballot reads it, without your name. Leave out names and phone numbers."
        ),
        widget=box(4, LONGEST),
    )
    on_behalf_of = forms.CharField(
        label=Objection._meta.get_field("on_behalf_of").verbose_name, max_length=80, required=False
    )

    def __init__(self, *args, about: list[str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        labels = dict(ObjectionAbout.choices)
        self.fields["about"].choices = [(key, labels[key]) for key in about]
        if len(about) == 1:
            self.fields["about"].initial = about[0]
            self.fields["about"].widget = forms.HiddenInput()


class ObjectionAnswerForm(forms.Form):
    accepted = forms.TypedChoiceField(
        label=_("Is it right?"),
        choices=[("yes", _("Right, and put right")), ("no", _("Stays as it is"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Your answer, with the reason"),
        help_text=_("Whoever sees this ballot reads it."),
        widget=box(4, LONGEST),
    )

    def __init__(self, *args, about: str, may_be_right: bool, **kwargs) -> None:
        """A count is never put right, and a roll not after the close."""
        super().__init__(*args, **kwargs)
        stays = ("no", ObjectionState.REFUSED.label)
        if about == ObjectionAbout.RESULT:
            self.fields["accepted"].choices = [("yes", pgettext("an objection", "Right")), stays]
        elif not may_be_right:
            self.fields["accepted"].choices = [stays]


def account_in_short(user: User) -> str:
    """何 ·· 0003: enough to tell two owners apart for whoever knows them."""
    return f"{surname(user.display_name)} ·· {(user.phone or '')[-4:]}"


class VoterMixin(forms.Form):
    """Who votes for it online: one of the owners' accounts, or whoever has this number."""

    phone = PhoneField(
        label=_("Or by the mobile number"),
        required=False,
        help_text=_("It has to be confirmed on Linli. Without an account they vote on paper."),
    )

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        if phone and not User.objects.filter(phone=phone, phone_verified=True, is_active=True).exists():
            raise forms.ValidationError(_("No account has confirmed this number. They can vote on paper."))
        return phone

    @property
    def voter(self) -> User | None:
        words = self.cleaned_data
        if words.get("phone"):
            return User.objects.get(phone=words["phone"])
        return User.objects.filter(pk=words["account"]).first() if words.get("account") else None


def area_field(**options) -> forms.DecimalField:
    return forms.DecimalField(
        label=_("Exclusive area in m²"), widget=forms.TextInput(attrs={"inputmode": "decimal"}), **options
    )


def reason_field() -> forms.CharField:
    return forms.CharField(
        label=RollCorrection._meta.get_field("reason").verbose_name,
        help_text=_("It stands beside the roll. Leave out names and phone numbers."),
        widget=box(2, LONGEST_REASON),
    )


class CorrectForm(VoterMixin):
    area = area_field(required=False)
    representative = forms.CharField(
        label=Elector._meta.get_field("representative").verbose_name, max_length=80, required=False
    )
    account = forms.ChoiceField(label=_("Who votes online"), required=False, widget=forms.RadioSelect)
    remove = forms.BooleanField(label=_("Take this entry off the roll"), required=False)
    reason = reason_field()
    field_order = ["area", "representative", "account", "phone", "remove", "reason"]

    def __init__(self, *args, elector: Elector, accounts: list[User], took_part: bool, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].initial = elector.area
        self.fields["representative"].initial = elector.representative
        choices = [(str(user.pk), account_in_short(user)) for user in accounts]
        self.fields["account"].choices = [("", _("As it is")), *choices]
        self.fields["account"].initial = ""
        if not choices:
            del self.fields["account"]
        if not elector.ballot.is_of_owners or took_part:
            del self.fields["area"]
        if elector.kind == ElectorKind.PERSON:
            del self.fields["representative"]
        if took_part:
            del self.fields["remove"]

    def arguments(self) -> dict:
        words = self.cleaned_data
        return {
            "reason": words["reason"],
            "area": words.get("area"),
            "representative": words.get("representative"),
            "remove": words.get("remove", False),
            "voter": self.voter,
        }


class AddForm(VoterMixin):
    building = forms.ModelChoiceField(
        queryset=Place.objects.none(), label=_("Building or stair"), required=False, empty_label=_("No home")
    )
    door = forms.CharField(label=_("Door"), max_length=20, required=False)
    label = forms.CharField(
        label=_("How the entry is called"),
        max_length=120,
        required=False,
        help_text=_("Whoever is on the roll reads it."),
    )
    name = forms.CharField(label=_("Name in the register"), max_length=200, required=False)
    area = area_field(required=False)
    is_objector = forms.BooleanField(label=_("Whoever objected votes for it online"), required=False)
    reason = reason_field()
    field_order = ["building", "door", "label", "name", "area", "is_objector", "phone", "reason"]

    def __init__(self, *args, ballot: Ballot, places, objection: Objection | None, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.objection = objection
        self.fields["building"].queryset = Place.objects.filter(pk__in=[place.pk for place, _name in places])
        named = [(place.pk, name) for place, name in places]
        if kind_added(ballot) == ElectorKind.PERSON:
            named = [("", self.fields["building"].empty_label), *named]
            del self.fields["area"]
        else:
            del self.fields["label"]
            if not ballot.is_of_owners:
                del self.fields["area"]
        self.fields["building"].widget.choices = named
        if objection is None:
            del self.fields["is_objector"]

    def clean(self) -> dict:
        words = super().clean()
        place, door = words.get("building"), "".join(words.get("door", "").split())
        words["dwelling"] = (
            Dwelling.objects.filter(place=place, door=door).first() if place and door else None
        )
        if door and words["dwelling"] is None:
            self.add_error("door", _("There is no such door in this building."))
        return words

    def arguments(self) -> dict:
        words = self.cleaned_data
        given = {name: words.get(name) or "" for name in ("label", "name", "reason")}
        voter = self.objection.by if words.get("is_objector") else self.voter
        area: Decimal | None = words.get("area")
        return given | {"area": area, "dwelling": words["dwelling"], "voter": voter}


class LetterForm(forms.Form):
    """A letter with its number, or a photo with what was told at a door."""

    home = forms.ModelChoiceField(queryset=RollHome.objects.none(), label=_("Which home?"), empty_label=None)
    way = forms.ChoiceField(
        label=_("How notice was given"),
        choices=[(way.value, way.label) for way in reversed(BY_HAND)],
        initial=DeliveryWay.MAIL,
        widget=forms.RadioSelect,
    )
    proof = forms.CharField(
        label=_("Number of the letter, or who opened"), max_length=LONGEST_PROOF, required=False
    )
    photo = forms.FileField(
        label=_("Photo"), required=False, widget=forms.FileInput(attrs={"accept": "image/*"})
    )

    def __init__(self, *args, homes: list[RollHome], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["home"].queryset = RollHome.objects.filter(pk__in=[home.pk for home in homes])
        self.fields["home"].widget.choices = [(home.pk, home.label) for home in homes]

    def clean_photo(self):
        photo = self.cleaned_data["photo"]
        try:
            return clean_photo(photo) if photo else None
        except Refused as refused:
            raise forms.ValidationError(str(refused)) from None
