"""Which streets, communities, estates and buildings a city has, with the numbers of all that stands in them.

Pure. Homes and people are numbered through: a building knows its first and how many, so whoever needs
somebody of a building works out their number and asks no table.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from zlib import crc32

BASE = 1_000_000  # every id of a city lies above it, and those of the demo and of people below
# Sign-in takes 10000 and six digits for invented: so many residents, from 10000200001 on, come in by phone.
FIRST_PHONE, MOST_PHONES = 10_000_200_000, 799_999
OTHER_PHONE = 10_010_000_000  # of the others
STREET = 700_000  # residents of one, as Guicheng has
COMMUNITY = 6_200  # homes (DOMAIN part 4)
ESTATE = 930
LIVE_IN_A_HOME = 2.5
HOT = 50  # times as much happens in the hot street, in the hot building, to the hot resident
ZIPF = 0.5
SLOTS = 40  # of a building in which as much happens as in any; see `slots`


@dataclass(frozen=True)
class Shape:
    """Stairs, floors, doors on each: a tower has no stairs of its own, a lane no floors."""

    stairs: int
    floors: int
    doors: int

    @property
    def homes(self) -> int:
        return max(self.stairs, 1) * max(self.floors, 1) * self.doors


@dataclass
class Spot:
    """A place of the tree above the buildings."""

    place: int
    number: int
    inside: list = field(default_factory=list)


@dataclass
class Street(Spot):
    pass


@dataclass
class Community(Spot):
    pass


@dataclass
class Estate(Spot):
    is_village: bool = False


@dataclass
class Building:
    place: int
    number: int  # in the city
    position: int  # in its estate
    street: Street
    community: Community
    estate: Estate
    shape: Shape
    first_home: int  # its id
    first_person: int  # their id
    people: int
    heat: float = 1.0

    @property
    def is_lane(self) -> bool:
        return self.shape.floors == 0

    @property
    def grown_ups(self) -> int:
        """The first two of each home; children come after them."""
        return min(self.people, 2 * self.shape.homes)


@dataclass
class Plan:
    seed: int
    residents: int
    streets: list[Street] = field(default_factory=list)
    buildings: list[Building] = field(default_factory=list)
    places: int = 0  # how many, stairs too
    homes: int = 0

    @property
    def communities(self) -> Iterator[tuple[Street, Community]]:
        return ((street, community) for street in self.streets for community in street.inside)

    def dice(self, what: str, number: int) -> int:
        return crc32(f"{self.seed} {what} {number}".encode())


def make_plan(residents: int, seed: int) -> Plan:
    plan, left = Plan(seed, residents), residents
    while left > 0:
        left -= _street(plan, min(left, STREET))
    _warm(plan)
    return plan


def _street(plan: Plan, residents: int) -> int:
    street = Street(_place(plan), len(plan.streets) + 1)
    plan.streets.append(street)
    left = residents
    while left > 0:
        left -= _community(plan, street, min(left, int(COMMUNITY * LIVE_IN_A_HOME)))
    return residents


def _community(plan: Plan, street: Street, residents: int) -> int:
    number = sum(len(known.inside) for known in plan.streets) + 1
    community = Community(_place(plan), number)
    street.inside.append(community)
    left = residents
    while left > 0:
        left -= _estate(plan, street, community, min(left, int(ESTATE * LIVE_IN_A_HOME)))
    return residents


def _estate(plan: Plan, street: Street, community: Community, residents: int) -> int:
    draw = plan.dice("estate", len(plan.buildings)) % 100
    is_first = not plan.buildings
    estate = Estate(_place(plan), len(community.inside) + 1, is_village=draw < 5 and not is_first)
    community.inside.append(estate)
    left = residents
    while left > 0:
        shape = _shape(plan, estate, has_towers=is_first or draw >= 40)
        left -= _building(plan, street, community, estate, shape, left)
    return residents


def _shape(plan: Plan, estate: Estate, *, has_towers: bool) -> Shape:
    draw = plan.dice("building", len(plan.buildings))
    if estate.is_village:
        return Shape(stairs=0, floors=0, doors=14)
    if has_towers:
        return Shape(stairs=0, floors=24 if not plan.buildings else 10 + draw % 15, doors=4)
    return Shape(stairs=2 + draw % 2, floors=9, doors=2)


def _building(plan: Plan, street, community, estate, shape: Shape, left: int) -> int:
    people = min(left, int(shape.homes * LIVE_IN_A_HOME))
    last = plan.buildings[-1] if plan.buildings else None
    plan.buildings.append(
        Building(
            place=_place(plan, 1 + shape.stairs),
            number=len(plan.buildings) + 1,
            position=len(estate.inside) + 1,
            street=street,
            community=community,
            estate=estate,
            shape=shape,
            first_home=last.first_home + last.shape.homes if last else BASE + 1,
            first_person=last.first_person + last.people if last else BASE + 1,
            people=people,
        )
    )
    estate.inside.append(plan.buildings[-1])
    plan.homes += shape.homes
    return people


def _place(plan: Plan, count: int = 1) -> int:
    """The id of a new place; its stairs, if any, have those that follow."""
    first = BASE + plan.places + 1
    plan.places += count
    return first


def _warm(plan: Plan) -> None:
    """Zipf among buildings and among streets; the first of each is HOT times as hot as the others are on the
    average. As much happens in all of them together as if nothing were skewed."""
    for building in plan.buildings:
        building.heat = (1 + plan.dice("rank", building.number) % len(plan.buildings)) ** -ZIPF
    average = sum(b.heat for b in plan.buildings) / len(plan.buildings)
    plan.buildings[0].heat = HOT * average
    for building in plan.buildings:
        number = building.street.number
        building.heat *= HOT if number == 1 else 1 / (number - 1)
    average = sum(b.heat for b in plan.buildings) / len(plan.buildings)
    for building in plan.buildings:
        building.heat /= average


def slots(plan: Plan) -> Iterator[int]:
    """The number of a building, as often as it is hot: to draw one of these is to draw by heat."""
    begun = 0
    for building, heat in zip(plan.buildings, accumulate(b.heat for b in plan.buildings), strict=True):
        until = max(round(heat * SLOTS), begun + 1)
        yield from [building.number] * (until - begun)
        begun = until
