"""In what capacities a person acts today. Everything that someone may do or see is asked of this."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import NamedTuple

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

from buildings.models.captaincies import Captaincy
from buildings.models.dwellings import Residency
from buildings.models.organisations import BY_CASE, STAFF_KINDS, Membership, OrganisationKind
from buildings.models.places import Place, PlaceKind, one_estate
from kit.kept_plans import KeptPlan
from people.models import User

HOME, CAPTAIN, MEMBER = "home", "captain", "member"


class Capacity(NamedTuple):
    """One thing that a person is today: resident of a home, captain of a place, member of an organisation."""

    source: str  # HOME, CAPTAIN or MEMBER
    path: str | None  # of the place; None for a member of an organisation that serves nowhere
    place_name: str | None
    around: str | None  # the place that it stands in
    detail: str  # the door, the captaincy's kind, or the member's title
    organisation_id: int | None = None
    organisation_name: str | None = None
    organisation_kind: str | None = None
    office: str | None = None
    # Of a captain, the floors looked after; of a home, its own floor twice.
    floor_from: int | None = None
    floor_to: int | None = None
    dwelling_id: int | None = None
    tie: str | None = None  # of a home: owner, tenant or family
    is_minor: bool = False  # of a home: a child under 14

    @property
    def has_all_floors(self) -> bool:
        return self.floor_from is None and self.floor_to is None

    def has_floor(self, floor: int) -> bool:
        return (self.floor_from is None or self.floor_from <= floor) and (
            self.floor_to is None or floor <= self.floor_to
        )


@dataclass(frozen=True)
class Standing:
    """What one person is on one day. The capacities are one query; their rows are read when asked for."""

    user: User | AnonymousUser
    on: date
    at: datetime | None = None  # of an invented person, whose hour is not today's (`buildings.alike`)

    @property
    def now(self) -> datetime:
        return self.at or timezone.now()

    @cached_property
    def capacities(self) -> list[Capacity]:
        if not self.user.is_authenticated:
            return []
        return [Capacity(*row) for row in _capacities(self.user, self.on)]

    @cached_property
    def residencies(self) -> list[Residency]:
        return list(self.residency_rows()) if self.home_paths else []

    def residency_rows(self) -> QuerySet[Residency]:
        rows = Residency.objects.current(self.on).filter(user=self.user)
        return rows.select_related("dwelling__place__parent__parent")

    @cached_property
    def captaincies(self) -> list[Captaincy]:
        if not self.captain_paths:
            return []
        return list(Captaincy.objects.current(self.on).filter(user=self.user).select_related("place__parent"))

    @cached_property
    def memberships(self) -> list[Membership]:
        if not self.organisation_ids:
            return []
        return list(Membership.objects.current(self.on).filter(user=self.user).select_related("organisation"))

    @cached_property
    def home_paths(self) -> set[str]:
        return {c.path for c in self.capacities if c.source == HOME}

    @cached_property
    def captain_capacities(self) -> list[Capacity]:
        return [c for c in self.capacities if c.source == CAPTAIN]

    @cached_property
    def captain_paths(self) -> set[str]:
        return {c.path for c in self.capacities if c.source == CAPTAIN}

    @cached_property
    def neighbour_paths(self) -> set[str]:
        """Where this person is a neighbour: a home, or stairs looked after."""
        return self.home_paths | self.captain_paths

    @cached_property
    def neighbourhood_paths(self) -> set[str]:
        """The estate around each home or place looked after, else the community. One query."""
        kinds = [PlaceKind.ESTATE, PlaceKind.COMMUNITY]
        rows = Place.objects.above(*self.neighbour_paths).filter(kind__in=kinds)
        wide = [path for (path,) in rows.values_list("path")]
        return {
            max((area for area in wide if path.startswith(area)), key=len, default=path)
            for path in self.neighbour_paths
        }

    def service_paths(self, *kinds: str) -> set[str]:
        """Top paths served as a member of an organisation of these kinds; of any kind when none is named."""
        members = (c for c in self.capacities if c.source == MEMBER and c.path)
        return {c.path for c in members if not kinds or c.organisation_kind in kinds}

    @cached_property
    def answering_paths(self) -> set[str]:
        """Top paths for which an organisation of theirs answers as a whole, and so reads what lies there."""
        return self.service_paths(*(set(OrganisationKind) - BY_CASE))

    @cached_property
    def called_in_ids(self) -> set[int]:
        """Their organisations that serve somewhere for single cases only."""
        return {c.organisation_id for c in self.capacities if c.path and c.organisation_kind in BY_CASE}

    @cached_property
    def only_estate(self) -> str | None:
        """The one estate that they have to do with: in it "3栋" says enough. None for all others."""
        return None if self.user.is_superuser else one_estate(self.neighbour_paths | self.service_paths())

    @cached_property
    def staff_paths(self) -> set[str]:
        return self.service_paths(*STAFF_KINDS, OrganisationKind.STREET_OFFICE)

    @cached_property
    def organisation_ids(self) -> set[int]:
        return {c.organisation_id for c in self.capacities if c.source == MEMBER}

    @cached_property
    def is_minor(self) -> bool:
        return any(c.is_minor for c in self.capacities)

    def is_staff_at(self, place: Place) -> bool:
        """Community staff (or the subdistrict above) for this place."""
        return any(place.path.startswith(path) for path in self.staff_paths)

    def is_captain_at(self, place: Place, floor: int | None = None) -> bool:
        """Captain of this place or of one around it; with a floor, only where that floor is theirs."""
        return any(
            place.path.startswith(c.path) and (floor is None or c.has_floor(floor))
            for c in self.captain_capacities
        )

    def looks_after(self, place: Place, floor: int | None) -> bool:
        return self.looks_after_path(place.path, floor)

    def looks_after_path(self, path: str, floor: int | None) -> bool:
        """What `Dwelling.objects.looked_after` asks of the database, asked of one home."""
        is_staff = any(path.startswith(top) for top in self.staff_paths)
        return is_staff or self.is_captain_of(path, floor)

    def is_captain_of(self, path: str, floor: int | None) -> bool:
        """What `Dwelling.objects.captained` asks of the database, asked of one home."""
        return any(
            path.startswith(c.path) and (c.has_all_floors or (floor is not None and c.has_floor(floor)))
            for c in self.captain_capacities
        )

    def serves(self, place: Place, *kinds: str) -> bool:
        return any(place.path.startswith(path) for path in self.service_paths(*kinds))

    def answers_at(self, place: Place) -> bool:
        return any(place.path.startswith(path) for path in self.answering_paths)

    def lives_at(self, place: Place) -> bool:
        return any(path.startswith(place.path) for path in self.home_paths)

    def is_member_of(self, organisation_id: int | None) -> bool:
        return organisation_id in self.organisation_ids


# Written out, because every request asks it: Django took four milliseconds to put these words together.
CAPACITIES = KeptPlan(
    "linli_capacities",
    """
SELECT 'home', place.path::text, place.name::text, around.name::text, dwelling.door::text,
    NULL::bigint, NULL::text, NULL::text, NULL::text, dwelling.floor::int, dwelling.floor::int,
    dwelling.id::bigint, residency.kind::text, residency.is_minor
FROM buildings_residency residency
JOIN buildings_dwelling dwelling ON dwelling.id = residency.dwelling_id
JOIN buildings_place place ON place.id = dwelling.place_id
LEFT JOIN buildings_place around ON around.id = place.parent_id
WHERE residency.user_id = %(user)s AND residency.started_on <= %(on)s
    AND (residency.ended_on IS NULL OR residency.ended_on > %(on)s)
UNION ALL
SELECT 'captain', place.path::text, place.name::text, around.name::text, captaincy.kind::text,
    NULL, NULL, NULL, NULL, captaincy.floor_from::int, captaincy.floor_to::int, NULL, NULL, false
FROM buildings_captaincy captaincy
JOIN buildings_place place ON place.id = captaincy.place_id
LEFT JOIN buildings_place around ON around.id = place.parent_id
WHERE captaincy.user_id = %(user)s AND captaincy.started_on <= %(on)s
    AND (captaincy.ended_on IS NULL OR captaincy.ended_on > %(on)s)
UNION ALL
SELECT 'member', place.path::text, place.name::text, around.name::text, membership.title::text,
    organisation.id::bigint, organisation.name::text, organisation.kind::text, membership.office::text,
    NULL, NULL, NULL, NULL, false
FROM buildings_membership membership
JOIN buildings_organisation organisation ON organisation.id = membership.organisation_id
LEFT JOIN buildings_service service ON service.organisation_id = organisation.id
    AND service.started_on <= %(on)s AND (service.ended_on IS NULL OR service.ended_on > %(on)s)
LEFT JOIN buildings_place place ON place.id = service.place_id
LEFT JOIN buildings_place around ON around.id = place.parent_id
WHERE membership.user_id = %(user)s AND membership.started_on <= %(on)s
    AND (membership.ended_on IS NULL OR membership.ended_on > %(on)s)
""",
    user="bigint",
    on="date",
)


def _capacities(user: User, on: date) -> list[tuple]:
    with connection.cursor() as cursor:
        CAPACITIES.run(cursor, {"user": user.pk, "on": on})
        return cursor.fetchall()


def standing_of(user: User | AnonymousUser) -> Standing:
    """Kept on the user object, so that one request asks once; a new request asks anew."""
    today = timezone.localdate()
    known = getattr(user, "_standing", None)
    if known is None or (known.on != today and not known.at):
        known = Standing(user=user, on=today)
        user._standing = known
    return known
