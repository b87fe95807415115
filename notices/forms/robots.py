"""A robot of a chat group."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from buildings.models import Place
from buildings.models.places import AROUND, starts_with
from buildings.place_choice import PlaceChoice
from notices.forms.hours import RefusableForm
from notices.places import choosable
from notices.rules import leading_paths
from people.models import User

NOT_THERE = _("You look after chat groups only where you may publish notices.")


class RobotForm(RefusableForm):
    place = PlaceChoice(
        label=_("Whose group is it?"),
        queryset=Place.objects.none(),
        empty_label=None,
        help_text=_("It says what is addressed to this place, to what is in it and to what it stands in."),
        error_messages={
            "invalid_choice": _("You look after chat groups only where you may publish notices.")
        },
    )
    name = forms.CharField(label=pgettext_lazy("of a chat group", "Name"), max_length=60)
    url = forms.CharField(
        label=_("Address of the robot"),
        max_length=400,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("In WeCom, DingTalk or Feishu: group settings, robots, copy the webhook."),
    )
    secret = forms.CharField(
        label=_("Secret, if DingTalk shows one"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args, leader: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        places = choosable(leader)
        if not leader.is_superuser:
            places = places.filter(starts_with(leading_paths(leader)))
        self.fields["place"].queryset = places.select_related(AROUND).order_by("path")
