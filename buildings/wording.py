"""How captains and places are named in a sentence."""

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from buildings.models import Captaincy
from buildings.models.captaincies import CaptaincyKind


def captain_title(kind: str, place_name: str, *, is_lead: bool = True) -> str:
    """3栋楼长, 1梯单元长, 15巷巷长, 新村大道街长; 副 before the last when a deputy."""
    name = {"place": place_name}
    if is_lead:
        return {
            CaptaincyKind.BUILDING: pgettext("building", "Captain of %(place)s"),
            CaptaincyKind.STAIR: pgettext("stair", "Captain of %(place)s"),
            CaptaincyKind.LANE: pgettext("lane", "Captain of %(place)s"),
            CaptaincyKind.ROAD: pgettext("road", "Captain of %(place)s"),
        }[kind] % name
    return {
        CaptaincyKind.BUILDING: pgettext("building", "Deputy captain of %(place)s"),
        CaptaincyKind.STAIR: pgettext("stair", "Deputy captain of %(place)s"),
        CaptaincyKind.LANE: pgettext("lane", "Deputy captain of %(place)s"),
        CaptaincyKind.ROAD: pgettext("road", "Deputy captain of %(place)s"),
    }[kind] % name


def floors_in_words(captaincy: Captaincy) -> str:
    """1–16 层; nothing for a captain of every floor."""
    floors = {"from": captaincy.floor_from, "to": captaincy.floor_to}
    if captaincy.has_all_floors:
        return ""
    if captaincy.floor_from is None:
        return _("up to floor %(to)s") % floors
    if captaincy.floor_to is None:
        return _("floor %(from)s and above") % floors
    if captaincy.floor_from == captaincy.floor_to:
        return _("floor %(from)s") % floors
    return _("floors %(from)s–%(to)s") % floors


def captain_role(captaincy: Captaincy, *, place_name: str | None = None) -> str:
    """3栋楼长 · 1–16 层"""
    title = captain_title(captaincy.kind, place_name or captaincy.place.name, is_lead=captaincy.is_lead)
    floors = floors_in_words(captaincy)
    return f"{title} · {floors}" if floors else title
