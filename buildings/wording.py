"""How captains and places are named in a sentence."""

from collections import Counter
from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from buildings.grid import Grid
from buildings.models import Captaincy, Place
from buildings.models.captaincies import CaptaincyKind, CaptaincyRole
from buildings.models.dwellings import Presence
from buildings.models.places import REGION_KINDS, PlaceKind

# A stair is nothing without its building, a house in a lane nothing without the lane.
SAID_WITH: dict[str, set[str]] = {
    PlaceKind.STAIR: {PlaceKind.BUILDING},
    PlaceKind.BUILDING: {PlaceKind.LANE, PlaceKind.ROAD},
}


def place_name(place: Place, *, within: str | None) -> str:
    """ "3栋", "3栋 1梯" where everything said lies `within` one estate (a path); else "水岸公馆 3栋".

    No query for a place that was fetched with models.places.AROUND.
    """
    names, here = [place.name], place
    says_region = within is None or not place.path.startswith(within)
    while here.kind not in REGION_KINDS and here.parent:
        above = here.parent
        if says_region if above.kind in REGION_KINDS else above.kind in SAID_WITH.get(here.kind, ()):
            names.append(above.name)
        here = above
    return " ".join(reversed(names))


def community_name(place: Place) -> str:
    """Of the community that it stands in; "" where there is none, or it was not fetched: no query."""
    here: Place | None = place
    while here is not None and here.kind != PlaceKind.COMMUNITY:
        here = here.parent if "parent" in here._state.fields_cache else None
    return here.name if here is not None and here is not place else ""


def told_apart(places: Iterable[Place], *, within: str | None) -> list[tuple[Place, str]]:
    """To choose from, each with its name; where two are called the same, with the community before it."""
    named = [(place, place_name(place, within=within)) for place in places]
    often = Counter(name for _place, name in named)
    return [
        (place, " · ".join(filter(None, [often[name] > 1 and community_name(place), name])))
        for place, name in named
    ]


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
    return floor_range(captaincy.floor_from, captaincy.floor_to)


def floor_range(low: int | None, high: int | None) -> str:
    floors = {"from": low, "to": high}
    if low is None and high is None:
        return ""
    if low is None:
        return _("up to floor %(to)s") % floors
    if high is None:
        return _("floor %(from)s and above") % floors
    if low == high:
        return _("floor %(from)s") % floors
    return _("floors %(from)s–%(to)s") % floors


def captain_role(captaincy: Captaincy, *, place_name: str | None = None) -> str:
    """3栋楼长 · 1–16 层"""
    title = captain_title(captaincy.kind, place_name or captaincy.place.name, is_lead=captaincy.is_lead)
    floors = floors_in_words(captaincy)
    return f"{title} · {floors}" if floors else title


def captain_part(captaincy: Captaincy) -> str:
    """What a list that already names the place still has to say: 1–16 层, 副职."""
    words = [] if captaincy.is_lead else [str(CaptaincyRole.DEPUTY.label)]
    return " · ".join(filter(None, [*words, floors_in_words(captaincy)]))


def counts_in_words(grid: Grid) -> str:
    """12 层 48 户 · 常住 30、候鸟 11、租住 4、空置 3; the states only of the homes that are seen."""
    size = ngettext("%(count)d home", "%(count)d homes", grid.homes) % {"count": grid.homes}
    if grid.floors:
        floors = ngettext("%(count)d floor", "%(count)d floors", grid.floors) % {"count": grid.floors}
        size = _("%(floors)s, %(homes)s") % {"floors": floors, "homes": size}
    states = [
        pgettext("state of homes, then how many", "%(state)s %(count)d")
        % {"state": Presence(presence).label, "count": grid.counts[presence]}
        for presence in Presence.values
        if presence in grid.counts
    ]
    if not states:
        return size
    words = pgettext("between states of homes", ", ").join(states)
    if grid.seen_floors:
        low, high = grid.seen_floors
        words = _("floors %(from)s–%(to)s: %(states)s") % {"from": low, "to": high, "states": words}
    return f"{size} · {words}"
