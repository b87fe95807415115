"""Giving a seat on its page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from committees.models import CouncilSeat
from committees.operations import seat_member
from journal.models import Entry
from tests.committees.ground import make_place
from tests.committees.pages import text_of

pytestmark = pytest.mark.django_db


def address(estate) -> str:
    return f"/meetings/councils/{estate.council.pk}/seat/?place={estate.building.pk}"


def words(estate, **changes) -> dict:
    holder = estate.council.memberships.get()
    return {
        "number": "1",
        "duty": "会长",
        "holder": holder.pk,
        "started_on": timezone.localdate(),
    } | changes


def test_staff_give_a_seat_and_neighbours_see_it(estate, visit):
    panel = f"/meetings/seats/{estate.building.pk}/"
    staff = visit(estate.staff)
    assert address(estate) in staff.get(panel).content.decode()
    page = staff.post(address(estate), words(estate), follow=True)
    assert page.redirect_chain == [(panel, 302)]
    assert "黄木棉" in text_of(page)
    assert "会长" in text_of(page)
    assert Entry.objects.about(estate.council).filter(verb="committees.seat").count() == 1
    assert address(estate) not in visit(estate.resident).get(panel).content.decode()


def test_a_second_tap_changes_nothing(estate, visit):
    staff = visit(estate.staff)
    for _tap in range(2):
        assert staff.post(address(estate), words(estate)).status_code == 302
    assert CouncilSeat.objects.count() == 1


def test_a_seat_that_nobody_takes_is_vacant(estate, visit):
    visit(estate.president).post(address(estate), words(estate, number="2", duty="调解", holder=""))
    seat = CouncilSeat.objects.get()
    assert (seat.number, seat.duty, seat.holder) == (2, "调解", None)


@pytest.mark.parametrize(
    ("wrong", "field"),
    [({"number": "0"}, "number"), ({"number": ""}, "number"), ({"started_on": "soon"}, "started_on")],
)
def test_what_cannot_be_is_said_at_its_box(estate, visit, wrong, field):
    page = visit(estate.staff).post(address(estate), words(estate) | wrong)
    assert page.context["form"].errors[field]
    assert not CouncilSeat.objects.exists()


def test_only_members_can_be_chosen_and_one_seat_each(estate, visit):
    staff = visit(estate.staff)
    stranger = estate.property.memberships.get().pk
    assert staff.post(address(estate), words(estate, holder=stranger)).context["form"].errors["holder"]
    holder = estate.council.memberships.get()
    seat_member(
        by=estate.staff,
        council=estate.council,
        number=1,
        holder=holder,
        started_on=timezone.localdate() - timedelta(days=9),
    )
    page = staff.post(address(estate), words(estate, number="2"))
    assert "第 1 席" in page.context["form"].errors["holder"][0]
    assert CouncilSeat.objects.count() == 1


def test_for_everyone_else_there_is_no_such_page(estate, visit, client):
    for user in (estate.resident, estate.manager, make_place().staff):
        assert visit(user).get(address(estate)).status_code == 404
        assert visit(user).post(address(estate), words(estate)).status_code == 404
    company = f"/meetings/councils/{estate.property.pk}/seat/"
    assert visit(estate.staff).get(company).status_code == 404
    client.logout()
    assert client.get(address(estate)).status_code == 302
    assert not CouncilSeat.objects.exists()
