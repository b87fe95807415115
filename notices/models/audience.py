"""For whom at its places a notice is meant, asked of the database for one person."""

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from buildings.models.dwellings import ResidencyKind
from buildings.models.organisations import OrganisationKind
from buildings.models.places import prefixes, starts_with
from buildings.standing import HOME, MEMBER, Capacity, Standing


class Group(models.TextChoices):
    RESIDENTS = "residents", _("Residents")  # whoever has a home there: owners, tenants, family
    OWNERS = "owners", _("Owners")
    CAPTAINS = "captains", _("Captains")
    COUNCIL = "council", _("Council members")
    VOLUNTEERS = "volunteers", _("Volunteers")


ORGANISED = {
    Group.COUNCIL: OrganisationKind.NEIGHBOUR_COUNCIL,
    Group.VOLUNTEERS: OrganisationKind.VOLUNTEER_TEAM,
}


def EVERYONE() -> list[str]:
    return [Group.RESIDENTS]


def addressed(standing: Standing, places: type[models.Model]) -> Q:
    """Notices meant for this person. Every one to a captain's homes is: captains knock."""
    groups: dict[str, Q] = {}
    for capacity in standing.capacities:
        if capacity.source == HOME:
            _add(groups, Group.RESIDENTS, _home(capacity))
            if capacity.tie == ResidencyKind.OWNER:
                _add(groups, Group.OWNERS, _home(capacity))
        elif capacity.source == MEMBER and capacity.path:
            for group, kind in ORGANISED.items():
                if capacity.organisation_kind == kind:
                    _add(groups, group, _around(capacity.path))
    captain = Q(pk__in=[])
    for capacity in standing.captain_capacities:
        captain |= _around(capacity.path) & _floors(capacity.floor_from, capacity.floor_to)
    found = _somewhere(captain, places) if standing.captain_capacities else Q(pk__in=[])
    for group, where in groups.items():
        found |= Q(audience__contains=[group]) & _somewhere(where, places)
    return found


def _add(groups: dict[str, Q], group: str, where: Q) -> None:
    groups[group] = groups[group] | where if group in groups else where


def _somewhere(where: Q, places: type[models.Model]) -> Q:
    return Q(Exists(places.objects.filter(where, notice=OuterRef("pk"))))


def _home(home: Capacity) -> Q:
    """Addresses that mean this home: a place around it, if that is not narrowed to other floors or doors."""
    around = Q(place__path__in=prefixes([home.path]))
    return around & _floors(home.floor_from, home.floor_to) & _door(home.dwelling_id)


def _around(path: str) -> Q:
    """Addresses that lie in, or around, what someone looks after."""
    return Q(place__path__in=prefixes([path])) | starts_with([path], "place__path")


def _floors(low: int | None, high: int | None) -> Q:
    """Those that mean one of these floors. What has no floor is meant only where all floors are."""
    whole = Q(floor_from=None)
    if low is None and high is None:
        return whole
    meant = Q()
    if high is not None:
        meant &= Q(floor_from__lte=high)
    if low is not None:
        meant &= Q(floor_to__gte=low)
    return whole | meant


def _door(dwelling_id: int | None) -> Q:
    return Q(dwelling=None) | Q(dwelling=dwelling_id)
