"""What waits to be told is taken back as soon as it is no longer true."""

from datetime import timedelta

import pytest

from issues.operations import (
    accept_issue,
    decide_issue,
    dispatch_issue,
    dispute_issue,
    escalate_issue,
    hand_over_issues,
    sound_alarm,
    start_issue,
    suspend_issue,
    withdraw_issue,
)
from kit.subjects import subject_key
from notifications.models import Message
from tests.factories import MembershipFactory


@pytest.fixture
def issue(estate, now):
    """With the property company, where nobody has taken it on yet."""
    return estate.report(by=estate.captain, category="water", now=now)


def waiting(issue, kind: str, **to) -> bool:
    rows = Message.objects.about(subject_key(issue)).exclude(state="void")
    return rows.filter(letter__kind=f"issues.{kind}", **to).exists()


@pytest.fixture
def disputed(estate, issue, now):
    dispute_issue(by=estate.engineer, issue=issue, text="这是市政的管子", now=now)
    assert waiting(issue, "disputed")
    return issue


@pytest.mark.parametrize(
    "act",
    [
        lambda e, issue, now: decide_issue(
            by=e.staff, issue=issue, organisation=e.committee, text="我们来", now=now
        ),
        lambda e, issue, now: escalate_issue(by=e.engineer, issue=issue, text="急", now=now),
        lambda e, issue, now: withdraw_issue(by=e.captain, issue=issue, text="好了", now=now),
    ],
)
def test_nobody_is_asked_to_decide_what_is_decided_or_over(estate, disputed, now, act):
    act(estate, disputed, now)
    assert not waiting(disputed, "disputed")


def test_while_it_goes_from_colleague_to_colleague_it_still_has_to_be_decided(estate, disputed, now):
    hand_over_issues(
        by=estate.staff,
        issues=[disputed],
        to=estate.desk if disputed.holder == estate.engineer else estate.engineer,
        organisation=estate.property,
        text="换人",
        now=now,
    )
    assert disputed.state == "disputed"
    assert waiting(disputed, "disputed")


def test_once_somebody_began_no_colleague_is_asked_to_answer(estate, issue, now):
    assert waiting(issue, "received", recipient=estate.desk)
    start_issue(by=estate.engineer, issue=issue, now=now)
    assert not waiting(issue, "received")


def test_whoever_began_what_they_had_is_still_warned(estate, issue, now):
    accept_issue(by=estate.engineer, issue=issue, now=now)
    sound_alarm(issue=issue, now=issue.next_alarm_at)
    assert waiting(issue, "warning")
    start_issue(by=estate.engineer, issue=issue, now=now)
    assert waiting(issue, "warning")


def test_nobody_is_warned_while_the_clock_stands(estate, issue, now):
    accept_issue(by=estate.engineer, issue=issue, now=now)
    sound_alarm(issue=issue, now=issue.next_alarm_at)
    assert waiting(issue, "warning")
    until = (now + timedelta(days=9)).date()
    suspend_issue(by=estate.engineer, issue=issue, text="等配件", until=until, now=now)
    assert not waiting(issue, "warning")


def test_what_was_passed_on_is_asked_of_nobody_once_another_began(estate, issue, now):
    colleague = MembershipFactory(organisation=estate.committee).user
    dispatch_issue(by=estate.engineer, issue=issue, organisation=estate.committee, now=now)
    assert waiting(issue, "dispatched", recipient=colleague)
    start_issue(by=estate.staff, issue=issue, now=now)
    assert not waiting(issue, "dispatched")
