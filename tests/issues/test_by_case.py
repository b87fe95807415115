"""The water company and the police are called in for a case: they read that case, and what everybody reads."""

from datetime import timedelta

import pytest
from django.utils import timezone

from issues import rules
from issues.models import Category, Issue
from issues.operations import accept_issue, dispatch_issue, start_issue
from issues.queries.places import caller_with
from issues.queries.queue import counts_of, queue_of
from people.models import User
from tests.factories import MembershipFactory, OrganisationFactory, make_resident
from tests.issues.estate import fresh, new_estate

pytestmark = pytest.mark.django_db


@pytest.fixture
def partner(estate):
    return OrganisationFactory(kind="partner", name="桂城水司", serves=[estate.place.parent.parent])


@pytest.fixture
def plumber(partner):
    return MembershipFactory(organisation=partner).user


def seen(user) -> list[Issue]:
    return list(Issue.objects.visible_to(fresh(user)).order_by("pk"))


@pytest.mark.parametrize("kind", ["partner", "mediation_studio"])
def test_whoever_is_called_in_reads_only_what_was_passed_on_to_them(estate, kind):
    called = OrganisationFactory(kind=kind, name="外面的", serves=[estate.place.parent.parent])
    person = MembershipFactory(organisation=called).user
    theirs, other = estate.report(), estate.report(text="第二件")
    assert seen(person) == []
    dispatch_issue(by=estate.captain, issue=theirs, organisation=called)
    assert seen(person) == [theirs]
    assert other in seen(estate.engineer), "the property company answers for the estate"
    assert other in seen(estate.staff)


def test_lists_search_queue_file_and_figures_say_the_same(estate, plumber, partner, client):
    theirs, other = estate.report(), estate.report(text="垃圾堆在门口", category="litter")
    dispatch_issue(by=estate.captain, issue=theirs, organisation=partner)
    Issue.objects.update(due_at=timezone.now())
    person = fresh(plumber)
    client.force_login(person)
    assert client.get(f"/issues/{other.pk}/").status_code == 404
    assert client.get(f"/issues/{theirs.pk}/").status_code == 200
    for address in ("/issues/?show=all", "/issues/queue/", "/search/?q=垃圾", f"/places/{estate.place.pk}/"):
        assert other.title not in client.get(address).content.decode()
    assert list(queue_of(person)) == [theirs]
    counts = counts_of(person, timezone.now())[0]
    assert (counts.running, counts.overdue) == (1, 1)
    assert "垃圾" not in b"".join(client.post("/issues/queue/export").streaming_content).decode()
    assert [quick.badge for quick in client.get("/").context["quick"] if "overdue" in quick.url] == [1]


def test_what_they_had_they_may_look_up_but_not_behind_the_door_of_mediation(estate, plumber, partner):
    issue = dispatch_issue(by=estate.captain, issue=estate.report(), organisation=partner)
    start_issue(by=plumber, issue=issue)
    dispatch_issue(by=plumber, issue=issue, organisation=estate.property)
    accept_issue(by=estate.engineer, issue=issue)
    assert seen(plumber) == [issue]
    assert not rules.may_see_door(user=fresh(plumber), issue=issue)
    Issue.objects.update(is_private=True)
    assert seen(plumber) == []


def test_what_was_only_offered_and_went_elsewhere_is_not_theirs(estate, plumber, partner):
    issue = dispatch_issue(by=estate.captain, issue=estate.report(), organisation=partner)
    dispatch_issue(by=estate.captain, issue=issue, organisation=estate.property)
    assert seen(plumber) == []


def test_where_they_serve_no_more_they_look_nothing_up_though_they_serve_elsewhere(estate):
    served = [estate.place, new_estate().place]
    partner = OrganisationFactory(kind="partner", name="桂城水司", serves=served)
    plumber = MembershipFactory(organisation=partner).user
    issue = dispatch_issue(by=estate.captain, issue=estate.report(), organisation=partner)
    start_issue(by=plumber, issue=issue)
    dispatch_issue(by=plumber, issue=issue, organisation=estate.property)
    accept_issue(by=estate.engineer, issue=issue)
    assert seen(plumber) == [issue]
    today = timezone.localdate()
    service = partner.services.filter(place=estate.place)
    service.update(started_on=today - timedelta(days=400), ended_on=today)
    assert seen(plumber) == []


def test_they_still_write_down_what_is_said_to_them_and_read_that(estate, plumber):
    issue = estate.report(by=plumber, text="水表在响", caller="何姨")
    estate.report()
    assert seen(plumber) == [issue]


def test_a_number_tells_them_nobody_s_name_of_a_whole_subdistrict(estate, plumber):
    """To take down what a neighbour says they need no look into who lives where."""
    User.objects.filter(pk=estate.resident.pk).update(phone_verified=True)
    number = fresh(estate.resident).phone
    assert caller_with(user=fresh(estate.engineer), phone=number) == estate.resident
    assert caller_with(user=fresh(plumber), phone=number) is None


def test_who_lives_there_too_reads_as_a_neighbour_and_no_minute_more(estate, plumber):
    make_resident(estate.building, "0101", user=plumber)
    blurred = Category.objects.filter(is_time_blurred=True, is_private=False).first()
    issue = estate.report(category=blurred.code)
    assert issue in seen(plumber)
    assert not rules.may_see_time(user=fresh(plumber), issue=issue)
    assert not rules.may_escalate(user=fresh(plumber), issue=issue)
    assert rules.may_see_time(user=fresh(estate.engineer), issue=issue)
