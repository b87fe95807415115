"""An estate of two buildings with its owners, its owners' committee and its neighbourhood council; and ballots
that are prepared, announced or open, without much ado."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from itertools import count
from typing import Any

from django.utils import timezone

from ballots.models import Ballot, Elector, Matter
from ballots.models.ballots import BallotKind, Electorate, LegalEffect
from ballots.operations import announce_ballot, draft_ballot
from buildings.models import Dwelling, Organisation, Ownership, Place, Service
from people.models import User
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PlaceFactory,
    UserFactory,
    make_building,
    make_captain,
    make_resident,
)

SINCE = date(2025, 1, 1)
member = partial(MembershipFactory, started_on=SINCE)
resident_of = partial(make_resident, started_on=SINCE)
_phones = count(1)


@dataclass
class Ground:
    community: Place
    estate: Place
    first: Place  # a building of three floors with two doors each, 80.00 m² a door
    second: Place
    committee: Organisation  # residents' committee of the community
    owners_committee: Organisation
    council: Organisation
    company: Organisation
    staff: User  # of the residents' committee
    colleague: User  # another of them
    chair: User  # head of the owners' committee, owns nothing here
    president: User  # head of the neighbourhood council
    manager: User  # of the property company
    captain: User  # of the first building; has no home here
    owner: User  # first building, 0101: 何茉莉
    second_owner: User  # first building, 0102: 区山茶
    tenant: User  # first building, 0201; its owner is 钟紫荆, who has no account
    outsider: User  # owns a home in another estate
    stranger: User  # has an account and nothing else

    def home(self, door: str, building: Place | None = None) -> Dwelling:
        return Dwelling.objects.get(place=building or self.first, door=door)

    def draft(self, **fields) -> Ballot:
        return drafted(self, **fields)

    def announced(self, **fields) -> Ballot:
        return announced(self, **fields)

    def opened(self, **fields) -> Ballot:
        return opened(self, **fields)


def new_ground() -> Ground:
    """Every home has an owner in the register: 12 owners, 12 homes, 960.00 m². Three of them have accounts."""
    community = PlaceFactory(kind="community", name="灯湖社区", parent=PlaceFactory())
    estate = PlaceFactory(kind="estate", name="水岸公馆", parent=community, position=1)
    first, second = make_building(estate, "1栋"), make_building(estate, "2栋")
    Place.objects.filter(pk=second.pk).update(position=1)
    elsewhere = make_building(PlaceFactory(kind="estate", name="海韵苑", parent=community), "9栋")
    committee = OrganisationFactory(kind="residents_committee", name="灯湖社区居委会", serves=[community])
    owners_committee = OrganisationFactory(
        kind="owners_committee", name="水岸公馆业主委员会", short_name="水岸业委会", serves=[estate]
    )
    council = OrganisationFactory(kind="neighbour_council", name="水岸公馆街坊会", serves=[estate])
    company = OrganisationFactory(kind="property_company", name="演示物业公司", serves=[estate])
    Service.objects.update(started_on=SINCE)

    def named(organisation: Organisation, office: str, name: str) -> User:
        return member(organisation=organisation, office=office, user__display_name=name).user

    ground = Ground(
        community=community,
        estate=estate,
        first=first,
        second=second,
        committee=committee,
        owners_committee=owners_committee,
        council=council,
        company=company,
        staff=named(committee, "staff", "李龙眼"),
        colleague=named(committee, "staff", "卢芭蕉"),
        chair=named(owners_committee, "head", "潘石斛"),
        president=named(council, "head", "黄木棉"),
        manager=named(company, "head", "区簕杜鹃"),
        captain=make_captain(first, started_on=SINCE, user__display_name="罗白兰"),
        owner=resident_of(first, "0101", user__display_name="何茉莉", user__phone_verified=True),
        second_owner=resident_of(first, "0102", user__display_name="区山茶", user__phone_verified=True),
        tenant=resident_of(first, "0201", kind="tenant", user__display_name="谭菠萝"),
        outsider=resident_of(elsewhere, "0101", user__display_name="莫杨桃"),
        stranger=UserFactory(),
    )
    register(ground)
    return ground


def register(ground: Ground) -> None:
    """The owners of all homes, by the title register."""
    Dwelling.objects.below(ground.estate.path).update(area_source="register")
    known = {
        (ground.first.pk, "0101"): ("何茉莉", ground.owner.phone),
        (ground.first.pk, "0102"): ("区山茶", ground.second_owner.phone),
        (ground.first.pk, "0201"): ("钟紫荆", ""),
    }
    homes = Dwelling.objects.below(ground.estate.path).order_by("place_id", "door")
    Ownership.objects.bulk_create(
        own(home, *known.get((home.place_id, home.door), (f"业主{home.place.name}{home.door}", "")))
        for home in homes.select_related("place")
    )


def own(home: Dwelling, name: str, phone: str = "") -> Ownership:
    """Not saved."""
    return Ownership(dwelling=home, owner_name=name, phone=phone, source="register", started_on=SINCE)


def sell(home: Dwelling, *owners: str | tuple[str, str], area: str | None = None) -> Dwelling:
    """From now on it belongs to these: names, or (name, phone)."""
    home.ownerships.all().delete()
    pairs = [(owner, "") if isinstance(owner, str) else owner for owner in owners]
    Ownership.objects.bulk_create(own(home, *pair) for pair in pairs)
    if area is not None:
        home.area = Decimal(area)
        home.save(update_fields=["area"])
    return home


def owner_with_account(ground: Ground, door: str, building: Place | None = None, **fields) -> User:
    """Owns this home by the register, and has an account with the phone that the register knows."""
    home = ground.home(door, building)
    fields = {"user__phone_verified": True, "started_on": SINCE} | fields
    user = make_resident(home.place, door, **fields)
    sell(home, (user.display_name, user.phone))
    return user


def matter(key: str = "use_of_fund") -> Matter:
    return Matter.objects.get(key=key)


def in_days(days: float, hour: int = 9) -> datetime:
    day = timezone.localtime() + timedelta(days=days)
    return day.replace(hour=hour, minute=0, second=0, microsecond=0)


def words(ground: Ground, **fields) -> dict[str, Any]:
    """A formal owners' ballot of the owners' committee about the use of the fund; `fields` say otherwise."""
    electorate = fields.get("electorate", Electorate.OWNERS)
    given = {
        "by": ground.chair if electorate == Electorate.OWNERS else ground.staff,
        "organisation": ground.owners_committee if electorate == Electorate.OWNERS else ground.committee,
        "place": ground.estate,
        "title": "是否使用维修资金更换 1 栋电梯",
        "text": "报价 38 万元，工期 20 天。",
        "electorate": electorate,
        "legal_effect": LegalEffect.FORMAL if electorate == Electorate.OWNERS else LegalEffect.ADVISORY,
        "kind": BallotKind.YESNO,
    }
    if electorate == Electorate.OWNERS:
        given["matter"] = matter()
    if electorate == Electorate.MEMBERS:
        given["members_of"] = ground.council
    return given | fields


def drafted(ground: Ground, **fields) -> Ballot:
    """Voting would begin in 16 days and last five."""
    hours = {"opens_at": in_days(16), "closes_at": in_days(21, 20)}
    return draft_ballot(**hours | words(ground, **fields))


def announced(
    ground: Ground,
    *,
    now: datetime | None = None,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    announcer: User | None = None,
    **fields,
) -> Ballot:
    """Announced (at `now`, else at this moment); voting begins in 16 days."""
    now = now or timezone.now()
    draft = drafted(
        ground,
        now=now,
        opens_at=opens_at or now + timedelta(days=16),
        closes_at=closes_at or (opens_at or now + timedelta(days=16)) + timedelta(days=5),
        **fields,
    )
    return announce_ballot(by=announcer or draft.created_by, ballot=draft, knows_few=True, now=now)


def opened(
    ground: Ground,
    *,
    opens_at: datetime | None = None,
    closes_at: datetime | None = None,
    **fields,
) -> Ballot:
    """Voting began a minute ago (or at `opens_at`) and lasts five days (or until `closes_at`)."""
    opens_at = opens_at or timezone.now() - timedelta(minutes=1)
    closes_at = closes_at or opens_at + timedelta(days=5)
    now = fields.pop("now", None) or opens_at - timedelta(days=16)
    return announced(ground, now=now, opens_at=opens_at, closes_at=closes_at, **fields)


def elector_of(ballot: Ballot, user: User) -> Elector:
    return ballot.electors.get(voters__user=user, voters__ended_at=None)


def elector_at(ballot: Ballot, home: Dwelling) -> Elector:
    return ballot.electors.get(homes__dwelling=home)


def labels(ballot: Ballot) -> Sequence[str]:
    return list(ballot.electors.values_list("label", flat=True))
