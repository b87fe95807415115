"""The agenda, and the issues that stand on it."""

from datetime import timedelta

import pytest

from committees.operations import (
    ItemPlan,
    add_agenda_item,
    cancel_meeting,
    move_meeting,
    record_resolution,
    reorder_agenda,
)
from committees.operations.agenda import shift_item
from issues.models import Category, EventKind, Issue, IssueState
from issues.operations import report_issue
from kit.refused import Refused
from notifications.models import Message
from tests.committees.ground import NOW, STARTS, attend, make_place

pytestmark = pytest.mark.django_db


def titles(meeting):
    return [item.title for item in meeting.agenda.order_by("position")]


def make_issue(estate, category="ebike"):
    return report_issue(
        by=estate.resident,
        category=Category.objects.get(pk=category),
        place=estate.building,
        text="大堂有两台电动车飞线充电，夜里闻到焦味。",
        now=NOW,
    )


def linked(issue):
    return list(issue.events.filter(kind=EventKind.LINKED).order_by("id").values_list("text", flat=True))


def test_an_issue_on_the_agenda_says_so_on_its_timeline_and_later_what_was_decided(estate):
    issue = make_issue(estate)
    meeting = estate.convene(agenda=[ItemPlan("高空抛物"), ItemPlan(issue=issue)])
    item = meeting.agenda.get(issue=issue)
    assert (item.position, item.title) == (3, issue.title)
    assert linked(issue) == ["列入 3 月 11 日“电动车集中充电点选址”第 3 项"]

    attend(estate, meeting)
    record_resolution(by=estate.staff, meeting=meeting, agenda_item=item, text="在架空层建充电棚", now=STARTS)
    assert linked(issue)[1] == "“电动车集中充电点选址”决议 2026-03-1：在架空层建充电棚"


def test_an_issue_that_the_convenor_cannot_see_is_refused_whole(estate):
    elsewhere = make_issue(make_place())
    with pytest.raises(Refused, match="看不到"):
        estate.convene(agenda=[ItemPlan("高空抛物"), ItemPlan("", issue=elsewhere)])
    assert not estate.place.meetings.exists()
    assert linked(elsewhere) == []


def test_what_is_in_mediation_is_put_on_no_agenda(estate):
    issue = make_issue(estate)
    over = {"closed_at": NOW, "next_alarm": None, "next_alarm_at": None}
    Issue.objects.filter(pk=issue.pk).update(state=IssueState.MEDIATION, **over)
    with pytest.raises(Refused):
        estate.convene(agenda=[ItemPlan("高空抛物"), ItemPlan("", issue=issue)])
    assert not estate.place.meetings.exists()


def test_one_more_item_goes_to_the_end_once(estate):
    meeting = estate.convene()
    issue = make_issue(estate)
    for _tap in range(2):
        add_agenda_item(by=estate.staff, meeting=meeting, title="共享书屋开放时间", minutes=10, now=NOW)
        add_agenda_item(by=estate.staff, meeting=meeting, issue=issue, now=NOW)
    assert titles(meeting) == [
        "上次决议落实",
        "电动车集中充电点",
        "高空抛物监控",
        "共享书屋开放时间",
        issue.title,
    ]
    assert len(linked(issue)) == 1


def test_up_and_down_never_past_the_first(estate):
    meeting = estate.convene(agenda=[ItemPlan("甲"), ItemPlan("乙"), ItemPlan("丙")])
    first, a, b, c = meeting.agenda.order_by("position")
    shift_item(by=estate.staff, item=c, up=True)
    assert titles(meeting)[1:] == ["甲", "丙", "乙"]
    shift_item(by=estate.staff, item=a, up=True)
    shift_item(by=estate.staff, item=b, up=False)
    assert titles(meeting) == ["上次决议落实", "甲", "丙", "乙"]
    shift_item(by=estate.staff, item=a, up=False)
    assert titles(meeting)[1:] == ["丙", "甲", "乙"]
    with pytest.raises(Refused, match="第 1 项"):
        shift_item(by=estate.staff, item=first, up=False)


def test_an_order_that_forgets_or_invents_an_item_is_refused(estate):
    meeting = estate.convene()
    other = make_place().convene().agenda.last()
    own = list(meeting.agenda.filter(is_follow_up=False).values_list("pk", flat=True))
    for order in (own[:1], [*own, other.pk], [own[0], own[0]], []):
        with pytest.raises(Refused, match="改动"):
            reorder_agenda(by=estate.staff, meeting=meeting, order=order)
    reorder_agenda(by=estate.staff, meeting=meeting, order=own[::-1])
    assert titles(meeting)[1:] == ["高空抛物监控", "电动车集中充电点"]


def test_who_may_touch_the_agenda_and_when(estate):
    meeting = estate.convene()
    for by in (estate.manager, estate.resident, estate.president):
        with pytest.raises(Refused):
            add_agenda_item(by=by, meeting=meeting, title="加一项", now=NOW)
    with pytest.raises(Refused, match="议什么"):
        add_agenda_item(by=estate.staff, meeting=meeting, title=" ", now=NOW)
    cancel_meeting(by=estate.staff, meeting=meeting, reason="台风", now=NOW)
    with pytest.raises(Refused, match="取消"):
        add_agenda_item(by=estate.staff, meeting=meeting, title="加一项", now=NOW)
    assert len(titles(meeting)) == 3


def test_what_went_to_mediation_since_stands_on_no_agenda(estate, client, django_assert_num_queries):
    issue = make_issue(estate)
    meeting = estate.convene(agenda=[ItemPlan("高空抛物"), ItemPlan(issue=issue)])
    words = issue.title
    assert words in client.get(f"/meetings/{meeting.pk}/").content.decode()
    over = {"closed_at": NOW, "next_alarm": None, "next_alarm_at": None}
    Issue.objects.filter(pk=issue.pk).update(state=IssueState.MEDIATION, **over)
    for address in (f"/meetings/{meeting.pk}/", f"/meetings/{meeting.pk}/meeting.ics"):
        answer = client.get(address)
        body = b"".join(answer).decode().replace("\r\n ", "")
        assert words not in body
        assert "一件转入调解的事" in body
    with django_assert_num_queries(1):
        assert [item.heading for item in meeting.agenda.in_order()][2] == "一件转入调解的事"


def test_whoever_reported_it_reads_that_the_meeting_moved_and_that_it_was_called_off(estate):
    issue = make_issue(estate)
    meeting = estate.convene(agenda=[ItemPlan(issue=issue)])
    later = {"starts_at": STARTS + timedelta(days=1), "ends_at": STARTS + timedelta(days=1, hours=1)}
    move_meeting(by=estate.staff, meeting=meeting, now=NOW, **later)
    move_meeting(by=estate.staff, meeting=meeting, now=NOW, venue="门厅", **later)
    cancel_meeting(by=estate.staff, meeting=meeting, reason="人到不齐", now=NOW)
    assert linked(issue)[1:] == [
        "“电动车集中充电点选址”改期，3 月 12 日 19:30 开",
        "3 月 12 日的“电动车集中充电点选址”取消了，这件事等下一次会再议",
    ]
    told = Message.objects.filter(
        recipient=estate.resident, channel="inbox", letter__kind__startswith="issues."
    )
    assert [
        body for body in told.values_list("letter__body", flat=True) if "改期" in body or "取消了" in body
    ]
