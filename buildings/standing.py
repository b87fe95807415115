"""In what capacities a person acts today. Everything that someone may do or see is asked of this."""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone

from buildings.models.captaincies import Captaincy
from buildings.models.dwellings import Residency
from buildings.models.organisations import STAFF_KINDS, Membership, OrganisationKind, Service
from buildings.models.places import Place
from people.models import User


@dataclass(frozen=True)
class Standing:
    """Residencies, captaincies and memberships of one person that hold on one day. At most four queries."""

    user: User | AnonymousUser
    on: date

    @cached_property
    def residencies(self) -> list[Residency]:
        if not self.user.is_authenticated:
            return []
        return list(
            Residency.objects.current(self.on)
            .filter(user=self.user)
            .select_related("dwelling__place__parent")
        )

    @cached_property
    def captaincies(self) -> list[Captaincy]:
        if not self.user.is_authenticated:
            return []
        return list(Captaincy.objects.current(self.on).filter(user=self.user).select_related("place__parent"))

    @cached_property
    def memberships(self) -> list[Membership]:
        if not self.user.is_authenticated:
            return []
        return list(Membership.objects.current(self.on).filter(user=self.user).select_related("organisation"))

    @cached_property
    def services(self) -> list[Service]:
        """Where the organisations that this person is a member of serve."""
        ids = [membership.organisation_id for membership in self.memberships]
        if not ids:
            return []
        return list(
            Service.objects.current(self.on)
            .filter(organisation__in=ids)
            .select_related("organisation", "place")
        )

    @cached_property
    def home_paths(self) -> set[str]:
        return {residency.dwelling.place.path for residency in self.residencies}

    @cached_property
    def captain_paths(self) -> set[str]:
        return {captaincy.place.path for captaincy in self.captaincies}

    @cached_property
    def neighbour_paths(self) -> set[str]:
        """Where this person is a neighbour: a home, or stairs looked after."""
        return self.home_paths | self.captain_paths

    def service_paths(self, *kinds: str) -> set[str]:
        """Top paths served as a member of an organisation of these kinds; of any kind when none is named."""
        return {s.place.path for s in self.services if not kinds or s.organisation.kind in kinds}

    @cached_property
    def staff_paths(self) -> set[str]:
        return self.service_paths(*STAFF_KINDS, OrganisationKind.STREET_OFFICE)

    @cached_property
    def organisation_ids(self) -> set[int]:
        return {membership.organisation_id for membership in self.memberships}

    def is_staff_at(self, place: Place) -> bool:
        """Community staff (or the subdistrict above) for this place."""
        return any(place.path.startswith(path) for path in self.staff_paths)

    def is_captain_at(self, place: Place, floor: int | None = None) -> bool:
        """Captain of this place or of one around it; with a floor, only where that floor is theirs."""
        return any(
            place.path.startswith(captaincy.place.path) and _has_floor(captaincy, floor)
            for captaincy in self.captaincies
        )

    def serves(self, place: Place, *kinds: str) -> bool:
        return any(place.path.startswith(path) for path in self.service_paths(*kinds))

    def lives_at(self, place: Place) -> bool:
        return any(path.startswith(place.path) for path in self.home_paths)

    def is_member_of(self, organisation_id: int | None) -> bool:
        return organisation_id in self.organisation_ids


def _has_floor(captaincy: Captaincy, floor: int | None) -> bool:
    if floor is None:
        return True
    low, high = captaincy.floor_from, captaincy.floor_to
    return (low is None or low <= floor) and (high is None or floor <= high)


def standing_of(user: User | AnonymousUser) -> Standing:
    """Kept on the user object, so that one request asks once; a new request asks anew."""
    today = timezone.localdate()
    known = getattr(user, "_standing", None)
    if known is None or known.on != today:
        known = Standing(user=user, on=today)
        user._standing = known
    return known
