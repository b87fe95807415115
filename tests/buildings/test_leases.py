"""A lease ends by its date, and most are renewed: the tenant was dropped without a word."""

from datetime import datetime, timedelta

import pytest
from django.urls import reverse

from buildings.operations import end_residency, tell_of_leases_over
from committees.reminders import SHANGHAI
from notifications.models import Message
from tests.buildings.world import make_world
from tests.factories import ResidencyFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2030, 3, 1, 9, 0, tzinfo=SHANGHAI)


@pytest.fixture
def world():
    return make_world()


def rents(world, door="0101", **fields):
    usual = {"kind": "tenant", "ended_on": NOW.date()}
    return ResidencyFactory(dwelling=world.home(door), **(usual | fields))


def told() -> list:
    rows = Message.objects.filter(letter__kind="buildings.lease_over", channel="inbox")
    return [row.recipient for row in rows.order_by("pk")]


def test_on_the_day_and_once_with_the_way_back(world):
    home = rents(world)
    assert tell_of_leases_over(now=NOW - timedelta(days=1)) == 0
    assert tell_of_leases_over(now=NOW)
    assert told() == [home.user]
    url = reverse("buildings:claim_home", args=[home.dwelling_id])
    assert Message.objects.filter(letter__kind="buildings.lease_over", letter__url=url).exists()
    assert tell_of_leases_over(now=NOW + timedelta(days=1)) == 0


def test_not_who_moved_out_stays_by_another_tie_or_owns(world):
    moving = rents(world, ended_on=None)
    end_residency(by=world.staff, residency=moving, on=NOW.date())
    renewed = rents(world, "0102")
    rents(world, "0102", user=renewed.user, started_on=NOW.date(), ended_on=None)
    rents(world, "0201", kind="family")
    rents(world, "0202", user__is_active=False)
    assert tell_of_leases_over(now=NOW) == 0
