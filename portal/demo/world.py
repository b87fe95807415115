"""What the demo is made of, handed from one chapter to the next. All people are invented."""

import random
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.utils import timezone

from buildings.models import Captaincy, Dwelling, Membership, Organisation, Place
from people.models import User
from people.operations import register_person

SURNAMES = "陈李黄何梁罗冼区麦邓潘冯莫霍吴关卢谭苏叶"
PLANTS = [
    "荔枝",
    "木棉",
    "龙眼",
    "茉莉",
    "杨桃",
    "白兰",
    "紫荆",
    "石榴",
    "米兰",
    "含笑",
    "水翁",
    "蒲桃",
    "凤凰",
    "桂花",
    "黄皮",
]
FIRST_PHONE = 10000030000
ADMIN_EMAIL = "admin@example.org"


@dataclass
class Estate:
    """One of the four neighbourhoods, with who answers there."""

    place: Place
    community: Place
    buildings: list[Place]
    committee: Organisation
    party: Organisation
    council: Organisation
    secretary: User  # of the residents' committee: convenes and takes the minutes
    president: User
    property: Organisation | None = None
    engineer: User | None = None
    owners: Organisation | None = None
    councillors: list[User] = field(default_factory=list)
    captains: list[User] = field(default_factory=list)
    residents: list[User] = field(default_factory=list)


@dataclass
class World:
    """The year ends now: every date is counted back from `now`, so that the demo is never stale."""

    now: datetime
    admin: User
    street: Place
    rng: random.Random
    estates: dict[str, Estate] = field(default_factory=dict)
    people: dict[str, User] = field(default_factory=dict)
    phones: int = FIRST_PHONE

    def at(self, days: float, clock: str = "10:00") -> datetime:
        """`days` from today (negative: ago), at this time of the day in China."""
        hour, minute = (int(part) for part in clock.split(":"))
        day = timezone.localdate(self.now) + timedelta(days=days)
        return timezone.make_aware(datetime.combine(day, time(hour, minute)))

    def person(self, name: str | None = None, phone: str | None = None, email: str | None = None) -> User:
        if phone is None:
            self.phones += 1
            phone = str(self.phones)
        if name is None:
            name = self.rng.choice(SURNAMES) + self.rng.choice(PLANTS)
        person = register_person(
            by=self.admin,
            display_name=name,
            phone=phone,
            email=email,
            phone_verified=True,
            is_demo=True,
            shows_name=self.rng.random() < 0.3,
            now=self.at(-380),
        )
        self.people[phone] = person
        return person

    def dwelling(self, place: Place, door: str) -> Dwelling:
        return Dwelling.objects.get(place=place, door=door)


LATELY = 35  # days; what is older no first page waits for

# key: the place's name as buildings' chapter gives it
PLACES = {"shuian": "水岸公馆", "haiyun": "海韵苑（演示）", "dieer": "叠二名苑", "jiangbin": "新村大道东"}


def read_world(now: datetime) -> World:
    """The world as an earlier chapter left it, for a chapter that is written later."""
    admin = User.objects.get(email=ADMIN_EMAIL)
    street = Place.objects.get(parent=None)
    world = World(now=now, admin=admin, street=street, rng=random.Random("linli, later"))  # noqa: S311
    world.estates = {key: _read_estate(Place.objects.get(name=name)) for key, name in PLACES.items()}
    return world


def _read_estate(place: Place) -> Estate:
    def serving(kind: str, where: Place = place) -> Organisation | None:
        return Organisation.objects.filter(kind=kind, places=where).first()

    def member(organisation: Organisation | None, office: str) -> User | None:
        rows = Membership.objects.filter(organisation=organisation, office=office).select_related("user")
        return next((row.user for row in rows), None)

    committee = serving("residents_committee", place.parent)
    council, company = serving("neighbour_council"), serving("property_company")
    captains = Captaincy.objects.below(place.path).order_by("id").select_related("user")
    return Estate(
        place=place,
        community=place.parent,
        buildings=list(place.children.all()),
        committee=committee,
        party=serving("party_committee", place.parent),
        council=council,
        secretary=member(committee, "secretary"),
        president=member(council, "head"),
        property=company,
        engineer=member(company, "staff"),
        owners=serving("owners_committee"),
        councillors=[row.user for row in council.memberships.exclude(office="head").order_by("id")],
        captains=[captaincy.user for captaincy in captains],
        residents=list(
            User.objects.filter(residencies__dwelling__place__path__startswith=place.path)
            .distinct()
            .order_by("id")
        ),
    )
