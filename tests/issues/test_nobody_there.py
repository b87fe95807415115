"""Where nobody at all answers for a place, the site's administrators have what is said there, and say so."""

from datetime import timedelta

import pytest
from django.utils import timezone

from buildings.models import Captaincy, Membership, Service
from issues.models import EventKind, Issue
from issues.operations import accept_issue, dispatch_issue, pass_on_orphans
from notifications.models import Message
from tests.factories import MembershipFactory, OrganisationFactory, UserFactory, make_captain
from tests.issues.estate import fresh

YEAR = timedelta(days=365)


@pytest.fixture
def root(db):
    return make_root()


def make_root(**fields):
    return UserFactory(is_superuser=True, is_staff=True, **fields)


def empty(estate):
    Captaincy.objects.all().delete()
    Membership.objects.all().delete()


def told(person, kind):
    return Message.objects.filter(recipient=person, letter__kind=f"issues.{kind}", channel="inbox")


# --- logged there -----------------------------------------------------------------------------------------


def test_all_who_administer_the_site_hear_of_it_and_whoever_said_it_reads_who_has_it(estate, root, client):
    other = make_root(display_name="另一位管理员")
    empty(estate)
    issue = estate.report(by=fresh(estate.resident))
    assert (issue.holder, issue.holder_organisation) == (root, None)
    for person in (root, other):
        assert told(person, "received").count() == 1
        assert told(person, "vacant").exists()
        client.force_login(person)
        assert client.get(issue.get_absolute_url()).status_code == 200
        assert issue in Issue.objects.held_by(fresh(person))
    client.force_login(estate.resident)
    page = client.get(issue.get_absolute_url()).content.decode()
    assert "系统管理员" in page
    assert str(root) in page


def test_the_form_says_so_before_it_is_sent(estate, root, client):
    empty(estate)
    client.force_login(estate.resident)
    address = f"/issues/new?place={estate.building.pk}&category=water&floor=2"
    assert "系统管理员" in client.get(address).content.decode()


def test_whoever_comes_has_it_at_the_next_round_and_the_reporter_is_told(estate, root, now):
    empty(estate)
    issue = estate.report(by=fresh(estate.resident))
    accept_issue(by=root, issue=issue, text="我在找人")
    assert pass_on_orphans(now) == 0
    person = MembershipFactory(organisation=estate.committee, office="head").user
    assert pass_on_orphans(now) == 1
    issue.refresh_from_db()
    assert (issue.holder, issue.holder_organisation) == (person, estate.committee)
    assert told(person, "handed").exists()
    assert told(estate.resident, "progress").filter(letter__subject=f"issues.issue:{issue.pk}").exists()
    assert issue not in Issue.objects.visible_to(fresh(root))


def test_a_captain_alone_has_it_even_what_cannot_wait_and_the_administrators_hear_who_is_missing(
    estate, root
):
    Membership.objects.all().delete()
    for issue in (estate.report(is_danger=True), estate.report(by=fresh(estate.captain), text="第二件")):
        assert (issue.holder, issue.holder_organisation) == (estate.captain, None)
    assert told(estate.captain, "received").count() == 1  # nobody is told of their own
    assert told(root, "vacant").count() == 1
    assert not told(root, "received").exists()


def test_of_what_others_have_an_administrator_reads_nothing_more_than_before(estate, root):
    mine = estate.report(is_private=True)
    assert not Issue.objects.visible_to(root).filter(pk=mine.pk).exists()


# --- left there -------------------------------------------------------------------------------------------


def test_what_the_last_one_left_behind_goes_to_the_administrators(estate, root, now):
    issue = estate.report()
    empty(estate)
    assert pass_on_orphans(now) == 1
    issue.refresh_from_db()
    assert (issue.holder, issue.holder_organisation) == (root, None)
    assert issue.events.first().kind == EventKind.HANDED
    assert told(root, "handed").exists()
    assert pass_on_orphans(now) == 0
    captain = make_captain(estate.building)
    assert pass_on_orphans(now) == 1
    issue.refresh_from_db()
    assert issue.holder == captain


# --- an organisation that serves there no more ------------------------------------------------------------


@pytest.fixture
def with_property(estate):
    issue = dispatch_issue(by=estate.captain, issue=estate.report(), organisation=estate.property)
    return accept_issue(by=estate.engineer, issue=issue)


def end(estate, now):
    day = timezone.localdate(now)
    Service.objects.filter(organisation=estate.property).update(started_on=day - YEAR, ended_on=day)


def test_the_company_that_follows_has_what_the_one_before_left(estate, with_property, now):
    follower = OrganisationFactory(kind="property_company", name="新物业", serves=[estate.place])
    person = MembershipFactory(organisation=follower, office="head").user
    assert pass_on_orphans(now) == 0
    end(estate, now)
    assert pass_on_orphans(now) == 1
    with_property.refresh_from_db()
    assert (with_property.holder, with_property.holder_organisation) == (person, follower)
    assert told(person, "handed").exists()
    assert told(estate.resident, "progress").exists()
    assert pass_on_orphans(now) == 0


def test_without_one_that_follows_the_next_level_has_it(estate, with_property, now):
    end(estate, now)
    assert pass_on_orphans(now) == 1
    with_property.refresh_from_db()
    assert with_property.holder_organisation == estate.committee


def test_whoever_still_serves_around_the_place_keeps_it(estate, with_property, now):
    end(estate, now)
    day = timezone.localdate(now)
    Service.objects.create(organisation=estate.property, place=estate.place.parent, started_on=day)
    assert pass_on_orphans(now) == 0
