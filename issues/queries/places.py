"""What the form needs to know of a place: where one may report, and the picture of its floors and doors."""

from django.db.models import Case, Q, QuerySet, When

from buildings.grid import Door, Grid, build_grid
from buildings.models import Dwelling, Place, Residency
from buildings.models.places import AROUND, CAPTAIN_KINDS, PlaceKind, starts_with
from buildings.standing import CAPTAIN, HOME, Standing, standing_of
from kit.chinese import natural_key
from people.models import User

MOST_CHOICES = 60


def picture_of(place: Place) -> Grid:
    """The windows of a building or stair, the doors of a lane; not who lives there. One query."""
    if place.kind not in CAPTAIN_KINDS:
        return Grid()
    homes = Dwelling.objects.below(place.path)
    if place.kind in (PlaceKind.LANE, PlaceKind.ROAD):  # what stands in it is a place of its own
        homes = homes.filter(place=place)
    rows = homes.order_by("place__position", "place_id").values_list(
        "pk", "place_id", "place__name", "floor", "door"
    )
    return build_grid(
        [Door(pk, "" if at == place.pk else name, floor, number) for pk, at, name, floor, number in rows]
    )


def usual_place(user: User, choices: list[Place]) -> Place | None:
    """The building that one looks after, else lives in, else the first place served."""
    capacities = [c for c in standing_of(user).capacities if c.path]
    order = {CAPTAIN: 0, HOME: 1}
    best = min(capacities, key=lambda c: order.get(c.source, 2), default=None)
    if best is None:
        return None
    known = next((place for place in choices if place.path == best.path), None)
    return known or Place.objects.select_related(AROUND).filter(path=best.path).first()


def places_to_choose(user: User) -> list[Place]:
    """Where this person may report: buildings and lanes, their own stairs, then what lies around them."""
    standing = standing_of(user)
    paths = reportable_paths(standing)
    wanted = Q(kind__in=CAPTAIN_KINDS - {PlaceKind.STAIR}) & starts_with(paths)
    own = Q(path__in=standing.neighbour_paths)
    wide = Q(kind__in=[PlaceKind.ESTATE, PlaceKind.COMMUNITY]) & starts_with(paths)
    found = _first(Place.objects.filter(wanted | own | wide))
    found.sort(key=lambda p: (p.kind == PlaceKind.COMMUNITY, p.parent_id, natural_key(p.name)))
    return found[:MOST_CHOICES]


def _first(places: QuerySet[Place]) -> list[Place]:
    """All where they are few. A subdistrict's 5,000 buildings are not read for sixty: the first of these are,
    with all that stand beside the last of them, since 二栋 is sorted before 十栋 only here."""
    last = Case(When(kind=PlaceKind.COMMUNITY, then=True), default=False)
    ordered = places.annotate(last=last).order_by("last", "parent_id", "pk")
    near = Place.objects.filter(pk__in=ordered.values("pk")[: MOST_CHOICES + 1])
    found = list(near.annotate(last=last).order_by("last", "parent_id", "pk").select_related(AROUND))
    if len(found) <= MOST_CHOICES:
        return found
    edge = found[MOST_CHOICES - 1]
    before = [p for p in found if (p.last, p.parent_id) < (edge.last, edge.parent_id)]
    return before + list(ordered.filter(last=edge.last, parent=edge.parent_id).select_related(AROUND))


def reportable_paths(standing: Standing) -> set[str]:
    return standing.neighbourhood_paths | standing.service_paths()


def caller_with(*, user: User, phone: str) -> User | None:
    """The neighbour who rang, by phone: only someone who lives where this person is captain or answers."""
    standing = standing_of(user)
    paths = standing.captain_paths | standing.answering_paths
    homes = Residency.objects.current().filter(starts_with(paths, "dwelling__place__path"))
    return User.objects.filter(phone=phone, phone_verified=True, pk__in=homes.values("user")).first()
