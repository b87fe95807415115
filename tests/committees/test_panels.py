"""Promises, and what the meetings put on the pages of other rooms."""

from datetime import timedelta

import pytest
from django.utils import timezone

from committees.operations import (
    ActionPlan,
    ItemPlan,
    cancel_meeting,
    close_meeting,
    publish_minutes,
    record_resolution,
    seat_member,
)
from issues.models import Category
from issues.operations import merge_issues, report_issue
from tests.committees.ground import attend, convene_now, convene_soon, make_place, member, resident_of
from tests.committees.pages import text_of
from tests.committees.sealing import sealed

pytestmark = pytest.mark.django_db


def test_a_promise_of_a_closed_circle_is_read_by_who_owes_it(estate, visit):
    meeting = attend(estate, convene_now(estate, is_open=False))
    plan = ActionPlan("补图", timezone.localdate(), organisation=estate.property)
    action = record_resolution(
        by=estate.staff, meeting=meeting, text="补图", actions=[plan]
    ).action_items.get()
    colleague = member(organisation=estate.property).user
    assert visit(colleague).get(f"/meetings/actions/{action.pk}/").status_code == 200
    assert visit(estate.resident).get(f"/meetings/actions/{action.pk}/").status_code == 404


def test_the_seats_panel(estate, client):
    seat_member(
        by=estate.staff,
        council=estate.council,
        number=1,
        duty="会长",
        holder=estate.council.memberships.get(),
    )
    seat_member(by=estate.staff, council=estate.council, number=2, duty="长者关怀")
    url = f"/meetings/seats/{estate.building.pk}/"
    panel = client.get(url, headers={"HX-Request": "true"})
    assert "<html" not in panel.content.decode()
    for words in ("黄木棉", "会长", "长者关怀", "暂缺"):
        assert words in text_of(panel)
    assert "谁替我们说话" in text_of(client.get(url))
    assert client.get("/meetings/seats/999999/").status_code == 404


def test_the_issue_panel(estate, client, visit):
    issue = report_issue(
        by=estate.resident,
        category=Category.objects.get(pk="upkeep"),
        place=estate.building,
        text="大堂灯不亮",
    )
    url = f"/meetings/about-issue/{issue.pk}/"
    htmx = {"HX-Request": "true"}
    assert "带到会上" in text_of(visit(estate.staff).get(url, headers=htmx))
    assert "提为会议议题" in text_of(visit(estate.staff).get(url, headers=htmx))
    neighbour = text_of(visit(estate.resident).get(url, headers=htmx))
    assert "提为会议议题" in neighbour
    assert "带到会上" not in neighbour
    meeting = convene_soon(estate, agenda=[ItemPlan(issue=issue)])
    assert "联席会议第 2 项" in text_of(visit(estate.resident).get(url, headers=htmx))
    cancel_meeting(by=estate.staff, meeting=meeting, reason="台风")
    assert "第 2 项" not in text_of(visit(estate.resident).get(url, headers=htmx))
    assert visit(make_place().resident).get(url).status_code == 404
    client.logout()
    assert client.get(url).status_code == 404


def test_the_panel_of_an_issue_comes_to_whoever_opens_the_issue_after_moving_away(estate, visit):
    """Their report went on in a neighbour's. A piece that is refused would be said to be a failure of the page."""
    lamp = {"category": Category.objects.get(pk="upkeep"), "place": estate.building, "text": "大堂灯不亮"}
    gone = resident_of(estate.building, "0301")
    into = report_issue(by=estate.resident, **lamp)
    merge_issues(by=estate.staff, issue=report_issue(by=gone, **lamp), into=into)
    gone.residencies.update(ended_on=timezone.localdate() - timedelta(days=1))
    gone = type(gone).objects.get(pk=gone.pk)
    page = visit(gone).get(into.get_absolute_url())
    panel = f"/meetings/about-issue/{into.pk}/"
    assert f'data-piece="{panel}"' in page.content.decode()
    answer = visit(gone).get(panel, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    assert "提为会议议题" not in text_of(answer)


def test_the_panel_tells_the_reporter_what_was_decided(estate, visit):
    issue = report_issue(
        by=estate.resident,
        category=Category.objects.get(pk="upkeep"),
        place=estate.building,
        text="大堂灯不亮",
    )
    meeting = attend(estate, convene_now(estate, agenda=[ItemPlan(issue=issue)]))
    record_resolution(
        by=estate.staff, meeting=meeting, agenda_item=meeting.agenda.get(position=2), text="换成感应灯"
    )
    close_meeting(by=estate.staff, meeting=meeting, minutes="已议")
    sealed(estate, meeting, timezone.now())
    publish_minutes(by=estate.staff, meeting=meeting)
    page = text_of(visit(estate.resident).get(f"/meetings/about-issue/{issue.pk}/"))
    assert "换成感应灯" in page
    assert "纪要已公示" in page
