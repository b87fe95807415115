"""A term that ran out over night: whoever follows has what was open, and where nobody does, that is reported."""

from django.utils import timezone

from buildings.models import Captaincy, Membership
from issues.models import EventKind
from issues.operations import accept_issue, dispatch_issue, handing, pass_on_orphans
from notifications.models import Message
from people.models import User
from tests.factories import make_captain
from tests.issues.estate import new_estate


def test_over_night_the_successor_has_them(estate, now):
    issue = estate.report()
    today = timezone.localdate(now)
    Captaincy.objects.filter(user=estate.captain).update(ended_on=today)
    successor = make_captain(estate.building, started_on=today)
    assert pass_on_orphans(now) == 1
    issue.refresh_from_db()
    assert (issue.holder, issue.holder_organisation) == (successor, None)
    assert issue.events.first().kind == EventKind.HANDED
    assert Message.objects.filter(recipient=successor, letter__kind="issues.handed").exists()
    assert pass_on_orphans(now) == 0


def test_without_a_successor_the_organisation_has_them_and_the_vacancy_is_reported(estate, now):
    issue = estate.report()
    Captaincy.objects.filter(user=estate.captain).update(ended_on=timezone.localdate(now))
    assert pass_on_orphans(now) == 1
    issue.refresh_from_db()
    assert issue.holder_organisation == estate.property
    told = Message.objects.filter(letter__kind="issues.vacant", recipient=estate.staff)
    assert told.exists()
    assert estate.building.name in told.first().title


def test_of_several_issues_the_vacancy_is_reported_once_a_day(estate, now):
    for n in range(3):
        estate.report(text=f"第 {n} 件")
    Captaincy.objects.filter(user=estate.captain).update(ended_on=timezone.localdate(now))
    assert pass_on_orphans(now) == 3
    told = Message.objects.filter(letter__kind="issues.vacant", recipient=estate.staff, channel="inbox")
    assert told.count() == 1


def test_a_colleague_has_what_a_member_leaves_behind(estate, now):
    issue = dispatch_issue(by=estate.captain, issue=estate.report(), organisation=estate.property)
    accept_issue(by=estate.engineer, issue=issue)
    Membership.objects.filter(user=estate.engineer).update(ended_on=timezone.localdate(now))
    assert pass_on_orphans(now) == 1
    issue.refresh_from_db()
    assert (issue.holder, issue.holder_organisation) == (estate.desk, estate.property)


def test_where_nobody_at_all_is_left_it_stays_open_for_all_to_see(estate, now):
    issue = estate.report()
    Captaincy.objects.all().delete()
    Membership.objects.all().delete()
    assert pass_on_orphans(now) == 0
    issue.refresh_from_db()
    assert issue.is_open


def test_many_whom_nobody_can_take_hold_up_none_of_another_place(estate, now, monkeypatch):
    monkeypatch.setattr(handing, "MOST_AT_ONCE", 3)
    other = new_estate()
    lost = [estate.report(text=f"第 {n} 件") for n in range(5)]
    later = [other.report(text=f"另一处第 {n} 件") for n in range(4)]
    Membership.objects.exclude(organisation__in=other.place.organisations.all()).delete()
    Captaincy.objects.all().delete()
    assert pass_on_orphans(now) == 3
    assert pass_on_orphans(now) == 1
    assert pass_on_orphans(now) == 0
    for issue in later:
        issue.refresh_from_db()
        assert issue.holder_organisation == other.property
    for issue in lost:
        issue.refresh_from_db()
        assert issue.holder == estate.captain


def test_of_the_people_of_the_town_only_the_holders_are_looked_at(estate, now):
    """It is asked every 15 seconds: in a join a planner goes through everybody who has an account."""
    asked = str(handing.orphans(now).query)
    assert 'JOIN "people_user"' not in asked
    assert asked.count('FROM "people_user"') == 1
    captain = estate.report()
    member = accept_issue(
        by=estate.engineer,
        issue=dispatch_issue(
            by=estate.captain, issue=estate.report(text="另一件"), organisation=estate.property
        ),
    )
    assert not handing.orphans(now).exists()
    for issue, person in ((captain, estate.captain), (member, estate.engineer)):
        User.objects.filter(pk=person.pk).update(is_active=False)
        assert list(handing.orphans(now)) == [issue]
        User.objects.filter(pk=person.pk).update(is_active=True)
