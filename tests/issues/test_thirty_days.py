"""Thirty days of issues, hour by hour, with Celery's own tasks and people who do this and that.

In the suite there are eighty of them; `THIRTY_DAYS_ISSUES=500` brings the crowd.

Before each round of the clock the test works out by itself, from the rows, who is to be warned and what is breached;
after it, exactly that must have happened.
"""

import os
import random
from collections import Counter
from contextlib import suppress
from datetime import timedelta

import pytest
from django.utils import timezone

from buildings.models import Captaincy, Membership
from issues.models import OPEN_STATES, EventKind, Issue, IssueEvent, IssueState
from issues.operations import (
    accept_issue,
    confirm_issue,
    dispatch_issue,
    dispute_issue,
    escalate_issue,
    resolve_issue,
    start_issue,
    suspend_issue,
    withdraw_issue,
)
from issues.operations.handing import orphans
from issues.tasks import close_silent, watch_clocks
from kit.refused import Refused
from notifications.models import Message
from tests.factories import make_captain, make_staff
from tests.issues.estate import fresh

DAYS, COUNT = 30, int(os.environ.get("THIRTY_DAYS_ISSUES", "80"))
CODES = ["water", "litter", "noise", "lift", "parking", "falling_object", "upkeep", "ebike"]


class Month:
    def __init__(self, estate, start):
        self.estate, self.now, self.rng = estate, start, random.Random("thirty days")
        self.street = make_staff(estate.place.parent.parent, "street_office")
        hours = sorted(self.rng.uniform(0, (DAYS - 6) * 24) for _ in range(COUNT))
        self.reports = [start + timedelta(hours=hour) for hour in hours]
        self.breaches, self.warnings = Counter(), Counter()

    def report(self):
        while self.reports and self.reports[0] <= self.now:
            self.estate.report(
                category=self.rng.choice(CODES),
                text=f"第 {len(self.reports)} 件",
                floor=self.rng.choice([1, 2, 3, None]),
                now=self.reports.pop(0),
            )

    def people_act(self):
        """By day some of what is open is taken a step on; every seventh is left lying, which the clock is for."""
        if not 7 <= timezone.localtime(self.now).hour < 22:
            return
        for states, most in ((OPEN_STATES, 4), ([IssueState.RESOLVED], 1)):
            pks = Issue.objects.filter(state__in=states).order_by("pk").values_list("pk", flat=True)
            pks = [pk for pk in pks if pk % 7]
            for pk in self.rng.sample(pks, min(most, len(pks))):
                with suppress(Refused):  # somebody else's, or it has moved on: as in life
                    self.act(Issue.objects.get(pk=pk))

    def act(self, issue):
        who, estate = fresh(issue.holder), self.estate
        say = {"issue": issue, "now": self.now}
        if issue.state == IssueState.RESOLVED:
            if issue.pk % 3 == 0:
                return None  # its reporter never says a word
            return confirm_issue(by=fresh(estate.resident), is_satisfied=self.rng.choice([True, None]), **say)
        if issue.state == IssueState.REPORTED:
            step = self.rng.choice(["dispatch", "accept", "accept", "resolve", "odd"])
        else:
            step = self.rng.choice(["dispatch", "start", "resolve", "resolve", "resolve", "odd"])
        if step == "dispatch":
            return dispatch_issue(by=who, organisation=estate.property, **say)
        if step == "odd":
            return self.odd(who, say)
        words = {"text": "办好了"} if step == "resolve" else {}
        return {"accept": accept_issue, "start": start_issue, "resolve": resolve_issue}[step](
            by=who, **words, **say
        )

    def odd(self, who, say):
        until = timezone.localdate(self.now) + timedelta(days=3)
        return self.rng.choice(
            [
                lambda: dispute_issue(by=who, text="不归我们", **say),
                lambda: suspend_issue(by=who, text="等配件", until=until, **say),
                lambda: escalate_issue(by=who, text="做不了主", **say),
                lambda: withdraw_issue(by=fresh(self.estate.resident), text="算了", **say),
            ]
        )()

    # --- the clock ---------------------------------------------------------------------------------------

    def round_of_the_clock(self):
        due = list(Issue.objects.filter(next_alarm_at__lte=self.now, state__in=OPEN_STATES))
        passed_on = set(orphans(self.now).values_list("pk", flat=True))  # new hands have time of their own
        running = [i for i in due if i.state != IssueState.SUSPENDED and i.pk not in passed_on]
        warned = {i.pk for i in running if i.stage_due_at > self.now}
        breached = {i.pk: i.escalation_count for i in running if i.stage_due_at <= self.now}
        told = Message.objects.filter(letter__kind="issues.warning", channel="inbox").count()
        watch_clocks.apply(kwargs={"now": self.now.isoformat()}, throw=True)
        fresh_rows = Issue.objects.in_bulk([*warned, *breached])
        lifted = {pk for pk, count in breached.items() if fresh_rows[pk].escalation_count == count + 1}
        at_the_top = {pk for pk in breached if pk not in lifted}
        for pk in at_the_top:  # nobody stands above: it is said once, and no alarm is left
            assert fresh_rows[pk].holder_organisation.kind == "street_office"
            assert fresh_rows[pk].next_alarm_at is None
        for pk in warned:
            assert fresh_rows[pk].next_alarm_at > self.now
        new = Message.objects.filter(letter__kind="issues.warning", channel="inbox").count() - told
        assert new >= len(warned) + len(at_the_top)
        self.breaches.update(lifted)
        self.warnings.update(warned)

    def everyone_has_one(self):
        assert not orphans(self.now).exists()
        assert not Issue.objects.filter(next_alarm_at__lte=self.now).exists()


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_at_every_moment_one_person_answers_and_nothing_is_said_twice(estate, now):
    month = Month(estate, now - timedelta(days=DAYS))
    for hour in range(DAYS * 24):
        month.now = now - timedelta(days=DAYS) + timedelta(hours=hour)
        month.report()
        month.people_act()
        if hour == 12 * 24:  # the captain's term runs out; somebody follows
            Captaincy.objects.filter(user=estate.captain).update(ended_on=timezone.localdate(month.now))
            make_captain(estate.building, started_on=timezone.localdate(month.now))
        if hour == 20 * 24:  # the engineer leaves the property company
            Membership.objects.filter(user=estate.engineer).update(ended_on=timezone.localdate(month.now))
        month.round_of_the_clock()
        month.everyone_has_one()
        if hour % 24 == 0:
            close_silent.apply(kwargs={"now": month.now.isoformat()}, throw=True)
    _check_history(month)


def _check_history(month: Month) -> None:
    assert Issue.objects.count() == COUNT
    events = IssueEvent.objects.order_by("issue", "id")
    assert not events.filter(holder=None).exists(), "someone answered after every step"
    by_clock = events.filter(kind=EventKind.ESCALATED, by=None)
    assert Counter(by_clock.values_list("issue", flat=True)) == month.breaches, "each breach, once"
    assert sum(month.breaches.values()) > 0.2 * COUNT, "the month was lively enough to prove something"
    assert sum(month.warnings.values()) > 0.2 * COUNT
    warned = Message.objects.filter(letter__kind="issues.warning")
    told = list(warned.values_list("letter__event__dedupe", "recipient", "channel"))
    assert len(told) == len(set(told))
    _check_one_holder_at_each_moment(events)
    # Silence was never taken for a word.
    assert not Issue.objects.filter(state=IssueState.UNRATED, is_satisfied__isnull=False).exists()
    assert Issue.objects.filter(state=IssueState.UNRATED).exists()


def _check_one_holder_at_each_moment(events) -> None:
    """Each line says who answers from then on; lines never go back in time; the last is the one of today."""
    last: dict[int, IssueEvent] = {}
    for event in events:
        before = last.get(event.issue_id)
        assert before is None or before.at <= event.at
        last[event.issue_id] = event
    for issue in Issue.objects.all():
        event = last[issue.pk]
        assert (event.holder_id, event.holder_organisation_id) == (
            issue.holder_id,
            issue.holder_organisation_id,
        )
