"""An owners' committee whose terms all end on one day: its members and the community hear of it in time."""

from datetime import datetime, timedelta

import pytest

from buildings.operations import warn_of_last_members
from committees.reminders import SHANGHAI
from notifications.models import Message
from tests.buildings.world import make_world
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2030, 3, 1, 10, 0, tzinfo=SHANGHAI)
END = (NOW + timedelta(days=55)).date()  # 25 April


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def committee(world):
    return OrganisationFactory(kind="owners_committee", name="水岸公馆业委会", serves=[world.estate])


def told() -> list[tuple]:
    rows = Message.objects.filter(letter__kind="buildings.last_member", channel="inbox")
    return [(row.recipient, row.title) for row in rows.order_by("pk")]


def test_sixty_days_before_and_on_the_day(world, committee):
    members = {MembershipFactory(organisation=committee, ended_on=END).user for _number in range(3)}
    gone = MembershipFactory(organisation=committee, user=UserFactory(is_active=False)).user
    assert warn_of_last_members(now=NOW - timedelta(days=6)) == 0
    assert warn_of_last_members(now=NOW)
    assert {person for person, _title in told()} == members | {world.staff}
    assert gone not in members
    assert all("4 月 25 日" in title for _person, title in told())
    assert warn_of_last_members(now=NOW + timedelta(days=1)) == 0
    assert warn_of_last_members(now=NOW + timedelta(days=55))
    assert [person for person, title in told() if "现在没有人" in title] == [world.staff]
    assert warn_of_last_members(now=NOW + timedelta(days=56)) == 0


@pytest.mark.parametrize("follows", [{"started_on": END}, {"ended_on": END + timedelta(days=1826)}])
def test_whoever_follows_or_stays_is_enough(committee, follows):
    MembershipFactory(organisation=committee, ended_on=END)
    MembershipFactory(organisation=committee, **follows)
    assert warn_of_last_members(now=NOW) == 0
    assert warn_of_last_members(now=NOW + timedelta(days=55)) == 0


def test_what_serves_nowhere_any_more_or_never_had_anybody_is_not_spoken_of(world, committee):
    MembershipFactory(organisation=OrganisationFactory(kind="club"), ended_on=END)
    assert warn_of_last_members(now=NOW) == 0
