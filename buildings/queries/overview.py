"""What stands in an estate, a road or a community, and who looks after each."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Count, Value, When
from django.db.models.functions import Concat
from django.utils import timezone

from buildings.models import Captaincy, Dwelling, Place
from buildings.models.organisations import OrganisationKind
from buildings.models.places import CAPTAIN_KINDS, PlaceKind
from buildings.queries.chain import Answerer, captain_answerer, is_held, leads_for, services_at
from buildings.queries.still_here import is_in_doubt_below
from buildings.standing import standing_of
from kit.search import Asked
from people.models import User


@dataclass(slots=True)
class Child:
    place: Place
    homes: int = 0
    in_doubt: int = 0  # doors where the viewer is asked whether a former owner still lives there
    captains: list[Answerer] = field(default_factory=list)
    is_vacant: bool = False  # a place that a captain should look after, and nobody does
    duty_name: str = ""
    duty_phone: str = ""


def children_of(place: Place, viewer: User | AnonymousUser) -> list[Child]:
    """What stands directly in the place. Four queries, however many there are."""
    inside = list(Place.objects.filter(parent=place))
    rows = Captaincy.objects.current().filter(place__in=inside).select_related("user", "place")
    return describe(place, inside, list(rows.order_by("floor_from", "pk")), viewer)


def describe(
    place: Place,
    inside: Iterable[Place],
    captaincies: Iterable[Captaincy],
    viewer: User | AnonymousUser,
) -> list[Child]:
    """The same from rows that a page already has. Two queries at most."""
    children = [Child(child) for child in sorted(inside, key=lambda p: (p.position, p.pk))]
    _add_captains(children, captaincies, viewer)
    _add_duty(children)
    if place.kind != PlaceKind.STREET:  # counting a whole subdistrict's homes is not for a page
        _add_homes(children, place, viewer)
    return children


def _add_captains(
    children: Sequence[Child], captaincies: Iterable[Captaincy], viewer: User | AnonymousUser
) -> None:
    today = timezone.localdate()
    by_place = defaultdict(list)
    for captaincy in captaincies:
        if is_held(captaincy, today):
            by_place[captaincy.place_id].append(captaincy)
    for child in children:
        people = leads_for(by_place[child.place.pk], None)
        child.captains = [captain_answerer(captaincy, viewer) for captaincy in people]
        child.is_vacant = child.place.kind in CAPTAIN_KINDS and not people


def _add_duty(children: Sequence[Child]) -> None:
    wanted = {
        PlaceKind.ESTATE: OrganisationKind.PROPERTY_COMPANY,
        PlaceKind.COMMUNITY: OrganisationKind.RESIDENTS_COMMITTEE,
    }
    by_place = {child.place.pk: child for child in children if child.place.kind in wanted}
    for service in services_at(child.place for child in by_place.values()):
        child = by_place[service.place_id]
        if service.organisation.kind == wanted[child.place.kind]:
            child.duty_name, child.duty_phone = str(service.organisation), service.organisation.phone


def _add_homes(children: Sequence[Child], place: Place, viewer: User | AnonymousUser) -> None:
    counts = homes_by_path(place.path, viewer)
    for child in children:
        own = [count for path, *count in counts if path.startswith(child.place.path)]
        child.homes, child.in_doubt = (sum(figures) for figures in zip(*own, strict=True)) if own else (0, 0)


def homes_by_path(top: str, viewer: User | AnonymousUser) -> list[tuple[str, int, int]]:
    """Of each place the homes, and those of them where the viewer is asked who lives on."""
    rows = Dwelling.objects.below(top).order_by().values_list("place__path")
    asks = Count("pk", filter=is_in_doubt_below(top, standing_of(viewer)))
    return list(rows.annotate(homes=Count("pk"), asks=asks))


def grouped(children: Iterable[Child]) -> list[tuple[str, list[Child]]]:
    """By kind, in the order of the tree, for the page's sections."""
    by_kind = defaultdict(list)
    for child in children:
        by_kind[child.place.kind].append(child)
    return [(kind, by_kind[kind]) for kind in PlaceKind.values if by_kind[kind]]


MOST_FOUND = 30
MOST_COMMUNITIES = 150  # a large subdistrict has fifty
TOP_DOWN = Case(*(When(kind=kind, then=Value(at)) for at, kind in enumerate(PlaceKind.values)))


def search_places(typed: str) -> list[Place]:
    """At most 30, the larger first; where nothing is called so, by what else it may mean: ３号楼, 水岸3栋."""
    found = (_called(reading.words) for reading in Asked.read(typed).readings())
    return next(filter(None, found), [])


def _called(words: Iterable[str]) -> list[Place]:
    """Every word must occur in the place's name with its parent's before it."""
    found = Place.objects.annotate(spoken=Concat("parent__name", "name")).exclude(
        kind__in=[PlaceKind.STREET, PlaceKind.STAIR]
    )
    for word in words:
        found = found.filter(spoken__icontains=word)
    return list(found.order_by(TOP_DOWN, "position", "pk")[:MOST_FOUND])


def regions() -> list[tuple[Place, list[Place]]]:
    """Every community with what stands directly in it; of a whole city, where nobody goes through thousands
    of estates, every subdistrict with its communities. Two queries."""
    communities = list(Place.objects.filter(kind=PlaceKind.COMMUNITY))
    if len(communities) > MOST_COMMUNITIES:
        return _with(Place.objects.filter(kind=PlaceKind.STREET), communities)
    inside = Place.objects.filter(parent__kind=PlaceKind.COMMUNITY)
    return _with(communities, inside.order_by(TOP_DOWN, "position", "pk"))


def _with(tops: Iterable[Place], inside: Iterable[Place]) -> list[tuple[Place, list[Place]]]:
    by_top = defaultdict(list)
    for place in inside:
        by_top[place.parent_id].append(place)
    return [(top, by_top[top.pk]) for top in tops]
