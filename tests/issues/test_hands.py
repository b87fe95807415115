"""From hand to hand: offers, disputes, the next level by hand, putting off."""

from datetime import timedelta

import pytest
from django.utils import timezone

from buildings.models import Captaincy
from issues.models import Issue
from issues.operations import (
    accept_issue,
    answer_issue,
    decide_issue,
    dispatch_issue,
    dispute_issue,
    escalate_issue,
    pass_on_orphans,
    resolve_issue,
    resume_issue,
    sound_alarm,
    start_issue,
    suspend_issue,
    withdraw_issue,
)
from kit.refused import Refused
from kit.subjects import subject_key
from notifications.models import Message
from people.models import User
from portal.my_data import erase_account
from tests.factories import MembershipFactory, OrganisationFactory, make_captain, make_staff
from tests.issues.estate import fresh


@pytest.fixture
def issue(estate, now):
    return estate.report(category="litter", now=now)


@pytest.fixture
def offered(estate, issue, now):
    return dispatch_issue(by=estate.captain, issue=issue, organisation=estate.property, now=now)


@pytest.fixture
def street(estate):
    return make_staff(estate.place.parent.parent, "street_office", user__display_name="陈荔枝")


# --- an offer is not a hand-over -----------------------------------------------------------------------------


def test_until_it_is_accepted_it_stays_with_whoever_has_it(estate, offered, now):
    assert offered.holder == estate.captain
    assert set(Issue.objects.held_by(fresh(estate.captain))) == {offered}
    assert not Issue.objects.held_by(fresh(estate.engineer)).exists()
    assert set(Issue.objects.offered_to(fresh(estate.engineer))) == {offered}
    accept_issue(by=estate.engineer, issue=offered, now=now)
    assert (offered.holder, offered.holder_organisation) == (estate.engineer, estate.property)
    assert not Issue.objects.held_by(fresh(estate.captain)).exists()
    assert not Issue.objects.offered_to(fresh(estate.engineer)).exists()


def test_one_named_is_asked_alone(estate, issue, now):
    dispatch_issue(by=estate.captain, issue=issue, organisation=estate.property, holder=estate.desk, now=now)
    asked = Message.objects.filter(letter__kind="issues.dispatched", channel="inbox")
    assert [message.recipient for message in asked] == [estate.desk]
    with pytest.raises(Refused):
        accept_issue(by=estate.engineer, issue=issue, now=now)


def test_a_second_offer_takes_the_place_of_the_first(estate, offered, now):
    dispatch_issue(by=estate.captain, issue=offered, organisation=estate.committee, now=now)
    assert offered.offered_organisation == estate.committee
    asked = Message.objects.filter(letter__kind="issues.dispatched", recipient=estate.engineer)
    assert {message.state for message in asked} == {"void"}
    with pytest.raises(Refused):
        accept_issue(by=estate.engineer, issue=offered, now=now)


def test_a_captain_who_takes_it_after_all_ends_the_offer(estate, offered, now):
    start_issue(by=estate.captain, issue=offered, now=now)
    assert (offered.holder, offered.offered_organisation) == (estate.captain, None)


def test_nothing_is_offered_to_an_empty_office(estate, issue, now):
    empty = OrganisationFactory(kind="owners_committee", serves=[estate.place])
    with pytest.raises(Refused) as refused:
        dispatch_issue(by=estate.captain, issue=issue, organisation=empty, now=now)
    assert refused.value.field == "organisation"


def test_a_colleague_named_within_has_it_at_once(estate, offered, now):
    accept_issue(by=estate.engineer, issue=offered, now=now)
    dispatch_issue(
        by=estate.engineer, issue=offered, organisation=estate.property, holder=estate.desk, now=now
    )
    assert (offered.holder, offered.offered_organisation) == (estate.desk, None)


# --- not ours -------------------------------------------------------------------------------------------------


def test_a_dispute_is_decided_by_the_community_and_nobody_loses_it_meanwhile(estate, offered, now):
    dispute_issue(by=estate.engineer, issue=offered, text="非物业责任", now=now)
    assert (offered.state, offered.holder) == ("disputed", estate.captain)
    assert Message.objects.filter(letter__kind="issues.disputed", recipient=estate.staff).exists()
    for person in (estate.captain, estate.engineer):
        with pytest.raises(Refused):
            decide_issue(by=person, issue=offered, organisation=estate.property, text="是你们的", now=now)
    later = now + timedelta(hours=2)
    decide_issue(by=estate.staff, issue=offered, organisation=estate.property, text="楼道归物业", now=later)
    assert (offered.state, offered.holder, offered.holder_organisation) == (
        "reported",
        estate.engineer,
        estate.property,
    )
    assert offered.stage_started_at == later
    assert offered.next_alarm_at > later


def test_only_with_a_reason(estate, offered, now):
    with pytest.raises(Refused) as refused:
        dispute_issue(by=estate.engineer, issue=offered, text="  ", now=now)
    assert refused.value.field == "text"


# --- 吹哨 -----------------------------------------------------------------------------------------------------


def test_each_whistle_calls_one_level_up_to_the_top(estate, issue, street, now):
    levels = []
    for hours in range(1, 4):
        escalate_issue(
            by=estate.staff, issue=issue, text=f"还没人管 {hours}", now=now + timedelta(hours=hours)
        )
        levels.append((issue.holder, issue.state))
    assert levels == [(estate.engineer, "reported"), (estate.staff, "reported"), (street, "reported")]
    with pytest.raises(Refused, match="最高一级"):
        escalate_issue(by=estate.staff, issue=issue, text="再来", now=now + timedelta(hours=5))


def test_who_it_went_past_may_finish_what_was_begun(estate, offered, now):
    start_issue(by=estate.engineer, issue=offered, now=now)
    escalate_issue(by=estate.engineer, issue=offered, text="要挖路面，做不了主", now=now)
    assert (offered.holder, offered.previous_organisation) == (estate.staff, estate.property)
    resolve_issue(by=estate.desk, issue=offered, text="挖开修好了", now=now)
    assert (offered.state, offered.holder, offered.resolved_by) == (
        "resolved",
        estate.staff,
        estate.desk,
    )


def test_a_neighbour_does_not_whistle(estate, issue, now):
    for person in (estate.resident, estate.neighbour):
        with pytest.raises(Refused):
            escalate_issue(by=person, issue=issue, text="快点", now=now)


def test_a_second_tap_of_the_whistle_is_one(estate, issue, now):
    for _tap in range(2):
        escalate_issue(by=estate.captain, issue=issue, text="我做不了", now=now)
    assert (issue.escalation_count, issue.holder) == (1, estate.engineer)


def test_an_empty_office_is_passed_over_and_reported(estate, issue, now):
    from buildings.models import Membership

    Membership.objects.filter(organisation=estate.property).delete()
    escalate_issue(by=estate.captain, issue=issue, text="我做不了", now=now)
    assert issue.holder == estate.staff
    assert (
        Message.objects.filter(letter__kind="issues.vacant", recipient=estate.staff, channel="inbox").count()
        == 1
    )


# --- put off --------------------------------------------------------------------------------------------------


def test_what_is_put_off_stands_still_and_goes_on_by_itself(estate, offered, now):
    accept_issue(by=estate.engineer, issue=offered, now=now)
    promised = offered.resolve_by
    until = timezone.localdate(now) + timedelta(days=14)
    suspend_issue(by=estate.engineer, issue=offered, text="等厂家发货", until=until, now=now)
    assert offered.state == "suspended"
    sound_alarm(issue=offered, now=promised + timedelta(hours=1))
    assert offered.state == "suspended"  # nothing is late meanwhile
    assert offered not in Issue.objects.overdue(promised + timedelta(hours=1))
    sound_alarm(issue=offered, now=offered.next_alarm_at)
    assert (offered.state, offered.holder) == ("accepted", estate.engineer)
    assert offered.resolve_by >= promised + timedelta(days=13)
    assert offered.next_alarm in (50, 80, 100)


@pytest.mark.parametrize("days", [0, -3, 61])
def test_it_is_put_off_until_a_day_that_comes_and_not_for_ever(estate, offered, now, days):
    accept_issue(by=estate.engineer, issue=offered, now=now)
    with pytest.raises(Refused) as refused:
        suspend_issue(
            by=estate.engineer,
            issue=offered,
            text="等",
            until=timezone.localdate(now) + timedelta(days=days),
            now=now,
        )
    assert refused.value.field == "until"


def test_taken_up_before_its_day(estate, offered, now):
    accept_issue(by=estate.engineer, issue=offered, now=now)
    until = timezone.localdate(now) + timedelta(days=14)
    suspend_issue(by=estate.engineer, issue=offered, text="等厂家发货", until=until, now=now)
    resume_issue(by=estate.desk, issue=offered, text="货到了", now=now + timedelta(days=1))
    assert (offered.state, offered.suspended_until) == ("accepted", None)


# --- the machine's clock goes back an hour ----------------------------------------------------------------------


def test_a_clock_that_goes_back_tears_no_history(estate, issue, now):
    accept_issue(by=estate.captain, issue=issue, now=now + timedelta(hours=2))
    start_issue(by=estate.captain, issue=issue, now=now + timedelta(hours=1))  # an hour earlier
    answer_issue(by=estate.captain, issue=issue, text="在修", now=now)
    resolve_issue(by=estate.captain, issue=issue, text="好了", now=now - timedelta(hours=3))
    events = list(issue.events.order_by("id"))
    assert [event.kind for event in events] == ["reported", "accepted", "started", "answered", "resolved"]
    moments = [event.at for event in events]
    assert moments == sorted(moments)
    assert issue.reported_at <= issue.responded_at <= issue.resolved_at


def test_no_warning_comes_twice_when_the_clock_goes_back(estate, issue, now):
    half = issue.next_alarm_at
    sound_alarm(issue=issue, now=half + timedelta(seconds=1))
    told = Message.objects.filter(letter__kind="issues.warning").count()
    assert told == 1 * 2 or told == 1  # inbox, and mail where there is an address
    for _again in range(3):
        sound_alarm(issue=issue, now=half - timedelta(hours=1))
        sound_alarm(issue=issue, now=half + timedelta(seconds=1))
    assert Message.objects.filter(letter__kind="issues.warning").count() == told


def test_withdrawn_stops_every_clock(estate, offered, now):
    withdraw_issue(by=estate.resident, issue=offered, text="算了", now=now)
    assert (offered.next_alarm_at, offered.offered_organisation) == (None, None)
    sound_alarm(issue=offered, now=now + timedelta(days=90))
    assert offered.state == "withdrawn"
    assert not Message.objects.filter(letter__kind="issues.warning").exists()


def test_a_member_who_joined_yesterday_can_take_it(estate, offered, now):
    newcomer = MembershipFactory(organisation=estate.property).user
    accept_issue(by=newcomer, issue=offered, now=now)
    assert offered.holder == newcomer


def test_of_danger_that_lay_too_long_the_street_hears_at_once(estate, street, now):
    issue = estate.report(is_danger=True, now=now)
    sound_alarm(issue=issue, now=issue.stage_due_at)
    assert issue.holder == estate.staff  # one level up, as always
    told = Message.objects.get(letter__kind="issues.danger", channel="inbox")
    assert (told.recipient, told.due_at) == (street, issue.changed_at)


# --- nobody is there ---------------------------------------------------------------------------------------


def test_whose_account_was_closed_gets_no_issue_and_keeps_none(estate):
    """The term runs on, and nobody reads what is sent there."""
    held = estate.report()
    assert held.holder == estate.captain
    User.objects.filter(pk=estate.captain.pk).update(is_active=False)
    assert pass_on_orphans() == 1
    held.refresh_from_db()
    later = estate.report(text="第二件")
    for issue in (held, later):
        assert issue.holder_organisation == estate.property
        assert Message.objects.filter(letter__subject=subject_key(issue), recipient=issue.holder).exists()
    User.objects.filter(pk=held.holder_id).update(is_active=False)
    assert pass_on_orphans() == 2
    held.refresh_from_db()
    assert held.holder == estate.desk
    assert pass_on_orphans() == 0


def test_whoever_was_appointed_today_and_erased_the_account_gets_no_issue(estate):
    """The term is over at once, and so is what came to them by it."""
    newcomer = make_captain(estate.other, started_on=timezone.localdate())
    erase_account(by=newcomer)
    assert not Captaincy.objects.current().filter(user=newcomer).exists()
    issue = estate.report(by=estate.far_neighbour, place=estate.other)
    assert issue.holder_organisation == estate.property
