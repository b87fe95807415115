"""Promises: said to be done, accepted, sent back, put off, handed over; reminders; what a party promised."""

from datetime import date, datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from committees import messages
from committees.deadlines import nudges
from committees.operations import (
    ItemPlan,
    accept_action,
    hand_over_action,
    report_progress,
    return_action,
)
from committees.queries.actions import reports_of
from committees.reminders import SHANGHAI
from issues.models import Category, EventKind
from issues.operations import report_issue
from kit.refused import Refused
from notifications.models import Message
from tests.committees.ground import NOW, make_place, member
from tests.committees.promises import DUE, DURING, LATER, promised, put_off, reported, state_of, told
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory
from tests.issues.photos import not_a_picture, picture

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


# --- said to be done, and accepted ----------------------------------------------------


def test_its_owner_says_so_and_those_who_asked_accept_it(estate):
    item = promised(estate)
    colleague = member(organisation=estate.property).user
    report_progress(by=colleague, action_item=item, progress="图已送消防", now=DURING)
    said = reported(estate, item)
    assert (said.state, said.done_at) == ("reported", None)
    reported(estate, item)  # a second tap
    assert item.reports.count() == 2
    assert told(item, messages.ACTION_NEWS)[-1] == ("李龙眼", f"{LATER:%m-%d %H:%M}")
    done = accept_action(by=estate.staff, action_item=item, text="看过了", now=LATER)
    assert (done.state, done.accepted_by, done.done_at) == ("done", estate.staff, LATER)
    assert accept_action(by=estate.staff, action_item=item, now=NOW).done_at == LATER
    assert [report.state for report in item.reports.all()] == ["done", "reported", "open"]
    for again in (lambda: reported(estate, item, progress="其实没有"), lambda: put_off(estate, item)):
        with pytest.raises(Refused, match="已经有了结果"):
            again()
    with pytest.raises(DatabaseError), transaction.atomic():
        item.reports.update(text="改写")


def test_the_last_word_is_the_last_also_where_the_clock_was_set_back(estate):
    item, earlier = promised(estate), LATER - timedelta(hours=1)
    reported(estate, item, progress="图已画好", state="open")
    reported(estate, item, by=estate.staff, now=earlier)
    reported(estate, item, by=estate.staff, now=earlier)  # a second tap
    assert [said.text for said in reports_of(item)] == ["已贴在大堂", "图已画好"]
    # its owner says so as well, so another may accept it
    reported(estate, item, now=LATER - timedelta(hours=2))
    assert accept_action(by=estate.staff, action_item=item, text="看过了", now=LATER).state == "done"


def test_the_owners_own_claim_never_closes_it(estate):
    """Also where the owner runs the meeting; then another who asked for it, or the street office, accepts."""
    own = promised(estate, organisation=estate.committee, person=estate.staff)
    with pytest.raises(Refused, match="另一位"):
        reported(estate, own, by=estate.staff, state="done")
    reported(estate, own, by=estate.staff)
    for act in (
        lambda: accept_action(by=estate.staff, action_item=own, now=LATER),
        lambda: reported(estate, own, by=estate.staff, state="dropped", progress="算了"),
        lambda: put_off(estate, own),
    ):
        with pytest.raises(Refused):
            act()
    assert state_of(own)[0] == "reported"
    street = OrganisationFactory(kind="street_office", serves=[estate.place.parent.parent])
    officer = MembershipFactory(organisation=street).user
    assert accept_action(by=officer, action_item=own, now=LATER).state == "done"


def test_what_a_house_promised_as_a_whole_another_of_it_accepts(estate):
    item = promised(estate, organisation=estate.committee, person=None)
    colleague = member(organisation=estate.committee).user
    with pytest.raises(Refused):  # nobody has said anything yet, and it is their own
        accept_action(by=colleague, action_item=item, now=LATER)
    reported(estate, item, by=estate.staff)
    with pytest.raises(Refused):
        accept_action(by=estate.staff, action_item=item, now=LATER)
    assert accept_action(by=colleague, action_item=item, now=LATER).accepted_by == colleague
    # The chair runs it, but comes from the party that owes it.
    meeting = estate.convene(chair=estate.president)
    theirs = promised(estate, meeting, organisation=estate.council, person=None)
    vice = member(organisation=estate.council, office="member").user
    reported(estate, theirs, by=vice)
    with pytest.raises(Refused):
        accept_action(by=estate.president, action_item=theirs, now=LATER)
    assert accept_action(by=estate.staff, action_item=theirs, now=LATER).state == "done"


def test_who_runs_it_may_say_done_at_once_and_nobody_else_lets_go(estate):
    item = promised(estate)
    with pytest.raises(Refused, match="另一位"):
        reported(estate, item, state="done")
    with pytest.raises(Refused) as refused:
        reported(estate, item, state="dropped", progress="不做了")
    assert refused.value.field == "state"
    for by in (estate.president, estate.resident, estate.captain):
        with pytest.raises(Refused):
            reported(estate, item, by=by)
        for act in (accept_action, lambda **who: return_action(text="没好", **who)):
            with pytest.raises(Refused):
                act(by=by, action_item=item, now=LATER)
    assert state_of(item) == ("open", "")
    assert reported(estate, item, by=estate.staff, state="done").accepted_by == estate.staff


def test_sent_back_with_words(estate):
    item = promised(estate)
    with pytest.raises(Refused, match="还没有人"):
        return_action(by=estate.staff, action_item=item, text="没好", now=LATER)
    reported(estate, item)
    with pytest.raises(Refused) as refused:
        return_action(by=estate.staff, action_item=item, text=" ", now=LATER)
    assert refused.value.field == "text"
    back = return_action(by=estate.staff, action_item=item, text="5 栋还没贴", now=LATER)
    assert (back.state, back.progress) == ("open", "5 栋还没贴")
    return_action(by=estate.staff, action_item=item, text="5 栋还没贴", now=LATER)
    assert item.reports.count() == 2
    assert told(item, messages.ACTION_NEWS)[-1][0] == "区簕杜鹃"


@pytest.mark.parametrize(
    "changes, field",
    [
        ({"progress": " "}, "progress"),
        ({"state": "lost"}, "state"),
        ({"photos": [picture() for _n in range(4)]}, "photos"),
        ({"state": "open", "due_on": DUE + timedelta(days=9)}, "due_on"),  # nobody for themselves
        ({"photos": [not_a_picture()]}, None),
    ],
)
def test_what_cannot_be_said(estate, changes, field):
    item = promised(estate)
    with pytest.raises(Refused) as refused:
        reported(estate, item, **changes)
    assert refused.value.field == field
    assert not item.reports.exists()


def test_another_day(estate):
    item = promised(estate)
    for wrong, field in (
        ({"due_on": LATER.date() - timedelta(days=1)}, "due_on"),
        ({"due_on": date(2206, 1, 1)}, "due_on"),
        ({"reason": " "}, "reason"),
        ({"by": estate.manager}, None),
    ):
        with pytest.raises(Refused) as refused:
            put_off(estate, item, **wrong)
        assert refused.value.field == field
    put_off(estate, item)
    put_off(estate, item)
    item.refresh_from_db()
    assert (item.due_on, item.reports.count()) == (DUE + timedelta(days=7), 1)
    reported(estate, item)
    assert put_off(estate, item, due_on=DUE + timedelta(days=9)).state == "open"


# --- reminders ------------------------------------------------------------------------


def test_reminders_follow_the_promise(estate):
    item = promised(estate)
    three = [("区簕杜鹃", "03-15 09:00"), ("区簕杜鹃", "03-18 09:00"), ("区簕杜鹃", "03-21 09:00")]
    late = ("李龙眼", "03-21 09:00")
    assert told(item, messages.ACTION_DUE) == [*three, late]
    report_progress(by=estate.manager, action_item=item, progress="在办", now=LATER)
    assert told(item, messages.ACTION_DUE) == [*three, late]
    reported(estate, item)
    assert told(item, messages.ACTION_DUE) == []
    # Not accepted: what is still ahead comes back.
    return_action(by=estate.staff, action_item=item, text="5 栋还没贴", now=LATER)
    assert told(item, messages.ACTION_DUE) == [*three[1:], late]
    put_off(estate, item)
    moved = [("区簕杜鹃", f"03-{day} 09:00") for day in (22, 25, 28)]
    assert told(item, messages.ACTION_DUE) == [*moved, ("李龙眼", "03-28 09:00")]
    accept_action(by=estate.staff, action_item=item, now=LATER)
    assert told(item, messages.ACTION_DUE) == []


def test_handed_to_and_fro_each_is_reminded_who_holds_it(estate):
    item, colleague = promised(estate), member(organisation=estate.property).user

    def hand(to):
        who = {"person": to, "organisation": estate.property}
        return hand_over_action(by=estate.staff, action_item=item, reason="出差", now=LATER, **who)

    with pytest.raises(Refused):
        hand_over_action(by=estate.manager, action_item=item, person=colleague, reason="出差", now=LATER)
    for wrong, field in (
        ({"person": UserFactory()}, "who"),
        ({}, "who"),
        ({"organisation": make_place().property}, "who"),
        ({"organisation": estate.council, "reason": " "}, "reason"),
    ):
        with pytest.raises(Refused) as refused:
            hand_over_action(by=estate.staff, action_item=item, now=LATER, **{"reason": "出差"} | wrong)
        assert refused.value.field == field
    hand(colleague)
    hand(colleague)
    assert {name for name, _at in told(item, messages.ACTION_DUE)} == {colleague.display_name, "李龙眼"}
    assert told(item, messages.ACTION_NEWS)[-1][0] == "区簕杜鹃"  # who had it learns it too
    item.refresh_from_db()
    assert (item.owner, item.state) == (f"{estate.property} {colleague}", "open")
    hand(estate.manager)
    assert {name for name, _at in told(item, messages.ACTION_DUE)} == {"区簕杜鹃", "李龙眼"}
    assert item.reports.count() == 2


def test_when_the_nudges_are_due():
    due = date(2026, 3, 18)
    evening = datetime(2026, 3, 16, 20, 0, tzinfo=SHANGHAI)
    assert [nudge.days for nudge in nudges(due, datetime(2026, 3, 15, 8, 59, tzinfo=SHANGHAI))] == [-3, 0, 3]
    first, last = nudges(due, evening)
    assert (first.days, first.expires_at, last.expires_at) == (0, last.due_at, None)
    assert nudges(due, datetime(2026, 3, 21, 9, 0, tzinfo=SHANGHAI)) == []


# --- an issue learns the end ------------------------------------------------------------


def test_its_issue_is_told_when_it_is_settled_not_before(estate):
    issue = report_issue(
        by=estate.resident,
        category=Category.objects.get(pk="upkeep"),
        place=estate.building,
        text="大堂灯不亮",
        now=NOW,
    )
    meeting = estate.convene(agenda=[ItemPlan(issue=issue)])
    raised = meeting.agenda.get(position=2)
    item = promised(estate, meeting, agenda_item=raised, text="换感应灯")

    def lines():
        return list(issue.events.filter(kind=EventKind.LINKED).order_by("id").values_list("text", flat=True))[
            2:
        ]

    reported(estate, item)
    assert lines() == []
    accept_action(by=estate.staff, action_item=item, text="亮了", now=LATER)
    assert lines() == ["已兑现：换感应灯。亮了"]
    dropped = promised(estate, meeting, agenda_item=raised, text="加一盏")
    reported(estate, dropped, by=estate.staff, state="dropped", progress="线路不许可")
    assert lines()[-1] == "不再办理：加一盏。线路不许可"
    titles = Message.objects.filter(recipient=estate.resident, channel="inbox").values_list(
        "letter__body", flat=True
    )
    assert any("换感应灯" in body for body in titles)
