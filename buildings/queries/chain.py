"""Who answers for my door: from the captain of the floor up to the subdistrict office."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils import timezone

from buildings import rules
from buildings.models import Captaincy, Membership, Organisation, Place, Service
from buildings.models.organisations import Office, OrganisationKind
from buildings.models.places import CAPTAIN_KINDS, PlaceKind, numbers_in, prefixes
from buildings.wording import captain_part, captain_role, captain_title
from kit.kept_questions import kept
from people.models import User

CAPTAIN, ESTATE, COMMUNITY, STREET = "captain", "estate", "community", "street"

# Which organisations answer at which level, in this order.
ANSWERING: dict[str, tuple[str, ...]] = {
    ESTATE: (OrganisationKind.PROPERTY_COMPANY, OrganisationKind.NEIGHBOUR_COUNCIL),
    COMMUNITY: (OrganisationKind.RESIDENTS_COMMITTEE, OrganisationKind.PARTY_COMMITTEE),
    STREET: (OrganisationKind.STREET_OFFICE,),
}


@dataclass(frozen=True)
class Answerer:
    """One step of the chain. A vacant one has no name; its role says what is missing."""

    level: str  # CAPTAIN, ESTATE, COMMUNITY or STREET
    role: str  # "3栋楼长 · 1–16 层", "物业公司 · 经理 区簕杜鹃"
    name: str
    part: str = ""  # beside the place's own name: "1–16 层", or that it is a deputy
    phone: str = ""
    user: User | None = None
    organisation: Organisation | None = None
    is_vacant: bool = False
    hours: str = ""
    about: str = ""
    captaincy: Captaincy | None = None
    place: Place | None = None  # which a captain looks after, or should
    hides_phone: bool = False  # there is a number, which this viewer does not see


class DutyLine(NamedTuple):
    name: str
    phone: str
    hours: str


def chain_of(
    chain: Sequence[Place],
    captaincies: Sequence[Captaincy],
    services: Sequence[Service],
    floor: int | None,
    viewer: User | AnonymousUser | None,
) -> list[Answerer]:
    """From the nearest captain up, as this viewer, or else a visitor, sees it; from rows that a page has.
    `chain` starts at the place."""
    return [
        *_captains(chain, captaincies, floor, viewer or AnonymousUser()),
        *_organisations(chain, services),
    ]


def captaincies_at(places: Iterable[Place]) -> list[Captaincy]:
    """All that ever were at these places: one that ended tells that the office stands empty."""
    return _captaincies([place.pk for place in places if place.kind in CAPTAIN_KINDS])


@kept
def _captaincies(places: Sequence[int]) -> QuerySet[Captaincy]:
    return captaincy_rows(places)


def captaincy_rows(place_ids: Iterable[int]) -> QuerySet[Captaincy]:
    rows = Captaincy.objects.filter(place__in=list(place_ids)).select_related("user", "place")
    return rows.order_by("floor_from", "pk")


def services_at(places: Iterable[Place]) -> list[Service]:
    """Current services at these places, each with `head`: name, title and phone of its head."""
    return _services(timezone.now(), [place.pk for place in places])


@kept
def _services(now: datetime, places: Sequence[int]) -> QuerySet[Service]:
    return service_rows(places, timezone.localdate(now))


def service_rows(place_ids: Iterable[int], on: date | None = None) -> QuerySet[Service]:
    head = (
        Membership.objects.current(on)
        .filter(organisation=OuterRef("organisation"), office=Office.HEAD, user__is_active=True)
        .order_by("started_on", "pk")
        .values(head=JSONObject(name="user__display_name", title="title", phone="phone"))[:1]
    )
    kinds = [kind for level in ANSWERING.values() for kind in level]
    return (
        Service.objects.current(on)
        .filter(place__in=list(place_ids), organisation__kind__in=kinds)
        .select_related("organisation", "place")
        .annotate(head=Subquery(head))
        .order_by("pk")
    )


def is_held(captaincy: Captaincy, on: date) -> bool:
    """Whoever's account was closed or erased answers no more, though the term runs on."""
    return captaincy.is_current(on) and captaincy.user.is_active


def leads_for(captaincies: Iterable[Captaincy], floor: int | None) -> list[Captaincy]:
    """The floor's lead, else its deputies. Without a floor, the leads of all floors, else all deputies."""
    theirs = [c for c in captaincies if floor is None or c.has_floor(floor)]
    return [c for c in theirs if c.is_lead] or theirs


def _captains(
    chain: Sequence[Place], captaincies: Sequence[Captaincy], floor: int | None, viewer: User | AnonymousUser
) -> list[Answerer]:
    """An empty office is shown where there was one before, and where otherwise nobody would be."""
    today = timezone.localdate()
    by_place = defaultdict(list)
    for captaincy in captaincies:
        by_place[captaincy.place_id].append(captaincy)
    levels = [place for place in chain if place.kind in CAPTAIN_KINDS]
    found = []
    for place in levels:
        current = [c for c in by_place[place.pk] if is_held(c, today)]
        own_floor = floor if place.kind in {PlaceKind.BUILDING, PlaceKind.STAIR} else None
        people = leads_for(current, own_floor)
        found += [captain_answerer(captaincy, viewer) for captaincy in people]
        if not people and by_place[place.pk]:
            found.append(vacancy(place))
    if not found and levels:
        found.append(vacancy(next((p for p in levels if p.kind != PlaceKind.STAIR), levels[0])))
    return found


def captain_answerer(captaincy: Captaincy, viewer: User | AnonymousUser) -> Answerer:
    # Only the number given for neighbours: the one that someone signs in with is their own.
    may_call = rules.may_call(user=viewer, captaincy=captaincy)
    return Answerer(
        level=CAPTAIN,
        role=captain_role(captaincy),
        name=captaincy.user.display_name,
        part=captain_part(captaincy),
        phone=captaincy.phone if may_call else "",
        user=captaincy.user,
        about=captaincy.about,
        captaincy=captaincy,
        place=captaincy.place,
        hides_phone=bool(captaincy.phone) and not may_call,
    )


def vacancy(place: Place) -> Answerer:
    return Answerer(
        level=CAPTAIN, role=captain_title(place.kind, place.name), name="", is_vacant=True, place=place
    )


def _organisations(chain: Sequence[Place], services: Sequence[Service]) -> list[Answerer]:
    # Nobody misses a property company in a lane, nor a residents' committee above the communities.
    levels = {STREET, *(str(place.kind) for place in chain)}
    found = []
    for level, kinds in ANSWERING.items():
        nearest = [_nearest(services, kind) for kind in kinds]
        found += [_organisation(level, service) for service in nearest if service]
        if not any(nearest) and level in levels:
            role = OrganisationKind(kinds[0]).label
            found.append(Answerer(level=level, role=str(role), name="", is_vacant=True))
    return found


def _organisation(level: str, service: Service) -> Answerer:
    organisation, head = service.organisation, service.head or {}
    role = str(OrganisationKind(organisation.kind).label)
    if head.get("name"):
        role = f"{role} · {head['title'] or Office.HEAD.label} {head['name']}"
    return Answerer(
        level=level,
        role=role,
        name=str(organisation),
        phone=organisation.phone or head.get("phone") or "",
        organisation=organisation,
        hours=organisation.hours,
    )


def _nearest(services: Iterable[Service], kind: str) -> Service | None:
    of_kind = [service for service in services if service.organisation.kind == kind]
    return max(of_kind, key=lambda service: len(service.place.path), default=None)


def captain_of(place: Place, floor: int | None = None) -> Captaincy | None:
    """Who looks after this floor, at the place or else above it; a deputy where there is no lead."""
    return captain_above(place.path, floor)


def captain_above(path: str, floor: int | None = None) -> Captaincy | None:
    by_path = defaultdict(list)
    for captaincy in _captains_at(timezone.now(), numbers_in([path])):
        by_path[captaincy.place.path].append(captaincy)
    for path in sorted(by_path, key=len, reverse=True):
        if people := leads_for(by_path[path], floor):
            return sorted(people, key=lambda c: not c.has_all_floors)[0] if floor is None else people[0]
    return None


@kept
def _captains_at(now: datetime, places: Sequence[int]) -> QuerySet[Captaincy]:
    """Whoever's account was closed or erased is reached by nobody, though the term runs on."""
    return captaincy_rows(places).current(timezone.localdate(now)).filter(user__is_active=True)


def organisation_answering(
    place: Place, kind: str, on: date | None = None, *, gone: int | None = None
) -> Organisation | None:
    """The organisation of this kind that serves the place or, failing that, the nearest place around it; that
    day, and but for one that is `gone`."""
    rows = Service.objects.current(on).filter(place__path__in=prefixes([place.path]), organisation__kind=kind)
    rows = rows.exclude(organisation=gone) if gone else rows
    found = _nearest(rows.select_related("organisation", "place").order_by("pk"), kind)
    return found.organisation if found else None


def duty_line(place: Place) -> DutyLine | None:
    """The number to ring: property company, else residents' committee, else subdistrict office. One query."""
    return duty_line_of(_services(timezone.now(), place.ancestor_ids))


def duty_line_of(services: Sequence[Service]) -> DutyLine | None:
    for kind in (
        OrganisationKind.PROPERTY_COMPANY,
        OrganisationKind.RESIDENTS_COMMITTEE,
        OrganisationKind.STREET_OFFICE,
    ):
        service = _nearest((s for s in services if s.organisation.phone), kind)
        if service:
            organisation = service.organisation
            return DutyLine(str(organisation), organisation.phone, organisation.hours)
    return None
