"""The list and the page of a meeting, as a browser without script asks for them."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from committees.operations import (
    ActionPlan,
    ItemPlan,
    PartyPlan,
    cancel_meeting,
    close_meeting,
    move_meeting,
    record_resolution,
    reply,
)
from committees.views.meetings import MOST_CARRIED
from tests.committees.ground import attend, convene_soon, evening, fill, make_place, resident_of
from tests.committees.outbox import pending_reminders
from tests.committees.pages import text_of
from tests.factories import PlaceFactory

pytestmark = pytest.mark.django_db


# --- the list -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 30])
def test_the_list_costs_the_same_at_1_and_at_30(estate, visit, django_assert_num_queries, count):
    small = {"parties": estate.parties()[:1], "agenda": [ItemPlan("一件事")]}
    for number in range(count):
        convene_soon(estate, days=9 + number, **small)
        done = attend(estate, convene_soon(estate, days=-9 - number, **small))
        record_resolution(
            by=estate.staff,
            meeting=done,
            text="补图",
            actions=[ActionPlan("补图", timezone.localdate(), organisation=estate.property)],
        )
        close_meeting(by=estate.staff, meeting=done, minutes="已议")
    client = visit(estate.manager)
    client.get("/meetings/")
    # Session, person, capacities, bell; what is coming, what was.
    with django_assert_num_queries(6):
        response = client.get("/meetings/")
    assert response.status_code == 200
    assert len(response.context["ahead"]) == min(count, 10)
    assert len(response.context["page"]) == min(count, 20)


def test_what_is_coming_stands_first_then_what_was(estate, client):
    later = convene_soon(estate, days=12, title="后天开的会")
    sooner = convene_soon(estate, days=9, title="先开的会")
    off = convene_soon(estate, days=10, title="不开的会")
    cancel_meeting(by=estate.staff, meeting=off, reason="台风")
    past = convene_soon(estate, days=-3, title="开过的会")
    response = client.get("/meetings/")
    assert response.context["ahead"] == [sooner, off, later]
    assert list(response.context["page"]) == [past]
    assert "已取消" in text_of(response)


def test_pages_of_what_was_and_of_what_is_coming(estate, client):
    for number in range(23):
        convene_soon(estate, days=-2 - number)
        convene_soon(estate, days=9 + number)
    first = client.get("/meetings/")
    assert first.context["has_more_ahead"]
    second = client.get("/meetings/", {"after": first.context["page"].next_cursor})
    assert len(second.context["page"]) == 3
    assert second.context["ahead"] == []
    seen = {m.pk for m in [*first.context["page"], *second.context["page"]]}
    assert len(seen) == 23

    ahead = client.get("/meetings/?when=ahead")
    rest = client.get("/meetings/", {"when": "ahead", "after": ahead.context["page"].next_cursor})
    dates = [m.starts_at for m in [*ahead.context["page"], *rest.context["page"]]]
    assert len(dates) == 23
    assert dates == sorted(dates)
    fragment = client.get(
        "/meetings/", {"after": first.context["page"].next_cursor}, headers={"HX-Request": "true"}
    )
    assert "<html" not in fragment.content.decode()
    assert fragment.content.decode().count('class="item"') == 3


def test_by_kind_and_by_place(estate, client):
    joint = convene_soon(estate)
    council = convene_soon(estate, kind="council", organisation=estate.council, by=estate.president)
    elsewhere = convene_soon(make_place())
    assert client.get("/meetings/?kind=council").context["ahead"] == [council]
    assert set(client.get(f"/meetings/?place={estate.place.pk}").context["ahead"]) == {joint, council}
    assert set(client.get(f"/meetings/?place={estate.place.parent.pk}").context["ahead"]) == {joint, council}
    assert elsewhere in client.get("/meetings/?kind=nonsense").context["ahead"]
    assert client.get("/meetings/?place=999999").status_code == 404


def test_an_empty_list_invites(estate, client, visit):
    assert "眼下没有要开的会" in text_of(client.get("/meetings/"))
    assert 'href="/meetings/new/"' in visit(estate.staff).get("/meetings/").content.decode()
    assert 'href="/meetings/new/"' not in visit(estate.manager).get("/meetings/").content.decode()


def test_more_than_fits_a_page_is_said_and_led_to(estate, client, visit):
    meeting = fill(estate, MOST_CARRIED + 1)
    page = client.get(meeting.get_absolute_url())
    assert len(page.context["resolutions"]) == MOST_CARRIED
    assert "都在各自的会议页上" in text_of(page)
    assert f"/meetings/{meeting.pk}/carried/" not in page.content.decode()
    staff = visit(estate.staff)
    link = f"/meetings/{meeting.pk}/carried/"
    assert f'href="{link}"' in staff.get(meeting.get_absolute_url()).content.decode()
    assert len(staff.get(link).context["promises"]) == MOST_CARRIED + 1
    few = fill(make_place(), 2)
    assert "还有没落实完的" not in text_of(client.get(few.get_absolute_url()))


def test_a_party_sees_its_overdue_promises(estate, visit):
    meeting = attend(estate, convene_soon(estate, days=-20))
    due = timezone.localdate() - timedelta(days=5)
    record_resolution(
        by=estate.staff,
        meeting=meeting,
        text="补图",
        actions=[ActionPlan("补消防距离图", due, organisation=estate.property)],
    )
    client = visit(estate.manager)
    assert 'data-piece="/meetings/actions/"' in client.get("/meetings/").content.decode()
    panel = client.get("/meetings/actions/", headers={"HX-Request": "true"})
    assert "<html" not in panel.content.decode()
    assert "补消防距离图" in text_of(panel)
    assert "逾期 5 天" in text_of(panel)
    assert "您答应的事" in text_of(client.get("/meetings/actions/"))
    assert "补消防距离图" not in text_of(visit(estate.president).get("/meetings/actions/"))


# --- one meeting --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 30])
def test_a_meeting_costs_the_same_at_1_and_at_30(estate, visit, django_assert_num_queries, count):
    meeting = fill(estate, count)
    client = visit(estate.resident)
    client.get(meeting.get_absolute_url())
    # Session, person, capacities, bell; the meeting with parties and agenda, resolutions, their promises.
    with django_assert_num_queries(7):
        response = client.get(meeting.get_absolute_url())
    assert len(response.context["parties"]) == count + 4
    assert len(response.context["agenda"]) == count + 1
    assert len(response.context["resolutions"]) == min(count, MOST_CARRIED)


def test_a_visitor_reads_when_where_who_and_what_became_of_the_last_one(estate, client):
    meeting = fill(estate, 1)
    page = text_of(client.get(meeting.get_absolute_url()))
    for words in (
        meeting.title,
        "4栋二层议事厅",
        f"{estate.council.name} 黄木棉",
        "上次决议落实",
        "第 0 盏灯不亮",
        "第 0 件",
        "进行中",
        "楼长代表",
        "登录后报名",
    ):
        assert words in page
    # Who the delegates are, and the issue itself, are not for a visitor.
    assert "罗白兰" not in page
    assert "看这件事项" not in page


def test_a_neighbour_may_open_the_issue_that_an_item_comes_from(estate, visit):
    meeting = fill(estate, 1)
    issue = meeting.agenda.get(position=2).issue
    assert (
        f'href="{issue.get_absolute_url()}"'
        in visit(estate.resident).get(meeting.get_absolute_url()).content.decode()
    )


def test_behind_closed_doors(estate, client, visit):
    meeting = convene_soon(estate, is_open=False)
    url = meeting.get_absolute_url()
    assert client.get(url).status_code == 404
    assert visit(estate.resident).get(url).status_code == 404
    assert meeting not in visit(estate.resident).get("/meetings/").context["ahead"]
    for user in (estate.captain, estate.staff, estate.manager):
        assert visit(user).get(url).status_code == 200


def test_what_a_closed_circle_decided_stays_in_it(estate, visit):
    inner = attend(estate, convene_soon(estate, days=-20, is_open=False))
    record_resolution(by=estate.staff, meeting=inner, text="内部的决定")
    close_meeting(by=estate.staff, meeting=inner, minutes="已议")
    url = convene_soon(estate).get_absolute_url()
    assert "内部的决定" in text_of(visit(estate.captain).get(url))
    page = visit(estate.resident).get(url)
    assert "内部的决定" not in text_of(page)
    assert inner.get_absolute_url() not in page.content.decode()


def test_answering_on_the_page(estate, visit):
    meeting = convene_soon(estate)
    client = visit(estate.resident)
    url = f"/meetings/{meeting.pk}/reply/"
    assert "还没有街坊报名。" in text_of(client.get(f"/meetings/{meeting.pk}/"))
    response = client.post(url, {"reply": "coming", "says": "能不能分两批换"}, follow=True)
    assert "您会到场" in text_of(response)
    assert "已有 1 位街坊报名。" in text_of(response)
    assert "能不能分两批换" in response.content.decode()
    assert meeting.invitations.get(user=estate.resident).says == "能不能分两批换"
    client.post(url, {"reply": "declined"})
    assert pending_reminders(meeting, estate.resident) == []


def test_an_answer_that_is_refused_keeps_its_words(estate, visit):
    meeting = convene_soon(estate, seats_for_residents=1)
    reply(by=resident_of(estate.building, "0102"), meeting=meeting, reply="coming")
    client = visit(estate.resident)
    response = client.post(f"/meetings/{meeting.pk}/reply/", {"reply": "coming", "says": "想听听"})
    assert "坐满" in text_of(response)
    assert "想听听" in response.content.decode()
    for data in ({}, {"reply": "perhaps"}):
        page = client.post(f"/meetings/{meeting.pk}/reply/", data)
        assert page.context["form"].errors["reply"]
    assert not meeting.invitations.filter(user=estate.resident).exists()


def test_an_answer_to_the_date_before_the_last_is_none(estate, visit):
    """The page stood open while it was moved: whoever said yes to Wednesday has said nothing of Friday."""
    meeting = convene_soon(estate)
    delegate = visit(estate.manager)
    page = delegate.get(meeting.get_absolute_url()).content.decode()
    asked = re.search(r'name="seen_start" value="([^"]+)"', page)[1]
    move_meeting(
        by=estate.staff, meeting=meeting, starts_at=evening(11), ends_at=evening(11) + timedelta(hours=1)
    )
    response = delegate.post(f"/meetings/{meeting.pk}/reply/", {"reply": "coming", "seen_start": asked})
    assert "刚刚改了时间" in text_of(response)
    assert meeting.invitations.get(user=estate.manager).reply == "none"
    asked = re.search(r'name="seen_start" value="([^"]+)"', response.content.decode())[1]
    delegate.post(f"/meetings/{meeting.pk}/reply/", {"reply": "coming", "seen_start": asked})
    assert meeting.invitations.get(user=estate.manager).reply == "coming"


def test_an_answer_to_what_was_called_off_meanwhile_is_refused_beside_its_words(estate, visit):
    meeting = convene_soon(estate)
    cancel_meeting(by=estate.staff, meeting=meeting, reason="台风")
    words = {"reply": "coming", "says": "能不能分两批换"}
    page = visit(estate.manager).post(f"/meetings/{meeting.pk}/reply/", words)
    assert page.context["form"].non_field_errors()
    assert str(page.context["form"].non_field_errors()[0]) in text_of(page)
    assert "能不能分两批换" in page.content.decode()
    assert 'id="rsvp"' not in visit(estate.manager).get(meeting.get_absolute_url()).content.decode()


def test_signing_up_needs_a_sign_in(estate, client):
    meeting = convene_soon(estate)
    response = client.post(f"/meetings/{meeting.pk}/reply/", {"reply": "coming"})
    assert response.status_code == 302
    assert "/accounts/login/" in response.url


# --- moving, calling off ------------------------------------------------------------------------------------------


def test_moving_on_the_page(estate, visit):
    meeting = convene_soon(estate, venue_note="电梯直达")
    client = visit(estate.staff)
    url = f"/meetings/{meeting.pk}/move/"
    data = {
        "revision": "1",
        "date": f"{evening(11):%Y-%m-%d}",
        "starts": "20:00",
        "ends": "21:30",
        "venue": "1栋架空层",
        "venue_note": "从北门进",
    }
    assert client.get(url).context["form"]["venue_note"].value() == meeting.venue_note
    past = client.post(url, data | {"date": "2020-01-01"})
    assert past.context["form"].errors["date"]
    assert client.post(url, data).url == meeting.get_absolute_url()
    meeting.refresh_from_db()
    assert meeting.starts_at == evening(11).replace(hour=20, minute=0)
    assert (meeting.venue, meeting.venue_note) == ("1栋架空层", "从北门进")
    stale = client.post(url, data | {"date": f"{evening(12):%Y-%m-%d}"})
    assert "刚才有人先改了时间" in text_of(stale)


def test_calling_off_on_the_page(estate, visit):
    meeting = convene_soon(estate)
    client = visit(estate.staff)
    url = f"/meetings/{meeting.pk}/cancel/"
    assert client.post(url, {"reason": ""}).context["form"].errors["reason"]
    page = client.post(url, {"reason": "台风，改天再约"}, follow=True)
    assert "这次会议不开了" in text_of(page)
    assert "台风，改天再约" in text_of(page)
    moved = {
        "revision": "2",
        "date": f"{evening(11):%Y-%m-%d}",
        "starts": "20:00",
        "ends": "21:30",
        "venue": "议事厅",
    }
    assert "已经取消" in text_of(client.post(f"/meetings/{meeting.pk}/move/", moved))


@pytest.mark.parametrize("page", ["move", "cancel", "invited", "sent"])
def test_these_pages_are_for_who_runs_it(estate, client, visit, page):
    meeting = convene_soon(estate)
    url = f"/meetings/{meeting.pk}/{page}/"
    assert client.get(url).status_code == 302
    for user in (estate.resident, estate.manager, estate.captain):
        assert visit(user).get(url).status_code == 404
    assert visit(estate.staff).get(url).status_code == 200


def test_a_row_names_the_estate_for_those_who_have_several(estate, visit):
    lane = PlaceFactory(kind="lane", name="15巷", parent=estate.place)
    convene_soon(estate, days=9, place=lane, parties=[PartyPlan("", estate.committee, [estate.staff])])
    assert f"{estate.place} 15巷 · " in text_of(visit(estate.staff).get("/meetings/"))
    assert f"{estate.place} 15巷 · " not in text_of(visit(estate.manager).get("/meetings/"))
    assert "15巷 · " in text_of(visit(estate.manager).get("/meetings/"))
