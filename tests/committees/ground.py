"""An estate with everyone who comes to its meetings."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from django.utils import timezone

from buildings.models import Organisation, Place
from committees.models import Meeting, MeetingKind
from committees.operations import (
    ActionPlan,
    ItemPlan,
    PartyPlan,
    close_meeting,
    convene_meeting,
    record_resolution,
)
from committees.operations.room import check_in, open_meeting
from committees.reminders import SHANGHAI
from issues.models import Category
from issues.operations import report_issue
from people.models import User
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    UserFactory,
    make_building,
    make_captain,
    make_estate,
    make_resident,
)

# Long before, so that these tests mean the same in any year.
SINCE = date(2025, 1, 1)
member = partial(MembershipFactory, started_on=SINCE)
captain_of = partial(make_captain, started_on=SINCE)
resident_of = partial(make_resident, started_on=SINCE)

# A Sunday at noon; the meeting is on the Wednesday after the next.
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=SHANGHAI)
STARTS = datetime(2026, 3, 11, 19, 30, tzinfo=SHANGHAI)


@dataclass
class Estate:
    place: Place
    building: Place
    committee: Organisation
    property: Organisation
    council: Organisation
    staff: User
    manager: User
    president: User
    captain: User
    resident: User

    def parties(self) -> list[PartyPlan]:
        return [
            PartyPlan("", self.committee, [self.staff]),
            PartyPlan("", self.property, [self.manager]),
            PartyPlan("", self.council, [self.president]),
            PartyPlan("楼长代表", None, [self.captain]),
        ]

    def convene(self, **changes) -> Meeting:
        fields = {
            "by": self.staff,
            "organisation": self.committee,
            "title": "电动车集中充电点选址",
            "place": self.place,
            "venue": "4栋二层议事厅",
            "starts_at": STARTS,
            "ends_at": STARTS + timedelta(minutes=90),
            "parties": self.parties(),
            "agenda": [ItemPlan("电动车集中充电点", 35, "物业"), ItemPlan("高空抛物监控")],
            "now": NOW,
        }
        return convene_meeting(**fields | changes)


def make_place() -> Estate:
    place = make_estate()
    building = make_building(place)
    committee = OrganisationFactory(kind="residents_committee", serves=[place.parent])
    company = OrganisationFactory(kind="property_company", serves=[place], name=f"演示物业{place.pk}")
    council = OrganisationFactory(kind="neighbour_council", serves=[place], name=f"街坊会{place.pk}")

    def named(organisation, office, name, **fields):
        user = UserFactory(display_name=name, **fields)
        return member(organisation=organisation, office=office, user=user).user

    return Estate(
        place=place,
        building=building,
        committee=committee,
        property=company,
        council=council,
        staff=named(committee, "staff", "李龙眼", email=f"staff{place.pk}@example.org"),
        manager=named(company, "head", "区簕杜鹃", email=f"property{place.pk}@example.org"),
        president=named(council, "head", "黄木棉"),
        captain=captain_of(building),
        resident=resident_of(building),
    )


def evening(days: int) -> datetime:
    """Half past seven, so many days from today: for pages, which look at the real clock."""
    today = timezone.localtime().replace(hour=19, minute=30, second=0, microsecond=0)
    return today + timedelta(days=days)


def convene_soon(estate: Estate, days: int = 9, **changes) -> Meeting:
    starts_at = evening(days)
    fields = {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=90)}
    return estate.convene(**fields | {"now": min(timezone.now(), starts_at - timedelta(days=9))} | changes)


def convene_now(estate: Estate, **changes) -> Meeting:
    """One that began ten minutes ago."""
    starts_at = timezone.now() - timedelta(minutes=10)
    fields = {"starts_at": starts_at, "ends_at": starts_at + timedelta(minutes=90)}
    return estate.convene(**fields | {"now": starts_at - timedelta(days=9)} | changes)


def attend(estate: Estate, meeting: Meeting, now: datetime | None = None) -> Meeting:
    """Every delegate is checked in, when it begins or at `now`: enough to decide."""
    for invitation in meeting.invitations.filter(party__isnull=False).order_by("pk"):
        check_in(by=estate.staff, meeting=meeting, invitation=invitation, now=now or meeting.starts_at)
    return meeting


def held(estate: Estate, now: datetime = STARTS, **changes) -> Meeting:
    """Everyone came, and it is opened; item 1 is on the table."""
    meeting = attend(estate, estate.convene(**changes), now)
    return open_meeting(by=estate.staff, meeting=meeting, now=now)


def convene_by(estate: Estate, *, rules: dict, **changes) -> Meeting:
    """A joint meeting of a street that set other rules for joint meetings."""
    MeetingKind.objects.filter(pk="joint").update(**rules)
    return estate.convene(**changes)


def fill(estate: Estate, count: int) -> Meeting:
    """A meeting with a previous one that decided `count` things, `count` parties and `count` items."""
    last = attend(estate, convene_soon(estate, days=-20))
    for number in range(count):
        record_resolution(
            by=estate.staff,
            meeting=last,
            text=f"第 {number} 件",
            actions=[
                ActionPlan("办好", timezone.localdate(), organisation=estate.property, person=estate.manager)
            ],
        )
    close_meeting(by=estate.staff, meeting=last, minutes="已议")
    category = Category.objects.get(pk="upkeep")
    issues = [
        report_issue(by=estate.resident, category=category, place=estate.building, text=f"第 {n} 盏灯不亮")
        for n in range(count)
    ]
    parties = [PartyPlan(f"第 {n} 方") for n in range(count)]
    return convene_soon(
        estate,
        parties=[*estate.parties(), *parties],
        agenda=[ItemPlan(minutes=1, issue=issue) for issue in issues],
        chair=estate.president,
    )
