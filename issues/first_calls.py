"""Whom to ring before anything is written. Makes no query."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from buildings.queries import DutyLine
from issues.models import Category, Tier
from kit.figures import dialled, telephone

ALL = ("110", "119", "120", "desk")


@dataclass(frozen=True)
class Call:
    number: str  # as it is dialled
    shown: str  # as it is read: "0757-0000 0112"
    name: str  # "police", "水岸物业"
    icon: str


@dataclass(frozen=True)
class CallCard:
    title: str
    text: str
    calls: list[Call]


def first_calls(
    category: Category | None, duty: DutyLine | None, *, is_danger: bool = False
) -> CallCard | None:
    """None where writing is enough."""
    keys = ALL if is_danger else _keys(category)
    calls = [call for key in keys if (call := _call(key, duty))]
    if not calls:
        return None
    if all(key == "desk" for key in keys):
        title = _("In a hurry? Ring first, then write")
        return CallCard(title, _("Ringing is quicker. Log it as well, so that nobody forgets it."), calls)
    text = _("Somebody hurt or trapped, fire, smoke, or something falling: do not wait for us.")
    return CallCard(_("First call, then write"), text, calls)


def _keys(category: Category | None) -> Iterable[str]:
    if category is None:
        return ()
    return category.call_first or (ALL if category.tier == Tier.DANGER else ())


def _call(key: str, duty: DutyLine | None) -> Call | None:
    if key == "desk":
        return Call(dialled(duty.phone), telephone(duty.phone), duty.name, "phone") if duty else None
    words = {"110": _("police"), "119": _("fire brigade"), "120": _("ambulance")}
    icons = {"110": "shield", "119": "fire", "120": "heart"}
    return Call(key, key, words[key], icons[key]) if key in words else None
