"""What can be chosen by whoever prepares a ballot."""

from typing import NamedTuple

from django.db.models import Q, QuerySet

from ballots.models import Matter
from ballots.rules import CALLING_KINDS
from buildings.models import Organisation, Place, Service
from buildings.models.organisations import OrganisationKind
from buildings.models.places import AROUND, PlaceKind, prefixes, starts_with
from buildings.queries.places import in_order
from buildings.standing import standing_of
from people.models import User

# Those with members who vote among themselves.
COUNCILS = (
    OrganisationKind.NEIGHBOUR_COUNCIL,
    OrganisationKind.OWNERS_COMMITTEE,
    OrganisationKind.CLUB,
    OrganisationKind.VOLUNTEER_TEAM,
)
ELECTED_TO = COUNCILS[:2]
MOST = 150  # places in one list
PLACES = (PlaceKind.ESTATE, PlaceKind.COMMUNITY, PlaceKind.LANE, PlaceKind.ROAD, PlaceKind.BUILDING)


class Offers(NamedTuple):
    places: list[Place]
    organisations: list[Organisation]  # in whose name
    matters: list[Matter]
    councils: list[Organisation]
    around: Place | None  # of more places than one list holds there are those around this one


def offers_for(user: User, chosen: int | None = None) -> Offers:
    """Of the places that this person serves: the nearest estates first, then what is around and inside."""
    paths = _paths(user)
    here = Place.objects.all() if user.is_superuser else Place.objects.filter(starts_with(paths))
    places, around = _places(here.filter(kind__in=PLACES).select_related(AROUND), chosen)
    return Offers(
        sorted(in_order(places), key=lambda place: PLACES.index(place.kind)),
        organisations_of(user),
        list(Matter.objects.filter(retired_at=None)),
        councils_around({around.path}) if around else councils_at(user, paths),
        around,
    )


def _places(here: QuerySet[Place], chosen: int | None) -> tuple[list[Place], Place | None]:
    """All of them; of a whole subdistrict the large ones, what lies around the chosen one, and inside it."""
    if len(rows := list(here[: MOST + 1])) <= MOST:
        return rows, None
    large = list(here.exclude(kind=PlaceKind.BUILDING)[: MOST + 1])
    if len(large) > MOST:
        large = list(here.filter(kind=PlaceKind.COMMUNITY)) or large[:MOST]
    around = here.filter(pk=chosen).first() or next(iter(in_order(large)), None)
    if around is None:  # buildings, and nothing that holds them together
        return list(here), None
    inside = here.filter(Q(parent__in=around.ancestor_ids) | Q(pk__in=around.ancestor_ids))
    return list({place.pk: place for place in [*large, *inside]}.values()), around


def _paths(user: User) -> set[str]:
    return standing_of(user).service_paths(*CALLING_KINDS)


def organisations_of(user: User) -> list[Organisation]:
    """One's own; community staff also for the others of their community."""
    rows = Organisation.objects.filter(kind__in=CALLING_KINDS).order_by("name")
    if user.is_superuser:
        return list(rows)
    standing = standing_of(user)
    served = Service.objects.current().filter(starts_with(standing.staff_paths, "place__path"))
    found = rows.filter(Q(pk__in=standing.organisation_ids) | Q(pk__in=served.values("organisation")))
    return sorted(found, key=lambda organisation: organisation.pk not in standing.organisation_ids)


def councils_at(user: User, paths: set[str]) -> list[Organisation]:
    if user.is_superuser:
        return list(Organisation.objects.filter(kind__in=COUNCILS).order_by("name"))
    return councils_around(paths)


def councils_around(paths: set[str]) -> list[Organisation]:
    rows = Organisation.objects.filter(kind__in=COUNCILS).order_by("name")
    around = Q(place__path__in=prefixes(paths)) | starts_with(paths, "place__path")
    return list(rows.filter(pk__in=Service.objects.current().filter(around).values("organisation")))
