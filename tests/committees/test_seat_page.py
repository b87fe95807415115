"""Giving a seat on its page."""

from datetime import timedelta

import pytest
from django.utils import timezone

from committees.models import CouncilSeat
from committees.operations import ActionPlan, record_resolution, seat_member
from journal.models import Entry
from tests.committees.ground import convene_soon, make_place, member
from tests.committees.pages import text_of
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def address(estate) -> str:
    return f"/meetings/councils/{estate.council.pk}/seat/?place={estate.building.pk}"


def words(estate, **changes) -> dict:
    holder = estate.council.memberships.first()
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


def test_of_a_council_without_members_it_says_so_and_where_they_are_named(estate, visit):
    council = OrganisationFactory(kind="neighbour_council", name="新街坊会", serves=[estate.building.parent])
    way = f'href="/places/organisations/{council.pk}/"'
    staff = visit(estate.staff)
    assert way in staff.get(f"/meetings/councils/{council.pk}/seat/").content.decode()
    assert "新街坊会" in staff.get(f"/places/organisations/{council.pk}/").content.decode()
    assert way not in staff.get(address(estate)).content.decode()


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


# --- the end of a seat -------------------------------------------------------------------------


def seated(estate, number: int, holder) -> CouncilSeat:
    since = timezone.localdate() - timedelta(days=90)
    fields = {"by": estate.staff, "council": estate.council, "number": number, "holder": holder}
    return seat_member(**fields, started_on=since)


def test_ending_a_seat_shows_what_is_owed_and_who_could_take_it_over(estate, visit, client):
    seat = seated(estate, 1, estate.council.memberships.get())
    url = f"/meetings/councils/seats/{seat.pk}/end/"
    assert client.get(url).status_code == 302
    for user in (estate.resident, estate.manager, make_place().staff):
        assert visit(user).get(url).status_code == 404
        assert visit(user).post(url, {"reason": "moved"}).status_code == 404
    due_on = timezone.localdate() + timedelta(days=9)
    plan = ActionPlan("组织征询", due_on, organisation=estate.council, person=estate.president)
    noted = {"text": "征询", "outcome": "noted", "actions": [plan]}
    meeting = convene_soon(estate, days=-20)
    item = record_resolution(by=estate.staff, meeting=meeting, **noted).action_items.get()

    staff = visit(estate.staff)
    page = text_of(staff.get(url))
    assert "组织征询" in page
    assert "请先安排一席" in page
    colleague = member(organisation=estate.council, office="member")
    seated(estate, 2, colleague)
    end = {"reason": "resigned", "ended_on": timezone.localdate()}
    assert "还有 1 件" in staff.post(url, end).context["form"].errors["hand_over_to"][0]
    for wrong, field in (({"reason": ""}, "reason"), ({"ended_on": "2026-02-30"}, "ended_on")):
        assert staff.post(url, end | wrong).context["form"].errors[field]
    done = staff.post(url, end | {"hand_over_to": colleague.pk}, follow=True)
    assert done.redirect_chain == [(f"/meetings/councils/{estate.council.pk}/", 302)]
    assert "主动辞去" in text_of(done)
    item.refresh_from_db()
    assert item.person == colleague.user
    assert staff.get(url).url == f"/meetings/councils/{estate.council.pk}/", "it stands among the former"


def test_another_on_a_held_seat_takes_over_what_is_owed(estate, visit):
    seat = seated(estate, 1, estate.council.memberships.get())
    plan = ActionPlan("组织征询", timezone.localdate(), organisation=estate.council, person=estate.president)
    noted = {"text": "征询", "outcome": "noted", "actions": [plan]}
    record_resolution(by=estate.staff, meeting=convene_soon(estate, days=-20), **noted)
    follower = member(organisation=estate.council, office="member")
    staff, data = visit(estate.staff), words(estate, holder=follower.pk)
    assert "还有 1 件" in staff.post(address(estate), data).context["form"].errors["hand_over_to"][0]
    assert staff.post(address(estate), data | {"hand_over_to": follower.pk}).status_code == 302
    assert CouncilSeat.objects.get(ended_on=None).succeeds == seat
    assert (
        f'value="{3}"' in staff.get(f"/meetings/councils/{estate.council.pk}/seat/?number=3").content.decode()
    )


def test_two_who_give_one_seat_at_once_put_nobody_out_unseen(estate, visit):
    """Both pages stood open, each with the next number: the second sees who was given it, and then decides."""
    first, second = estate.council.memberships.get(), member(organisation=estate.council)
    staff = visit(estate.staff)
    seen = staff.get(address(estate)).context["form"]["seen"].value()
    assert staff.post(address(estate), words(estate, holder=first.pk, seen=seen)).status_code == 302
    page = staff.post(address(estate), words(estate, holder=second.pk, seen=seen))
    assert "黄木棉" in page.context["form"].errors["number"][0]
    assert CouncilSeat.objects.get().holder == first
    again = page.context["form"]["seen"].value()
    assert staff.post(address(estate), words(estate, holder=second.pk, seen=again)).status_code == 302
    assert CouncilSeat.objects.get(ended_on=None).holder == second


def test_whoever_is_to_begin_later_was_seen_too(estate, visit):
    first, second = estate.council.memberships.get(), member(organisation=estate.council)
    later = timezone.localdate() + timedelta(days=9)
    seat_member(by=estate.staff, council=estate.council, number=1, holder=first, started_on=later)
    staff = visit(estate.staff)
    seen = staff.get(address(estate)).context["form"]["seen"].value()
    change = words(estate, holder=second.pk, started_on=later, seen=seen)
    assert staff.post(address(estate), change).status_code == 302
    assert CouncilSeat.objects.get().holder == second
