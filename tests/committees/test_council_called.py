"""A council among itself is called as it sits: by the seats of its charter, and those who hold them. The form
said nine seats whatever the charter said, and called who had sat there before: it could never decide."""

import pytest

from committees.models import CouncilSeat, MeetingKind
from committees.operations import adopt_charter, seat_member
from committees.queries import parties_offered
from committees.queries.series import parties_by_kind
from tests.committees.ground import make_place, member

pytestmark = pytest.mark.django_db


@pytest.fixture
def estate(db):
    return make_place()


@pytest.fixture
def sitting(estate):
    """The president and one former member have no seat any more; two of three seats are held."""
    member(organisation=estate.council, office="member")
    new = [member(organisation=estate.council, office="member") for _number in range(2)]
    adopt_charter(by=estate.staff, council=estate.council, seats=3)
    for number, holder in zip((1, 3), new, strict=True):
        seat_member(by=estate.staff, council=estate.council, number=number, holder=holder)
    seat_member(by=estate.staff, council=estate.council, number=2)
    return [one.user for one in new]


def test_its_form_has_the_seats_of_the_charter_and_calls_those_who_hold_them(estate, sitting, visit):
    form = visit(estate.president).get("/meetings/new/?kind=council").context["form"]
    assert form.initial[f"seats-o{estate.council.pk}"] == 3
    assert form.initial["delegate"] == [f"o{estate.council.pk}:{user.pk}" for user in sitting]


def test_a_series_calls_them_too(estate, sitting):
    (offer,) = parties_by_kind(MeetingKind.objects.get(code="council"), estate.place)
    assert ({user for user, _line in offer.people}, offer.seats) == (set(sitting), 3)
    joint = parties_by_kind(MeetingKind.objects.get(code="joint"), estate.place)
    council = next(offer for offer in joint if offer.organisation == estate.council)
    assert ([user for user, _line in council.people][:2], council.seats) == (sitting, 0)


def test_to_others_they_go_first_and_without_seats_every_member_may(estate, sitting):
    def people() -> list:
        offers = parties_offered(estate.place)
        offer = next(one for one in offers if one.organisation == estate.council)
        return [user for user, _line in offer.people]

    assert people()[:2] == sitting
    CouncilSeat.objects.all().delete()
    assert people()[0] == estate.president
