"""With the highest level: nobody is told of a next one, and nobody is offered to call it."""

from datetime import datetime, timedelta

import pytest

from committees.reminders import SHANGHAI
from issues.models import Issue
from issues.operations import escalate_issue, sound_alarms
from kit.subjects import subject_key
from notifications.models import Message
from tests.factories import make_staff
from tests.issues.estate import fresh

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 10, 0, tzinfo=SHANGHAI)


@pytest.fixture
def street(estate):
    return make_staff(estate.place.parent.parent, "street_office")


def warnings(issue, user):
    rows = Message.objects.about(subject_key(issue)).filter(recipient=user, letter__kind="issues.warning")
    return [row.letter.body for row in rows.filter(channel="inbox").order_by("pk")]


def test_a_warning_names_the_next_level_only_where_there_is_one(estate, street):
    issue = estate.report(category="lift", is_danger=True, now=NOW)
    sound_alarms(now=NOW + timedelta(minutes=8))
    assert "请上一级来管" in warnings(issue, issue.holder)[0]
    for _level in range(2):
        issue = Issue.objects.get(pk=issue.pk)
        sound_alarms(now=issue.stage_due_at)
    issue = Issue.objects.get(pk=issue.pk)
    assert issue.holder == street
    sound_alarms(now=issue.next_alarm_at)
    assert "请上一级来管" not in warnings(issue, street)[0]
    assert "没有再高一级" in warnings(issue, street)[0]


def test_the_page_offers_no_level_above_the_highest(estate, street, client):
    issue = estate.report(category="lift", is_danger=True, now=NOW)
    address = f"/issues/{issue.pk}/escalate"
    client.force_login(estate.engineer)
    assert address in client.get(issue.get_absolute_url()).content.decode()
    for by in (estate.engineer, estate.staff):
        escalate_issue(by=fresh(by), issue=issue, text="要破路", now=NOW)
    client.force_login(street)
    assert address not in client.get(issue.get_absolute_url()).content.decode()
    client.force_login(estate.resident)
    assert "可以请上一级来管" not in client.get(issue.get_absolute_url()).content.decode()
