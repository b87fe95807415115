"""Whoever called a meeting and serves there no more runs it no more; the community's staff do, and hear of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from buildings.models import Service
from committees.operations import cancel_meeting
from committees.operations.action_ground import those_who_run
from committees.operations.room import open_meeting
from committees.rules import may_run
from kit.refused import Refused
from people.models import User
from tests.committees.ground import convene_now, convene_soon

pytestmark = pytest.mark.django_db


def leaves(organisation) -> None:
    today = timezone.localdate()
    Service.objects.filter(organisation=organisation).update(
        started_on=today - timedelta(days=400), ended_on=today
    )


def fresh(user: User) -> User:
    return User.objects.get(pk=user.pk)


@pytest.fixture
def called(estate):
    return {"kind": "council", "organisation": estate.council, "by": estate.president}


def test_its_members_run_it_while_it_serves_there(estate, called):
    meeting = convene_soon(estate, **called)
    assert may_run(user=estate.president, meeting=meeting)
    assert those_who_run(meeting) == [estate.president]
    leaves(estate.council)
    assert not may_run(user=fresh(estate.president), meeting=meeting)
    with pytest.raises(Refused):
        cancel_meeting(by=fresh(estate.president), meeting=meeting, reason="不开了")
    meeting.convened_by = fresh(meeting.convened_by)
    assert those_who_run(meeting) == [estate.staff]
    assert cancel_meeting(by=estate.staff, meeting=meeting, reason="街坊会换了").is_cancelled


def test_nor_do_they_open_the_room(estate, called, visit):
    meeting = convene_now(estate, **called)
    leaves(estate.council)
    with pytest.raises(Refused):
        open_meeting(by=fresh(estate.president), meeting=meeting)
    assert visit(fresh(estate.president)).get(f"/meetings/{meeting.pk}/invited/").status_code == 404
    assert open_meeting(by=estate.staff, meeting=meeting).opened_at


def test_one_that_serves_a_part_of_the_place_or_all_around_it_goes_on(estate, called):
    meeting = convene_soon(estate, **called)
    leaves(estate.council)
    for place in (estate.building, estate.place.parent):
        service = Service.objects.create(organisation=estate.council, place=place, started_on="2025-01-01")
        assert may_run(user=fresh(estate.president), meeting=meeting)
        service.delete()
