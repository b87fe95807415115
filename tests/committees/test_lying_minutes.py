"""A meeting that is over and whose minutes wait: whoever runs it hears which step is due."""

from datetime import timedelta

import pytest
from django.utils import timezone

from committees import minutes_messages
from committees.models import Meeting
from committees.operations import (
    cancel_meeting,
    edit_minutes,
    publish_minutes,
    remind_of_minutes,
    seal_minutes,
    send_minutes,
)
from committees.operations.room import check_in_self, check_out
from tests.committees.ground import STARTS, convene_now, member
from tests.committees.outbox import rows
from tests.committees.pages import text_of
from tests.committees.sealing import OVER, held, said, sealed, sent

pytestmark = pytest.mark.django_db
DAY, WEEK = timedelta(days=1), timedelta(days=7)


def told(meeting, state="pending") -> list[str]:
    found = rows(meeting, kind=minutes_messages.LYING, channel="inbox", state=state).order_by("id")
    return [(row.recipient.display_name, row.title.partition("：")[0]) for row in found]


def test_what_was_never_closed_is_asked_about_on_the_next_day_and_a_week_later(estate):
    meeting = estate.convene()
    assert remind_of_minutes(now=OVER + DAY - timedelta(minutes=1)) == 0
    assert remind_of_minutes(now=OVER + DAY)
    assert remind_of_minutes(now=OVER + 2 * DAY) == 0
    assert told(meeting) == [("李龙眼", "还没有纪要")]
    assert remind_of_minutes(now=OVER + DAY + WEEK)
    assert remind_of_minutes(now=OVER + 2 * DAY + WEEK) == 0
    cancel_meeting(by=estate.staff, meeting=meeting, reason="没人来", now=OVER + 9 * DAY)
    assert told(meeting) == []
    assert remind_of_minutes(now=OVER + 30 * DAY) == 0


def test_each_step_is_asked_for_until_they_are_out(estate):
    meeting = held(estate)
    assert remind_of_minutes(now=OVER + DAY)
    assert told(meeting) == [("李龙眼", "纪要还没发给各方")]
    minutes = send_minutes(by=estate.staff, meeting=meeting, now=OVER + DAY)
    assert told(meeting) == []
    said(meeting, estate.manager, now=OVER + DAY)
    assert remind_of_minutes(now=OVER + 2 * DAY - timedelta(minutes=1)) == 0
    assert remind_of_minutes(now=OVER + 2 * DAY)
    assert told(meeting) == [("李龙眼", "纪要可以封存了")]
    seal_minutes(by=estate.staff, meeting=meeting, now=OVER + 2 * DAY)
    assert told(meeting) == []
    assert remind_of_minutes(now=OVER + 2 * DAY) == 0
    assert remind_of_minutes(now=OVER + minutes.meeting.post_within_days * DAY)
    assert told(meeting) == [("李龙眼", "纪要还没公示")]
    body = rows(meeting, kind=minutes_messages.LYING, channel="inbox", state="pending").get().body
    assert "确认" not in body, "two parties never answered"
    publish_minutes(by=estate.staff, meeting=meeting, now=OVER + 3 * DAY)
    assert told(meeting) == []
    assert remind_of_minutes(now=OVER + 30 * DAY) == 0


def test_behind_closed_doors_nobody_waits_for_a_posting(estate):
    sealed(estate, held(estate, is_open=False))
    assert remind_of_minutes(now=OVER + 30 * DAY) == 0


def test_with_an_objection_the_last_answer_leaves_the_seal_to_whoever_runs_it(estate, visit):
    meeting = held(estate)
    minutes = sent(estate, meeting)
    said(meeting, estate.manager, "objected", wording="日期不对")
    said(meeting, estate.captain)
    Meeting.objects.filter(pk=meeting.pk).update(confirm_hours=10_000)
    page = text_of(visit(estate.staff).get(f"/meetings/{meeting.pk}/minutes/"))
    assert "最后一方确认后会自动封存" not in page
    assert "连同异议一起封存" in page
    said(meeting, estate.president)
    assert told(meeting) == []
    said(meeting, estate.staff)
    assert told(meeting) == [("李龙眼", "纪要可以封存了")]
    edit_minutes(by=estate.staff, minutes=minutes, text="改了日期", seen_version=1, now=OVER)
    assert told(meeting) == []


def test_whoever_left_since_is_not_asked_to_confirm_for_the_party(estate):
    meeting = held(estate)
    estate.manager.memberships.update(ended_on=STARTS.date())
    sent(estate, meeting)
    asked = rows(meeting, kind=minutes_messages.ASKED, recipient=estate.manager)
    assert not asked.exists()
    assert rows(meeting, kind=minutes_messages.ASKED, recipient=estate.president).exists()


def test_what_did_not_take_place_can_still_be_called_off_from_its_page(estate, visit):
    meeting = convene_now(estate)
    address = f"/meetings/{meeting.pk}/cancel/"
    assert address in visit(estate.staff).get(meeting.get_absolute_url()).content.decode()
    assert address not in visit(estate.manager).get(meeting.get_absolute_url()).content.decode()


def test_what_took_place_without_the_room_is_closed_from_the_page_that_the_reminder_leads_to(estate, visit):
    meeting = convene_now(estate)
    page, address = meeting.get_absolute_url(), f"/meetings/{meeting.pk}/minutes/close/"
    assert address not in visit(estate.staff).get(page).content.decode()
    Meeting.objects.filter(pk=meeting.pk).update(ends_at=timezone.now())
    assert address in visit(estate.staff).get(page).content.decode()
    assert visit(estate.staff).get(address).status_code == 200
    assert address not in visit(estate.manager).get(page).content.decode()


def test_who_came_without_having_answered_is_counted_on_the_page_as_in_the_minutes(estate, visit):
    meeting = convene_now(estate)
    colleague = member(organisation=estate.property).user
    page = text_of(visit(colleague).get(meeting.get_absolute_url()))
    assert "1 人中 0 人" in page
    attendance = check_in_self(by=estate.manager, meeting=meeting, code=meeting.checkin_code)
    check_out(by=estate.manager, attendance=attendance)
    check_in_self(by=estate.manager, meeting=meeting, code=meeting.checkin_code)
    page = text_of(visit(colleague).get(meeting.get_absolute_url()))
    assert page.count("1 人中 1 人") == 1
