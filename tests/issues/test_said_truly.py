"""What is told of an issue is true of it as it stands, and reaches each who should hear it."""

from datetime import datetime

import pytest

from buildings.models import Membership, Service
from committees.reminders import SHANGHAI
from issues.operations import (
    accept_issue,
    answer_issue,
    confirm_issue,
    decide_issue,
    dispatch_issue,
    dispute_issue,
    link_issue,
    pass_on_orphans,
    resolve_issue,
)
from kit.subjects import subject_key
from notifications.models import Message
from tests.factories import MembershipFactory

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=SHANGHAI)


def told(issue, user, kind):
    rows = Message.objects.about(subject_key(issue)).filter(recipient=user, channel="inbox")
    rows = rows.filter(letter__kind=f"issues.{kind}").order_by("pk")
    return list(rows.values_list("letter__title", "letter__body"))


def titles(issue, user, kind="progress"):
    return [title.partition("：")[0] for title, _body in told(issue, user, kind)]


def test_what_became_of_it_at_a_meeting_is_not_told_as_being_put_on_an_agenda(estate):
    issue = estate.report(now=NOW)
    link_issue(by=estate.staff, issue=issue, text="列入 3 月 11 日的会", now=NOW)
    link_issue(by=estate.staff, issue=issue, text="3 月 11 日的会取消了", is_known=True, now=NOW)
    assert titles(issue, estate.resident) == ["列入会议了", "议事有新进展"]


def test_of_what_is_done_no_day_is_named_by_which_it_should_be(estate):
    issue = estate.report(now=NOW)
    resolve_issue(by=estate.captain, issue=issue, text="修好了", now=NOW)
    confirm_issue(by=estate.resident, issue=issue, now=NOW)
    link_issue(by=estate.staff, issue=issue, text="议定：每月检查", is_known=True, now=NOW)
    body = told(issue, estate.resident, "progress")[-1][1]
    assert "每月检查" in body
    assert "最迟办好" not in body


def test_moved_to_and_fro_each_word_is_said_again(estate):
    issue = estate.report(now=NOW)
    for day in ("改到周三", "改到周四", "改到周四", "改到周三"):
        link_issue(by=estate.staff, issue=issue, text=day, is_known=True, now=NOW)
    lines = issue.events.filter(kind="linked").order_by("pk").values_list("text", flat=True)
    assert list(lines) == ["改到周三", "改到周四", "改到周三"]


def test_a_neighbour_for_whom_a_clerk_wrote_it_down_hears_what_the_clerk_answers(estate):
    issue = estate.report(by=estate.staff, on_behalf_of=estate.resident, now=NOW)
    accept_issue(by=estate.staff, issue=issue, now=NOW)
    answer_issue(by=estate.staff, issue=issue, text="师傅明早到", now=NOW)
    assert [body for _title, body in told(issue, estate.resident, "answered")] == ["师傅明早到"]
    assert titles(issue, estate.resident, "answered") == ["有回复了"]


def test_what_the_clerk_adds_reaches_whoever_has_it_as_well(estate):
    issue = estate.report(by=estate.staff, on_behalf_of=estate.resident, now=NOW)
    answer_issue(by=estate.staff, issue=issue, text="她说水更大了", now=NOW)
    assert [body for _title, body in told(issue, estate.captain, "answered")] == ["她说水更大了"]
    assert titles(issue, estate.captain, "answered") == ["有回复了"]  # it is not the reporter who says it
    assert [body for _title, body in told(issue, estate.resident, "answered")] == ["她说水更大了"]
    answer_issue(by=estate.resident, issue=issue, text="现在停了", now=NOW)
    assert told(issue, estate.resident, "answered")[1:] == []
    assert told(issue, estate.captain, "answered")[-1][1] == "现在停了"
    assert titles(issue, estate.captain, "answered")[-1] == "报事人补充"


def test_only_who_decides_is_asked_to_and_who_has_it_meanwhile_hears_how_it_ends(estate):
    issue = estate.report(category="litter", now=NOW)
    dispatch_issue(by=estate.captain, issue=issue, organisation=estate.property, now=NOW)
    dispute_issue(by=estate.engineer, issue=issue, text="不归我们", now=NOW)
    assert titles(issue, estate.staff, "disputed") == ["归谁管？请您来定"]
    assert titles(issue, estate.captain, "disputed") == ["社区来定归谁管"]
    assert "定之前仍由您负责" in told(issue, estate.captain, "disputed")[0][1]
    decide_issue(by=estate.staff, issue=issue, organisation=estate.committee, text="归居委会", now=NOW)
    for user in (estate.captain, estate.engineer):
        assert titles(issue, user) == ["定了归谁管"]
    assert titles(issue, estate.staff) == []


def test_whose_it_is_after_all_is_told_that_once(estate):
    issue = estate.report(category="litter", now=NOW)
    dispatch_issue(by=estate.captain, issue=issue, organisation=estate.property, now=NOW)
    dispute_issue(by=estate.engineer, issue=issue, text="不归我们", now=NOW)
    decide_issue(by=estate.staff, issue=issue, organisation=estate.property, text="归物业", now=NOW)
    assert titles(issue, estate.engineer) == []
    assert titles(issue, estate.engineer, "dispatched")[-1] == "转给您"
    assert titles(issue, estate.captain) == ["定了归谁管"]


def test_all_of_an_organisation_hear_of_what_comes_to_it_because_another_serves_no_more(estate):
    issue = estate.report(category="lift", is_danger=True, now=NOW)
    assert issue.holder_organisation == estate.property
    colleague = MembershipFactory(organisation=estate.committee).user
    Service.objects.filter(organisation=estate.property).update(ended_on=NOW.date())
    assert pass_on_orphans(now=NOW) == 1
    issue.refresh_from_db()
    assert issue.holder_organisation == estate.committee
    assert titles(issue, estate.staff, "handed") == titles(issue, colleague, "handed") != []


def test_a_colleague_who_goes_on_is_told_alone(estate):
    issue = estate.report(category="lift", is_danger=True, now=NOW)
    holder = issue.holder
    other = estate.desk if holder == estate.engineer else estate.engineer
    third = MembershipFactory(organisation=estate.property).user
    Membership.objects.filter(user=holder).update(ended_on=NOW.date())
    assert pass_on_orphans(now=NOW) == 1
    issue.refresh_from_db()
    told_now = [user for user in (other, third) if titles(issue, user, "handed")]
    assert told_now == [issue.holder]
