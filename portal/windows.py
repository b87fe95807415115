"""The homes that a captain looks after, as windows: lit where something is open, a dot for a silent home."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from buildings.alike import ask_alike
from buildings.grid import Door, Grid, build_grid
from buildings.models import Captaincy, Dwelling, Place
from buildings.models.dwellings import Presence
from buildings.models.places import PlaceKind
from buildings.queries.grid import LOOKS
from buildings.standing import standing_of
from buildings.wording import place_name
from issues.models import Issue
from notices.models import Notice
from notices.queries.coverage import is_meant_for_door, reached_by_home
from people.models import User

NOBODY_THERE = {Presence.VACANT, Presence.UNSOLD}


@dataclass(frozen=True, slots=True)
class Window:
    pk: int
    place_id: int
    place_name: str
    path: str
    floor: int | None
    door: str
    presence: str
    is_mine: bool
    is_lit: bool
    silent: tuple[int, ...]  # notices that must reach each home, and have not reached this one


@dataclass(frozen=True)
class Building:
    place: Place
    name: str  # as this captain says it
    grid: Grid | None  # None where it would be no table of windows: a whole road
    mine: int
    lit: int
    is_part: bool  # others look after the rest of its floors


def windows_of(user: User, notices: Sequence[Notice]) -> list[Window]:
    """Every home of the places looked after; states only of one's own floors. One query."""
    standing, numbers = standing_of(user), [notice.pk for notice in notices]
    found = ask_alike(_homes, user, timezone.now(), numbers)["homes"]
    return [_window(standing.is_captain_of(row[3], row[4]), notices, *row) for row in found]


def _homes(user: User, now: datetime, notices: Sequence[int]) -> dict[str, QuerySet]:
    standing = standing_of(user)
    here = Issue.objects.visible_to(user).open().filter(dwelling=OuterRef("pk"))
    homes = Dwelling.objects.below(*standing.captain_paths).annotate(is_lit=Exists(here))
    fields = ["pk", "place_id", "place__name", "place__path", "floor", "door", "presence", "is_lit"]
    if notices:
        homes, fields = homes.annotate(said=reached_by_home(notices, standing.on)), [*fields, "said"]
    return {"homes": homes.values_list(*fields)}


def _window(is_mine, notices, pk, place_id, name, path, floor, door, presence, is_lit, said=()) -> Window:
    silent = ()
    if is_mine and presence not in NOBODY_THERE:
        silent = _unheard(notices, said, path=path, floor=floor, dwelling_id=pk)
    lit = is_mine and is_lit
    return Window(pk, place_id, name, path, floor, door, presence, is_mine, lit, silent)


def _unheard(notices, said, **home) -> tuple[int, ...]:
    return tuple(n.pk for n in notices if n.pk not in said and is_meant_for_door(n, **home))


def buildings_of(user: User, captaincies: Iterable[Captaincy], windows: Sequence[Window]) -> list[Building]:
    """One for each place looked after; a stair within a building that is looked after stands in its table."""
    places = {c.place.path: c.place for c in captaincies}
    tops = [p for path, p in places.items() if not any(path != o and path.startswith(o) for o in places)]
    within = standing_of(user).only_estate
    return [
        _building(
            place, place_name(place, within=within), [w for w in windows if w.path.startswith(place.path)]
        )
        for place in tops
    ]


def _building(place: Place, name: str, windows: Sequence[Window]) -> Building:
    shown = [w for w in windows if w.is_mine] or windows  # the other floors stand on the building's page
    grid = None if place.kind == PlaceKind.ROAD else build_grid([_door(w, place) for w in shown])
    mine, lit = sum(w.is_mine for w in windows), sum(w.is_lit for w in windows)
    return Building(place, name, grid, mine, lit, is_part=len(shown) < len(windows))


def _door(window: Window, top: Place) -> Door:
    stair = "" if window.place_id == top.pk else window.place_name
    if not window.is_mine:
        return Door(window.pk, stair, window.floor, window.door)
    look = "door--lit" if window.is_lit else LOOKS[window.presence]
    if window.silent:
        look = f"{look} door--care".strip()
    return Door(window.pk, stair, window.floor, window.door, window.presence, _in_words(window), look)


def _in_words(window: Window) -> str:
    words = [str(Presence(window.presence).label)] if window.presence != Presence.UNKNOWN else []
    if window.is_lit:
        words.append(_("something is open"))
    if window.silent:
        words.append(_("a notice has not come there"))
    return pgettext("between states of homes", ", ").join(words) or _("nothing open")
