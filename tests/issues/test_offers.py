"""Passed on to somebody who is no longer there to say yes: whoever has it hears of it, and so does the reporter."""

from datetime import datetime, timedelta

import pytest

from buildings.models import Membership, Service
from committees.reminders import SHANGHAI
from issues.operations import dispatch_issue, dispute_issue, take_back_offers
from kit.subjects import subject_key
from notifications.models import Message
from people.models import User
from tests.issues.estate import fresh

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=SHANGHAI)
NEXT = NOW + timedelta(days=1)


def told(issue, user, kind, state="pending"):
    rows = Message.objects.about(subject_key(issue)).filter(recipient=user, channel="inbox", state=state)
    found = rows.filter(letter__kind=f"issues.{kind}").order_by("pk").values_list("letter__title", flat=True)
    return [title.partition("：")[0] for title in found]


@pytest.fixture
def offered(estate):
    issue = estate.report(category="litter", now=NOW)
    return dispatch_issue(by=estate.captain, issue=issue, organisation=estate.property, now=NOW)


def service_ends(estate):
    Service.objects.filter(organisation=estate.property).update(ended_on=NEXT.date())


def all_leave(estate):
    Membership.objects.filter(organisation=estate.property).update(ended_on=NEXT.date())


def all_close(estate):
    people = Membership.objects.filter(organisation=estate.property).values("user")
    User.objects.filter(pk__in=people).update(is_active=False)


@pytest.mark.parametrize("gone", [service_ends, all_leave, all_close])
def test_it_stays_with_whoever_has_it_and_says_so(estate, offered, gone):
    assert take_back_offers(now=NOW) == 0
    gone(estate)
    assert take_back_offers(now=NEXT) == 1
    offered.refresh_from_db()
    assert (offered.holder, offered.offered_organisation) == (estate.captain, None)
    assert told(offered, estate.captain, "handed") == ["仍由您负责"]
    assert told(offered, estate.resident, "progress")[-1] == f"转给{estate.captain}了"
    assert told(offered, estate.engineer, "dispatched") == []
    assert take_back_offers(now=NEXT) == 0


def test_whom_it_was_offered_to_by_name_and_who_left_is_not_waited_for(estate):
    issue = estate.report(category="litter", now=NOW)
    fields = {"by": estate.captain, "organisation": estate.property, "holder": estate.desk}
    dispatch_issue(issue=issue, now=NOW, **fields)
    Membership.objects.filter(user=estate.desk).update(ended_on=NEXT.date())
    assert take_back_offers(now=NEXT) == 1
    issue.refresh_from_db()
    assert (issue.offered_organisation, issue.offered_to) == (None, None)


def test_what_is_disputed_waits_for_the_community_all_the_same(estate, offered):
    dispute_issue(by=fresh(estate.engineer), issue=offered, text="不归我们", now=NOW)
    service_ends(estate)
    assert take_back_offers(now=NEXT) == 0
