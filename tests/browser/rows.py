"""What the pages of the walk are about: rows of the demonstration, found by what they say, and a few more."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.utils import timezone

from buildings.models import (
    Captaincy,
    Dwelling,
    Membership,
    Organisation,
    Ownership,
    Place,
    Residency,
    ResidencyClaim,
    Service,
)
from buildings.operations.claims import claim_home
from committees.models import ActionItem, CouncilSeat, Meeting, MeetingSeries, Topic
from committees.operations import (
    ItemPlan,
    PartyPlan,
    close_meeting,
    convene_meeting,
    give_status,
    send_minutes,
)
from committees.operations.room import check_in_expected, open_meeting
from committees.queries.actions import carried_promises
from issues.models import DissuasionRecord, Issue
from notices.models import Notice, NoticeState
from notices.operations import draft_notice
from notices.operations.reviewing import submit_for_review
from people.models import User
from portal.demo.roles import DEMO_ROLES
from tests.browser.ballot_rows import BallotRows, ballot_rows
from tests.factories import ResidencyFactory, UserFactory

PHONES = {role.key: role.phone for role in DEMO_ROLES}


@dataclass(frozen=True)
class Rows:
    estate: Place
    building: Place
    home: Dwelling
    notice: Notice
    draft: Notice
    handed_in: Notice  # waits for a second person
    leak: Issue
    dissuasion: DissuasionRecord
    coming: Meeting
    live: Meeting  # in session
    unwritten: Meeting  # over, its minutes still a draft
    unconfirmed: Meeting  # its minutes are with the delegates
    held: Meeting  # sealed and posted
    series: MeetingSeries
    topic: Topic
    action: ActionItem
    seat: CouncilSeat
    captaincy: Captaincy
    membership: Membership
    service: Service  # of the property company
    residency: Residency
    sold: Dwelling  # its former owner is registered on
    own: Residency  # of the demonstration's resident
    claim: ResidencyClaim  # waits for an answer
    child: ResidencyClaim  # waits for its guardian's yes first
    ward: Residency  # a child of theirs, under 14
    deciding: BallotRows


def person(key: str) -> User:
    return User.objects.get(phone=PHONES[key])


def rows_of_the_demo() -> Rows:
    building = Place.objects.get(name="1栋", parent__name="水岸公馆")
    estate, meetings = building.parent, Meeting.objects.filter(kind="joint")
    office = Membership.objects.get(user=person("staff"))
    held = meetings.filter(state="closed", place=estate).latest("starts_at")
    live, unwritten, unconfirmed = (_called(office, estate, hours) for hours in (1, 3, 5))
    for meeting in (unwritten, unconfirmed):
        for promise in carried_promises(meeting):
            give_status(by=office.user, meeting=meeting, action_item=promise, state="open", text="还在做。")
        close_meeting(by=office.user, meeting=meeting, minutes="说了车棚的事。")
    send_minutes(by=office.user, meeting=unconfirmed)
    own = Residency.objects.filter(user=person("resident")).select_related("dwelling").first()
    handed_in = draft_notice(
        by=office.user, organisation=office.organisation, places=[estate], title="周末清楼道", body="一起来。"
    )
    submit_for_review(by=office.user, notice=handed_in)
    return Rows(
        estate=estate,
        building=building,
        home=Dwelling.objects.get(place=building, door="0902"),
        notice=Notice.objects.get(asks_acknowledgement=True, ballot=None),
        draft=Notice.objects.filter(state=NoticeState.DRAFT).latest("pk"),
        handed_in=handed_in,
        leak=Issue.objects.get(title="电梯口天花滴水"),
        dissuasion=DissuasionRecord.objects.first(),
        coming=meetings.filter(state="convened", starts_at__gt=timezone.now()).latest("starts_at"),
        live=live,
        unwritten=unwritten,
        unconfirmed=unconfirmed,
        held=held,
        series=MeetingSeries.objects.first(),
        topic=Topic.objects.filter(state="raised").first(),
        action=ActionItem.objects.filter(meeting=held).first(),
        seat=CouncilSeat.objects.filter(council__services__place=estate).first(),
        captaincy=Captaincy.objects.filter(place=building).first(),
        membership=office,
        service=Service.objects.get(organisation__kind="property_company", place=estate),
        own=own,
        claim=_asked(own.dwelling),
        child=_asked(own.dwelling, is_minor=True, guardian_phone=PHONES["resident"]),
        ward=ResidencyFactory(dwelling=own.dwelling, kind="family", is_minor=True, guardian=own.user),
        residency=Residency.objects.filter(dwelling__place=building).first(),
        sold=_sold(Dwelling.objects.get(place=building, door="0802")),
        deciding=ballot_rows(),
    )


def _sold(home: Dwelling) -> Dwelling:
    """To the owner of today, by somebody who has not been noted as moved out."""
    former = ResidencyFactory(dwelling=home, user=UserFactory(display_name="区簕杜鹃"))
    ResidencyFactory(dwelling=home, kind="family", is_minor=True, guardian=former.user)
    today = timezone.localdate()
    since = today - timedelta(days=900)
    Ownership.objects.create(dwelling=home, owner_name="区簕杜鹃", started_on=since, ended_on=today)
    return home


def _asked(home: Dwelling, **more) -> ResidencyClaim:
    return claim_home(by=UserFactory(), dwelling=home, kind="family", client_key=uuid4(), agreed=True, **more)


def _called(office: Membership, estate: Place, hours_ago: int) -> Meeting:
    """Opened so many hours ago by the community's staff, with the neighbours' council as the other party."""
    council = Organisation.objects.get(memberships__user=person("president"))
    starts = timezone.now() - timedelta(hours=hours_ago)
    meeting = convene_meeting(
        by=office.user,
        organisation=office.organisation,
        title=f"车棚的第 {hours_ago} 次碰头",
        place=estate,
        venue="4 栋二层创熟加油站",
        starts_at=starts,
        ends_at=starts + timedelta(minutes=50),
        parties=[
            PartyPlan("居委会", organisation=office.organisation, users=[office.user]),
            PartyPlan("街坊会", organisation=council, users=[person("president")]),
        ],
        agenda=[ItemPlan("车棚建在哪里", minutes=30)],
        now=starts - timedelta(days=3),
    )
    open_meeting(by=office.user, meeting=meeting, now=starts)
    check_in_expected(by=office.user, meeting=meeting, now=starts)
    return meeting
