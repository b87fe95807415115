"""What the sheet downstairs says: whom to call, and where the code leads. As a visitor may read it."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.contrib.auth.models import AnonymousUser

from buildings.models import Captaincy, Place, Service
from buildings.models.places import AROUND, PlaceKind
from buildings.queries.chain import Answerer, DutyLine, captain_answerer, duty_line_of, leads_for, services_at
from buildings.queries.places import ancestors_of
from buildings.wording import place_name

# What has an entrance where a sheet can hang.
SHEET_KINDS = (PlaceKind.BUILDING, PlaceKind.LANE, PlaceKind.ROAD)


@dataclass(frozen=True)
class Sheet:
    place: Place
    around: str  # the estate or community that it stands in
    address: str  # of its page, in full: what the code says
    captains: list[Answerer]
    duty: DutyLine | None
    printed_on: date
    recalled_on: date | None  # the end of the term: then it says what is no longer true


def sheets_for(place: Place, on: date) -> list[Sheet]:
    """Of the place itself, or of all that stand in it. Five queries, however many."""
    inside = Place.objects.below(place.path).filter(kind__in=SHEET_KINDS).select_related(AROUND)
    places = list(inside.order_by("parent__position", "position", "pk"))
    by_place = defaultdict(list)
    rows = Captaincy.objects.current(on).filter(place__in=places, user__is_active=True)
    rows = rows.select_related("user", "place")
    for captaincy in rows.order_by("floor_from", "pk"):
        by_place[captaincy.place_id].append(captaincy)
    services = services_at(ancestors_of(*places).values())
    return [_sheet(p, leads_for(by_place[p.pk], None), _duty(p, services), on) for p in places]


def _duty(place: Place, services: list[Service]) -> DutyLine | None:
    """Of each place its own: a community's estates have a property company each."""
    return duty_line_of([service for service in services if place.path.startswith(service.place.path)])


def _sheet(place: Place, captains: list[Captaincy], duty: DutyLine | None, on: date) -> Sheet:
    ends = [captaincy.ended_on for captaincy in captains if captaincy.ended_on]
    name = place_name(place, within=None)
    return Sheet(
        place=place,
        around=name.removesuffix(place.name).strip(),
        address=settings.BASE_URL + place.get_absolute_url(),
        captains=[captain_answerer(captaincy, AnonymousUser()) for captaincy in captains],
        duty=duty,
        printed_on=on,
        recalled_on=min(ends, default=None),
    )
