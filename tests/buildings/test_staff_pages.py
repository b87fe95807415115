"""The pages of captains and staff: what is asked of them, and what they say to bad input."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from buildings.models import Captaincy, Ownership, Place, Residency
from journal.models import Entry
from people.models import User
from tests.buildings.pages import home, place
from tests.factories import (
    PlaceFactory,
    UserFactory,
    make_captain,
    make_community,
)

# --- the household ------------------------------------------------------------------------------------------------


def test_a_household_is_shown_once_and_never_kept_by_the_browser(world, page):
    dwelling = world.home("0101")
    Ownership.objects.create(
        dwelling=dwelling, owner_name="冼紫荆", phone="10000005555", started_on=world.today
    )
    answer = page(world.staff, f"{home(dwelling)}household/", {"purpose": "repair", "detail": "水管"})
    assert "冼紫荆" in answer.content.decode()
    assert "no-store" in answer.headers["Cache-Control"]
    assert Entry.objects.about(dwelling).get().data == {"purpose": "repair: 水管"}
    assert "冼紫荆" not in page(world.staff, home(dwelling)).content.decode()


@pytest.mark.parametrize("posted", [{}, {"purpose": "curiosity"}, {"purpose": "other", "detail": " "}])
def test_without_a_purpose_nothing_is_shown(world, page, posted):
    dwelling = world.home("0101")
    Ownership.objects.create(dwelling=dwelling, owner_name="冼紫荆", started_on=world.today)
    body = page(world.staff, f"{home(dwelling)}household/", posted).content.decode()
    assert "冼紫荆" not in body
    assert 'class="error"' in body
    assert not Entry.objects.exists()


@pytest.mark.parametrize("action", ["household", "presence"])
def test_coming_back_from_signing_in_leads_to_the_home(world, page, action):
    """A form sent after the session ran out returns by its address alone."""
    address = f"{home(world.home())}{action}/"
    assert page(None, address, {"purpose": "repair"}).url == f"/accounts/login/?next={address}"
    assert page(world.staff, address).url == home(world.home())
    assert not Entry.objects.exists()


def test_presence_is_noted_on_the_page(world, page):
    dwelling = world.home("0101")
    assert page(world.captain(), f"{home(dwelling)}presence/", {"presence": "vacant"}).url == home(dwelling)
    assert (
        'class="error"' in page(world.staff, f"{home(dwelling)}presence/", {"presence": "x"}).content.decode()
    )
    assert page(world.resident(), f"{home(dwelling)}presence/", {"presence": "home"}).status_code == 404
    dwelling.refresh_from_db()
    assert dwelling.presence == "vacant"


# --- forms for staff -------------------------------------------------------------------------------------------------


DAY = timedelta(days=1)


def captain_form(someone: User, **fields) -> dict:
    today = timezone.localdate()
    usual = {
        "person": someone.phone,
        "role": "lead",
        "floor_from": "",
        "floor_to": "",
        "started_on": today.isoformat(),
        "ended_on": (today + 700 * DAY).isoformat(),
        "phone": "10000001234",
        "selection": "recommended",
        "about": "",
        "client_key": str(uuid.uuid4()),
    }
    return usual | fields


def test_a_captain_is_appointed_on_the_page_and_a_double_tap_appoints_once(world, page):
    person, address = UserFactory(), f"{place(world.building)}captains/new/"
    form = captain_form(person, floor_from="1", floor_to="16", phone_is_public="on")
    for _ in range(2):
        assert page(world.staff, address, form).url == place(world.building)
    captaincy = Captaincy.objects.get()
    assert (captaincy.user, captaincy.floor_to, captaincy.phone_is_public) == (person, 16, True)


SAYS = [
    ({"ended_on": "2020-01-01"}, "ended_on", "任期的结束日要晚于开始日"),
    ({"floor_from": "9", "floor_to": "3"}, "floor_to", "起始楼层不能高于终止楼层"),
    ({"floor_from": "1", "floor_to": "2"}, None, "这段时间里，其中有楼层已经有楼长了"),
    ({"person": "没有的人"}, "person", "没有找到这个人"),
    ({"started_on": "昨天"}, "started_on", ""),
    ({"floor_from": "三楼"}, "floor_from", ""),
    ({"floor_from": "9999"}, "floor_from", ""),
    ({"role": "king"}, "role", ""),
    ({"client_key": "x"}, None, ""),
]


@pytest.mark.parametrize("fields, field, sentence", SAYS)
def test_bad_terms_get_a_sentence_and_nothing_is_saved(world, page, fields, field, sentence):
    make_captain(world.building, floor_from=1, floor_to=4)
    form = captain_form(UserFactory(), floor_from="5", about="退休教师") | fields
    answer = page(world.staff, f"{place(world.building)}captains/new/", form)
    body = answer.content.decode()
    assert answer.status_code == 422
    assert 'class="error"' in body
    assert sentence in body
    assert "退休教师" in body  # what was typed is still there
    if field:
        assert f'id="id_{field}"' in body
        assert f"id_{field}-e" in body
    assert Captaincy.objects.count() == 1
    assert not Entry.objects.exists()


def test_two_people_of_one_name_are_told_apart_by_number(world, page):
    for door in ("0101", "0102"):
        world.resident(door, user__display_name="陈荔枝")
    form = captain_form(UserFactory(), person="陈荔枝")
    body = page(world.staff, f"{place(world.building)}captains/new/", form).content.decode()
    assert "好几位" in body
    assert not Captaincy.objects.exists()


def test_a_term_is_ended_on_the_page(world, page):
    captain = world.captain()
    address = f"/places/captains/{captain.captaincies.get().pk}/end/"
    assert page(world.resident(), address).status_code == 404
    today = timezone.localdate().isoformat()
    assert 'class="error"' in page(world.staff, address, {"on": today, "reason": ""}).content.decode()
    early = page(world.staff, address, {"on": "2001-01-01", "reason": "搬家"}).content.decode()
    assert "任期的结束日要晚于开始日" in early
    assert page(world.staff, address, {"on": today, "reason": "搬家"}).url == place(world.building)
    assert not Captaincy.objects.current().exists()


def test_a_resident_is_registered_and_moves_out_on_the_page(world, page):
    dwelling, person, captain = world.home("0101"), UserFactory(), world.captain()
    form = {
        "person": person.phone,
        "kind": "tenant",
        "started_on": "2026-05-01",
        "ended_on": "2026-05-01",
        "lives_here": "on",
        "client_key": str(uuid.uuid4()),
    }
    address = f"{home(dwelling)}residents/new/"
    assert "结束日要晚于开始日" in page(captain, address, form).content.decode()
    assert not Residency.objects.exists()
    assert page(captain, address, form | {"ended_on": ""}).url == home(dwelling)
    again = page(captain, address, form | {"ended_on": "", "client_key": str(uuid.uuid4())})
    assert "已经登记" in again.content.decode()
    residency = Residency.objects.get()
    assert page(world.resident("0102"), f"/places/residents/{residency.pk}/end/").status_code == 404
    ended = page(captain, f"/places/residents/{residency.pk}/end/", {"on": "2026-06-01"})
    assert ended.url == home(dwelling)
    residency.refresh_from_db()
    assert residency.ended_on.isoformat() == "2026-06-01"


def test_a_place_is_added_on_the_page(world, page):
    address = f"{place(world.estate)}new/"
    form = {"kind": "building", "name": "12栋", "address": "", "client_key": str(uuid.uuid4())}
    made = page(world.staff, address, form)
    assert made.url == place(Place.objects.get(name="12栋"))
    assert page(world.staff, address, form).url == made.url
    twice = page(world.staff, address, form | {"client_key": str(uuid.uuid4())}).content.decode()
    assert "已经有同名的地方" in twice
    wrong = page(world.staff, address, form | {"kind": "stair", "name": "1梯"}).content.decode()
    assert 'class="error"' in wrong
    assert Place.objects.filter(parent=world.estate).count() == 2


def test_a_place_is_moved_on_the_page(world, page):
    road = PlaceFactory(kind="road", name="新村大道", parent=world.estate)
    lane = PlaceFactory(kind="lane", name="1巷", parent=road)
    address = f"{place(road)}move/"
    body = page(world.staff, address).content.decode()
    assert f'<option value="{world.community.pk}">' in body
    assert f'<option value="{lane.pk}">' not in body
    for inside in (road, lane):
        assert "不能放进它自己里面" in page(world.staff, address, {"parent": inside.pk}).content.decode()
    assert "不能直接放在" in page(world.staff, address, {"parent": world.building.pk}).content.decode()
    elsewhere = make_community()
    assert 'class="error"' in page(world.staff, address, {"parent": elsewhere.pk}).content.decode()
    assert page(world.staff, address, {"parent": world.community.pk}).url == place(road)
    lane.refresh_from_db()
    assert lane.path.startswith(f"{world.community.path}{road.pk}/")


def test_the_subdistrict_itself_is_not_moved_and_nothing_stands_in_a_stair(world, page):
    stair = PlaceFactory(kind="stair", name="1梯", parent=world.building)
    street_staff = world.member(world.office)
    assert page(street_staff, f"{place(world.street)}move/").status_code == 404
    assert page(street_staff, f"{place(stair)}new/").status_code == 404
    assert page(street_staff, f"{place(world.estate)}captains/new/").status_code == 404


def test_forms_lead_to_sign_in_first(world, page):
    for name in ("new", "move", "appoint"):
        address = reverse(f"buildings:{name}", args=[world.building.pk])
        assert page(None, address).url == f"/accounts/login/?next={address}"
