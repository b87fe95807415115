"""At which doors the sheets of a notice hang, and whose number stands on each."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from buildings.models import Captaincy, Place
from buildings.models.captaincies import CaptaincyRole
from buildings.models.places import AROUND, PlaceKind, prefixes, starts_with
from buildings.standing import standing_of
from buildings.wording import captain_role, place_name
from notices import rules
from notices.models import Notice
from notices.queries.coverage import place_rows
from people.models import User

# What has an entrance where a sheet can hang.
SHEET_KINDS = (PlaceKind.BUILDING, PlaceKind.LANE, PlaceKind.ROAD)
CALLERS = 3


@dataclass(frozen=True)
class Board:
    place: Place
    name: str  # "水岸公馆 3栋"
    callers: list[tuple[str, str]]  # who, and the number that may stand in public


def boards_for(user: User, notice: Notice, place: Place | None = None) -> QuerySet[Place]:
    """Every building of it, or of it in the place, for its publisher; for staff and captains those that they
    look after."""
    paths = [row["path"] for row in place_rows(notice)]
    places = Place.objects.filter(starts_with(paths) | Q(path__in=prefixes(paths)), kind__in=SHEET_KINDS)
    if not rules.may_write_for(user=user, organisation=notice.organisation):
        standing = standing_of(user)
        duties = standing.staff_paths | standing.captain_paths
        places = places.filter(starts_with(duties) | Q(path__in=prefixes(standing.captain_paths)))
    if place:
        places = places.below(place.path)
    return places.select_related(AROUND).order_by("parent__position", "parent_id", "position", "pk")


def dressed(places: list[Place]) -> list[Board]:
    """With the leads who put their number on paper; none where more are than fit. One query."""
    callers: dict[int, list[tuple[str, str]]] = defaultdict(list)
    leads = Captaincy.objects.current().filter(role=CaptaincyRole.LEAD, phone_is_public=True)
    leads = leads.filter(user__is_active=True).exclude(phone="")
    here = Q(place__in=places) | Q(place__parent__in=places, place__kind=PlaceKind.STAIR)
    for captaincy in leads.filter(here).select_related("user", "place").order_by("floor_from", "pk"):
        is_stair = captaincy.place.kind == PlaceKind.STAIR
        where = captaincy.place.parent_id if is_stair else captaincy.place_id
        callers[where].append((f"{captain_role(captaincy)} {captaincy.user}", captaincy.phone))
    return [Board(place, place_name(place, within=None), _fitting(callers[place.pk])) for place in places]


def _fitting(callers: list[tuple[str, str]]) -> list[tuple[str, str]]:
    return callers if len(callers) <= CALLERS else []
