"""A seat that was given to the wrong person is taken back on the same day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from committees.models import CouncilSeat
from committees.operations import end_seat, seat_member
from kit.refused import Refused
from tests.committees.ground import SINCE, member
from tests.committees.pages import text_of
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def seated(estate, name: str, **more) -> CouncilSeat:
    holder = member(organisation=estate.council, user=UserFactory(display_name=name))
    return seat_member(by=estate.staff, council=estate.council, number=2, duty="调解", holder=holder, **more)


def test_the_page_takes_it_back_and_the_right_one_sits_there_the_same_day(estate, visit):
    before = seated(estate, "前一位", started_on=SINCE)
    today = timezone.localdate()
    end_seat(by=estate.staff, seat=before, ended_on=today, reason="resigned")
    wrong = seated(estate, "坐错了")
    staff = visit(estate.staff)
    address = f"/meetings/councils/seats/{wrong.pk}/end/"
    assert "录错" in text_of(staff.get(address))
    page = staff.post(address, {"ended_on": today.isoformat(), "reason": "mistake"}, follow=True)
    wrong.refresh_from_db()
    assert wrong.is_taken_back
    assert "已撤回，马上失效" in text_of(page)
    former = text_of(page).partition("以前的委员")[2]
    assert f"原定 {today.month} 月 {today.day} 日起，录入后撤回" in former
    assert "录错了" not in former  # it says so already
    again = staff.post(address, {"ended_on": today.isoformat(), "reason": "mistake"})  # a second tap
    assert again.url == f"/meetings/councils/{estate.council.pk}/"
    assert "坐错了" not in text_of(staff.get(f"/meetings/seats/{estate.building.pk}/"))
    right = seated(estate, "坐对了")
    assert right.started_on == today
    assert right.succeeds == before


def test_of_a_seat_that_is_still_to_begin_nobody_reads_that_it_begins_today(estate, visit):
    day = timezone.localdate() + 6 * DAY
    seat = seated(estate, "还没坐下", started_on=day)
    page = text_of(visit(estate.staff).get(f"/meetings/councils/seats/{seat.pk}/end/"))
    assert "今天才开始" not in page
    assert f"{day.month} 月 {day.day} 日才开始" in page


def test_who_sat_there_for_a_day_sat_there(estate):
    today = timezone.localdate()
    seat = seated(estate, "昨天的", started_on=today - DAY)
    with pytest.raises(Refused):
        end_seat(by=estate.staff, seat=seat, ended_on=today - DAY, reason="mistake")
    assert not CouncilSeat.objects.get(pk=seat.pk).ended_on
