"""An organisation that serves there no more, or whose last member leaves: what it promised goes on in hands that
are named before, and with nobody nothing ends."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from buildings.leaving import what_goes_on
from buildings.models import Membership, Service
from buildings.operations import begin_service, end_membership, end_service
from committees.models import Meeting
from committees.operations import PartyPlan, pass_on_promises
from kit.refused import Refused
from tests.committees.ground import STARTS, make_place, member
from tests.committees.promises import promised
from tests.factories import OrganisationFactory, UserFactory, make_estate

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)
NEXT = STARTS + timedelta(days=1)


@pytest.fixture
def place():
    return make_place()


@pytest.fixture
def root():
    return UserFactory(is_superuser=True, is_staff=True)


def service_of(organisation) -> Service:
    service = Service.objects.get(organisation=organisation)
    service.started_on = timezone.localdate() - YEAR
    service.save(update_fields=["started_on"])
    return service


def ended(organisation, on=NEXT):
    day = timezone.localdate(on)
    Service.objects.filter(organisation=organisation).update(started_on=day - YEAR, ended_on=day)


def lines(ending) -> list[str]:
    return [str(found) for found in what_goes_on(ending, timezone.localdate())]


# --- told before ------------------------------------------------------------------------------------------


def test_whoever_ends_a_service_reads_how_much_is_open_and_who_has_it_then(place, root, client):
    promised(place)
    promised(place, person=None)
    promised(place, organisation=place.council, person=place.president)
    service = service_of(place.property)
    assert lines(service) == [f"会上答应的事 2 件：转给{place.committee}"]
    client.force_login(root)
    address = reverse("admin:buildings_service_change", args=[service.pk])
    assert f"会上答应的事 2 件：转给{place.committee}" in client.get(address).content.decode()


def test_whoever_ends_the_last_membership_reads_it_on_the_page_that_ends_it(place, client):
    promised(place, person=None)
    office = Membership.objects.get(user=place.manager)
    assert lines(office) == [f"会上答应的事 1 件：转给{place.committee}"]
    client.force_login(place.staff)
    page = client.get(reverse("issues:hand_over_membership", args=[office.pk])).content.decode()
    assert f"会上答应的事 1 件：转给{place.committee}" in page
    assert "可以直接结束" not in page


def test_a_colleague_is_named_by_the_organisation_that_goes_on(place):
    promised(place)
    promised(place, person=None)  # the organisation's own, whoever of it leaves
    member(organisation=place.property)
    office = Membership.objects.get(user=place.manager)
    assert lines(office) == [f"会上答应的事 1 件：转给{place.property}"]


def test_an_ended_or_empty_one_has_nothing_to_say(place):
    assert lines(service_of(place.property)) == []
    promised(place)
    ended(place.property)
    assert lines(Service.objects.get(organisation=place.property)) == []


def test_it_is_not_ended_while_nobody_could_go_on(place, root):
    promised(place)
    Membership.objects.exclude(organisation=place.property).update(ended_on=timezone.localdate())
    today = timezone.localdate()
    with pytest.raises(Refused, match="没有别人能接着办：会上答应的事 1 件"):
        end_service(by=root, service=service_of(place.property), on=today)
    with pytest.raises(Refused, match="没有别人能接着办"):
        end_membership(by=root, membership=Membership.objects.get(user=place.manager), on=today)
    member(organisation=place.committee)
    assert end_service(by=root, service=service_of(place.property), on=today).ended_on == today


# --- and so it comes --------------------------------------------------------------------------------------


@pytest.mark.parametrize("person", ["manager", None])
def test_what_a_company_promised_goes_to_whoever_called_the_meeting(place, person):
    item = promised(place, person=person and place.manager)
    assert pass_on_promises(now=NEXT) == 0
    ended(place.property)
    assert pass_on_promises(now=NEXT) == 1
    item.refresh_from_db()
    assert (item.person, item.organisation) == (None, place.committee)
    assert pass_on_promises(now=NEXT) == 0


def test_another_service_around_the_meeting_s_place_or_in_it_keeps_it(place):
    item = promised(place, place.convene(place=place.place.parent))
    inside = make_estate(community=place.place.parent)
    ended(place.property)
    Service.objects.create(
        organisation=place.property, place=inside, started_on=timezone.localdate(NEXT) - YEAR
    )
    assert pass_on_promises(now=NEXT) == 0
    item.refresh_from_db()
    assert item.organisation == place.property


def test_whoever_was_called_from_outside_and_never_served_there_keeps_it(place):
    partner = OrganisationFactory(kind="partner", serves=[make_estate()])
    parties = [*place.parties(), PartyPlan("", partner, [member(organisation=partner).user])]
    promised(place, place.convene(parties=parties), organisation=partner, person=None)
    ended(partner)
    assert pass_on_promises(now=NEXT) == 0


def test_a_convenor_that_serves_there_no_more_does_not_get_it(place):
    meeting = place.convene(by=place.president, organisation=place.council)
    item = promised(place, meeting, person=None)
    ended(place.council)
    ended(place.property)
    assert pass_on_promises(now=NEXT) == 1
    item.refresh_from_db()
    assert item.organisation == place.committee


# --- entered by mistake, and taken back ---------------------------------------------------------------------


@pytest.mark.parametrize("days_ago", [0, 1])
def test_who_was_called_from_outside_before_keeps_what_they_promised(place, days_ago):
    """Whoever was called while the mistake stood was called as one that serves: others have it then."""
    outside = OrganisationFactory(kind="partner", name="派出所", serves=[])
    officer = member(organisation=outside).user
    meeting = place.convene(parties=[*place.parties(), PartyPlan("", outside, [officer])])
    item = promised(place, meeting, organisation=outside, person=officer)
    today = timezone.localdate()
    Meeting.objects.filter(pk=meeting.pk).update(created_at=timezone.now() - timedelta(days=days_ago))
    service = begin_service(by=place.staff, organisation=outside, place=place.place)
    says = [] if days_ago else [f"会上答应的事 1 件：转给{place.committee}"]
    assert lines(service) == says
    end_service(by=place.staff, service=service, on=today)
    assert pass_on_promises() == len(says)
    item.refresh_from_db()
    assert item.organisation == (outside if days_ago else place.committee)
