"""What the form needs to know of a place: where one may report, its floors and its doors."""

from dataclasses import dataclass

from django.db.models import Q

from buildings.models import Dwelling, Place, Residency
from buildings.models.places import AROUND, CAPTAIN_KINDS, PlaceKind, starts_with
from buildings.standing import CAPTAIN, HOME, Standing, standing_of
from issues.rules import neighbourhood_paths
from kit.chinese import natural_key
from people.models import User

MOST_DOORS = 8
MOST_CHOICES = 60


@dataclass(frozen=True)
class Layout:
    """The floors of a place and the doors that each floor has: 01, 02, 03, 04."""

    floors: list[int]
    doors: list[str]


def layout_of(place: Place) -> Layout:
    """One query. Doors only where a floor's doors end alike all the way up and are few enough to show."""
    homes = list(Dwelling.objects.below(place.path).order_by().values_list("floor", "door"))
    floors = sorted({floor for floor, _door in homes if floor is not None})
    if place.kind not in CAPTAIN_KINDS or not floors:
        return Layout([], [])
    endings = sorted({door[-2:] for floor, door in homes if floor is not None})
    by_floor = [(floor, door[-2:]) for floor, door in homes if floor is not None]
    is_plain = len(by_floor) == len(set(by_floor)) and len(endings) <= MOST_DOORS
    return Layout(floors, endings if is_plain else [])


def dwelling_at(place: Place, floor: int | None, ending: str) -> Dwelling | None:
    """The home on this floor whose door ends like this; none when there is none, or more than one."""
    found = Dwelling.objects.below(place.path).filter(floor=floor, door__endswith=ending)
    found = list(found.select_related("place")[:2])
    return found[0] if len(found) == 1 else None


def usual_place(user: User) -> Place | None:
    """The building that one looks after, else lives in, else the first place served."""
    capacities = [c for c in standing_of(user).capacities if c.path]
    order = {CAPTAIN: 0, HOME: 1}
    best = min(capacities, key=lambda c: order.get(c.source, 2), default=None)
    return Place.objects.filter(path=best.path).first() if best else None


def places_to_choose(user: User) -> list[Place]:
    """Where this person may report: buildings and lanes, then what lies around them."""
    standing = standing_of(user)
    wanted = Q(kind__in=CAPTAIN_KINDS) & starts_with(reportable_paths(standing))
    wide = Q(kind__in=[PlaceKind.ESTATE, PlaceKind.COMMUNITY]) & starts_with(reportable_paths(standing))
    places = Place.objects.filter(wanted | wide).exclude(kind=PlaceKind.STAIR).select_related(AROUND)
    found = sorted(places, key=lambda p: (p.kind in (PlaceKind.COMMUNITY,), p.parent_id, natural_key(p.name)))
    return found[:MOST_CHOICES]


def reportable_paths(standing: Standing) -> set[str]:
    return neighbourhood_paths(standing) | standing.service_paths()


def caller_with(*, user: User, phone: str) -> User | None:
    """The neighbour who rang, by phone: only someone who lives where this person is captain or serves."""
    standing = standing_of(user)
    paths = standing.captain_paths | standing.service_paths()
    homes = Residency.objects.current().filter(starts_with(paths, "dwelling__place__path"))
    return User.objects.filter(phone=phone, phone_verified=True, pk__in=homes.values("user")).first()
