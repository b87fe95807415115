"""Who is told of a notice: what `notices.models.audience` says of one person, asked of all at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from buildings.models import Captaincy, Dwelling, Membership, Residency, Service
from buildings.models.dwellings import ResidencyKind
from buildings.models.places import prefixes, starts_with
from notices.addresses import Address
from notices.models import Group, GroupRobot, Notice
from notices.models.audience import ORGANISED
from notifications.models import Robot
from people.models import User


@dataclass(frozen=True)
class Count:
    """How many people a notice is for. Someone may be in two groups; the total counts each once."""

    total: int
    groups: list[tuple[str, int]]  # (name of the group, how many)
    homes: int  # that it is meant for, where it is meant for homes
    silent_homes: int  # of these, with nobody on Linli: the captain has to knock


def addresses_of(notice: Notice) -> list[Address]:
    rows = notice.addresses.select_related("place", "dwelling").order_by("place__position", "place_id", "pk")
    return [Address(row.place, row.floor_from, row.floor_to, row.dwelling) for row in rows]


def recipients_of(notice: Notice) -> QuerySet[User]:
    """Not evaluated. Everyone of its groups, and every captain of its homes; each once."""
    return recipients(addresses_of(notice), notice.audience)


def recipients(
    addresses: Sequence[Address], audience: Iterable[str], within: tuple[int, int] | None = None
) -> QuerySet[User]:
    """All groups in one set of ids. As one condition or the other, PostgreSQL keeps no set of 700,000 at
    hand: it goes through all of them for everybody, and is never done.

    `within`: only those whose numbers are from the first one on and below the second.
    """
    wanted = [_captains(addresses), *(_members_of(group, addresses) for group in audience)]
    if within:
        wanted = [group.filter(user__gte=within[0], user__lt=within[1]) for group in wanted]
    ids, *others = (group.order_by() for group in wanted)
    people = User.objects.filter(pk__in=ids.union(*others) if others else ids, is_active=True)
    return people.filter(pk__gte=within[0], pk__lt=within[1]) if within else people


def count_recipients(addresses: Sequence[Address], audience: Iterable[str]) -> Count:
    """One query for each group, and three more."""
    audience = list(audience)
    active = User.objects.filter(is_active=True)
    groups = [
        (str(Group(group).label), active.filter(pk__in=_members_of(group, addresses)).count())
        for group in Group.values
        if group in audience or group == Group.CAPTAINS
    ]
    homes, silent = _homes(addresses, audience)
    return Count(recipients(addresses, audience).count(), groups, homes, silent)


def robots_for(addresses: Sequence[Address]) -> QuerySet[Robot]:
    """Of groups in these places, or around them. Floors and doors are not told to a whole group."""
    paths = [address.place.path for address in addresses if address.is_whole]
    if not paths:
        return Robot.objects.none()
    near = Q(place__path__in=prefixes(paths)) | starts_with(paths, "place__path")
    groups = GroupRobot.objects.filter(near, robot__ended_at=None)
    return Robot.objects.filter(pk__in=groups.values("robot")).order_by("pk")


def _members_of(group: str, addresses: Sequence[Address]) -> QuerySet:
    """Ids of people."""
    if group == Group.CAPTAINS:
        return _captains(addresses)
    if group in ORGANISED:
        return _organised(ORGANISED[group], addresses)
    ties = Residency.objects.current().filter(dwellings_at(addresses, "dwelling__"))
    if group == Group.OWNERS:
        ties = ties.filter(kind=ResidencyKind.OWNER)
    return ties.values("user")


def dwellings_at(addresses: Iterable[Address], at: str = "") -> Q:
    """Homes that the addresses mean. `at` leads to the dwelling: "dwelling__"."""
    condition = starts_with([a.place.path for a in addresses if a.is_whole], f"{at}place__path")
    doors: list[int] = []
    for address in addresses:
        if address.dwelling:
            doors.append(address.dwelling.pk)
        elif not address.is_whole:
            floors = Q(**{f"{at}floor__range": (address.floor_from, address.floor_to)})
            condition |= Q(**{f"{at}place__path__startswith": address.place.path}) & floors
    return condition | Q(**{f"{at}pk__in": doors}) if doors else condition


def _captains(addresses: Iterable[Address]) -> QuerySet:
    condition = Q(pk__in=[])
    for address in addresses:
        path = address.place.path
        near = Q(place__path__in=prefixes([path])) | Q(place__path__startswith=path)
        condition |= near & _duty(address)
    return Captaincy.objects.current().filter(condition).values("user")


def _duty(address: Address) -> Q:
    """Captains of these floors; whoever has all floors is always one."""
    if address.is_whole:
        return Q()
    all_floors = Q(floor_from=None, floor_to=None)
    if address.dwelling:
        low = high = address.dwelling.floor
        if low is None:
            return all_floors
    else:
        low, high = address.floor_from, address.floor_to
    begins = Q(floor_from=None) | Q(floor_from__lte=high)
    return all_floors | (begins & (Q(floor_to=None) | Q(floor_to__gte=low)))


def _organised(kind: str, addresses: Iterable[Address]) -> QuerySet:
    paths = [address.place.path for address in addresses]
    near = Q(place__path__in=prefixes(paths)) | starts_with(paths, "place__path")
    serving = Service.objects.current().filter(near, organisation__kind=kind)
    rows = Membership.objects.current().filter(organisation__in=serving.values("organisation"))
    return rows.values("user")


def _homes(addresses: Sequence[Address], audience: Iterable[str]) -> tuple[int, int]:
    """All homes, and those where nobody whom it is meant for has an account."""
    groups = {Group.RESIDENTS, Group.OWNERS} & set(audience)
    if not groups:
        return 0, 0
    ties = Residency.objects.current().filter(dwelling=OuterRef("pk"), user__is_active=True)
    if Group.RESIDENTS not in groups:
        ties = ties.filter(kind=ResidencyKind.OWNER)
    ties = ties.exclude(user__phone=None, user__email=None)  # written down at a desk: they cannot sign in
    homes = Dwelling.objects.filter(dwellings_at(addresses))
    reached = homes.filter(Exists(ties)).count()
    total = homes.count()
    return total, total - reached
