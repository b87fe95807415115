"""Registered with buildings.leaving: nobody loses an office while open issues stay with them."""

from django.urls import reverse
from django.utils.translation import ngettext

from buildings.leaving import Held, Office
from buildings.models import Captaincy
from issues.queries.offices import held_through


def still_held(office: Office) -> Held | None:
    count = held_through(office).count()
    if not count:
        return None
    sentence = ngettext(
        "%(who)s still answers for %(count)d open issue. Please hand it over first.",
        "%(who)s still answers for %(count)d open issues. Please hand them over first.",
        count,
    )
    return Held(sentence % {"who": office.user, "count": count}, hand_over_url(office))


def hand_over_url(office: Office) -> str:
    name = "captaincy" if isinstance(office, Captaincy) else "membership"
    return reverse(f"issues:hand_over_{name}", args=[office.pk])
