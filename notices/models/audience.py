"""For whom at its places a notice is meant, asked of the database for one person."""

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_

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
    captain = Q(pk__in=[])
    for capacity in standing.captain_capacities:
        captain |= _around(capacity.path) & _on_duty(capacity.floor_from, capacity.floor_to)
    found = (
        Q(Exists(places.objects.filter(captain, of_this()))) if standing.captain_capacities else Q(pk__in=[])
    )
    return found | _for_groups([*_groups_at_home(standing), *_groups_organised(standing)], places)


def at_homes(standing: Standing, places: type[models.Model]) -> Q:
    """Those whose address means a home of this person, floor and door included; where they are for owners
    only, a home that this person owns."""
    return _for_groups(_groups_at_home(standing), places)


def _for_groups(groups: Iterable[tuple[list[str], Q]], places: type[models.Model]) -> Q:
    found = Q(pk__in=[])
    for some, where in groups:
        found |= Q(audience__overlap=some) & Q(Exists(places.objects.filter(where, of_this())))
    return found


def _groups_at_home(standing: Standing) -> Iterator[tuple[list[str], Q]]:
    """Whoever owns each of their homes is asked for once."""
    homes = [capacity for capacity in standing.capacities if capacity.source == HOME]
    owned = [home for home in homes if home.tie == ResidencyKind.OWNER]
    if homes:
        yield [Group.RESIDENTS, *([Group.OWNERS] if owned == homes else [])], _any(map(_home, homes))
    if owned and owned != homes:
        yield [Group.OWNERS], _any(map(_home, owned))


def _groups_organised(standing: Standing) -> Iterator[tuple[list[str], Q]]:
    served = [capacity for capacity in standing.capacities if capacity.source == MEMBER and capacity.path]
    for group, kind in ORGANISED.items():
        if paths := [capacity.path for capacity in served if capacity.organisation_kind == kind]:
            yield [group], _any(map(_around, paths))


def _any(conditions: Iterable[Q]) -> Q:
    return reduce(or_, conditions)


def of_this() -> Q:
    """Of the notice outside. Said twice, so that they are looked up notice by notice: said once, the planner
    gathers those of all notices first, for the sake of the ten on a page."""
    return Q(notice=OuterRef("pk"), notice__gte=OuterRef("pk"))


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


def _on_duty(low: int | None, high: int | None) -> Q:
    """Those that a captain of these floors has to carry up; of all floors, where none is named."""
    if low is None and high is None:
        return Q()
    door = Q(dwelling__floor__isnull=False)
    if high is not None:
        door &= Q(dwelling__floor__lte=high)
    if low is not None:
        door &= Q(dwelling__floor__gte=low)
    return (_floors(low, high) & Q(dwelling=None)) | door


def _door(dwelling_id: int | None) -> Q:
    return Q(dwelling=None) | Q(dwelling=dwelling_id)
