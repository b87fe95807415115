"""Who is told what about captains and homes. Words are made in the reader's language."""

from django.utils import timezone
from django.utils.translation import gettext as _

from buildings.models import Captaincy, Residency
from buildings.wording import captain_role
from kit.times import short_day
from notifications.operations import Words


def appointed_as_captain(captaincy: Captaincy) -> Words:
    def words() -> tuple[str, str]:
        now = timezone.now()
        facts = {
            "role": captain_role(captaincy),
            "start": short_day(captaincy.started_on, now=now),
            "end": short_day(captaincy.ended_on, now=now) if captaincy.ended_on else "",
        }
        title = _("You are now: %(role)s") % facts
        if captaincy.ended_on:
            body = _("Your term is from %(start)s to %(end)s. Neighbours find you on the building's page.")
        else:
            body = _("Your term begins on %(start)s. Neighbours find you on the building's page.")
        return title, body % facts

    return words


def captaincy_ended(captaincy: Captaincy) -> Words:
    def words() -> tuple[str, str]:
        day = short_day(captaincy.ended_on, now=timezone.now())
        facts = {"role": captain_role(captaincy), "day": day}
        title = _("Your term ends on %(day)s: %(role)s") % facts
        return title, _(
            "From that day on you no longer see the households. Thank you for looking after the neighbours."
        )

    return words


def residency_verified(residency: Residency) -> Words:
    def words() -> tuple[str, str]:
        home = {"place": residency.dwelling.place.name, "door": residency.dwelling.door}
        title = _("Your home is registered: %(place)s %(door)s") % home
        return title, _(
            "You now receive the notices of your building, and your captain knows whose door it is."
        )

    return words
