"""The pages, by their addresses: what they show, what they cost, what they say to bad input."""

import uuid
from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from buildings.models import Captaincy, Dwelling, Ownership, Place, Residency
from journal.models import Entry
from people.models import User
from tests.factories import (
    PlaceFactory,
    UserFactory,
    make_building,
    make_captain,
    make_community,
    make_estate,
    make_staff,
)

DAY = timedelta(days=1)


def place(place: Place) -> str:
    return f"/places/{place.pk}/"


def home(dwelling: Dwelling) -> str:
    return f"/places/homes/{dwelling.pk}/"


# --- reading ---------------------------------------------------------------------------------------------------


def test_a_building_shows_its_captain_its_grid_and_who_answers_above(world, page):
    world.captain(user__display_name="罗白兰", phone_is_public=True, phone="10000001234", about="退休教师")
    body = page(None, place(world.building)).content.decode()
    for words in ("罗白兰", "退休教师", "tel:10000001234", "水岸物业", "灯湖社区居委会", "桂城街道办"):
        assert words in body
    for dwelling in world.building.dwellings.all():
        assert f'href="{home(dwelling)}"' in body
    assert body.count("<h1") == 1


def test_a_visitor_is_asked_to_sign_in_for_the_number_and_comes_back(world, page):
    world.captain(phone="10000001234")
    body = page(None, place(world.building)).content.decode()
    assert f"/accounts/login/?next=/places/{world.building.pk}/" in body
    assert "10000001234" not in body


def test_counts_of_states_are_for_captain_and_staff(world, page):
    world.building.dwellings.filter(floor=1).update(presence="commuter")
    world.building.dwellings.exclude(floor=1).update(presence="home")
    low = world.captain(floor_from=1, floor_to=2)
    assert "4 层 8 户 · 常住 6、候鸟 2" in page(world.staff, place(world.building)).content.decode()
    assert "4 层 8 户 · 1–2 层：常住 2、候鸟 2" in page(low, place(world.building)).content.decode()
    resident = page(world.resident(), place(world.building)).content.decode()
    assert "4 层 8 户" in resident
    assert "候鸟" not in resident


def test_pages_speak_english_too(world, client):
    world.building.dwellings.update(presence="home")
    world.captain()
    client.force_login(world.staff)
    client.cookies.load({settings.LANGUAGE_COOKIE_NAME: "en"})
    body = client.get(place(world.building)).content.decode()
    assert "4 floors, 8 homes · Lived in 8" in body
    assert "Captain of 3栋" in body


def test_a_home_shows_the_whole_chain(world, page):
    low = world.captain(floor_from=1, floor_to=2)
    world.captain(floor_from=3)
    body = page(None, home(world.home("0101"))).content.decode()
    assert low.display_name in body
    order = [body.index(words) for words in (low.display_name, "水岸物业", "灯湖社区居委会", "桂城街道办")]
    assert order == sorted(order)


def test_an_estate_lists_its_buildings_with_captains_and_vacancies(world, page):
    captain = world.captain(phone_is_public=True)
    make_building(world.estate, "4栋", floors=1)
    body = page(None, place(world.estate)).content.decode()
    assert captain.display_name in body
    assert "1 处缺人" in body
    assert body.count("chip--wait") == 1


def test_a_community_and_a_subdistrict_lead_down(world, page):
    PlaceFactory(kind="lane", name="1巷", parent=world.community)
    assert place(world.estate) in page(None, place(world.community)).content.decode()
    assert "075700000110" in page(None, place(world.community)).content.decode()
    assert place(world.community) in page(None, place(world.street)).content.decode()


def test_a_lane_of_fourteen_doors_needs_no_floors(world, page):
    lane = PlaceFactory(kind="lane", name="15巷", parent=world.community)
    Dwelling.objects.bulk_create(Dwelling(place=lane, door=f"{n}号") for n in range(1, 15))
    body = page(None, place(lane)).content.decode()
    assert "<table" not in body
    assert body.count('class="door"') == 14


def test_an_empty_place_invites(world, page):
    empty = PlaceFactory(kind="estate", name="新盘", parent=world.community)
    assert "empty" in page(None, place(empty)).content.decode()
    assert (
        "empty" in page(None, place(PlaceFactory(kind="building", name="1栋", parent=empty))).content.decode()
    )


@pytest.mark.parametrize(
    "address", ["/places/999999/", "/places/homes/999999/", "/places/999999/captains/new/"]
)
def test_what_is_not_there_is_not_found(world, page, address):
    assert page(world.staff, address).status_code == 404


# --- the way to one's own place ----------------------------------------------------------------------------------


def test_mine_leads_home(world, page):
    stair = PlaceFactory(kind="stair", name="1梯", parent=world.building)
    assert page(world.resident(), "/places/mine/").url == place(world.building)
    assert page(make_captain(stair, kind="stair"), "/places/mine/").url == place(stair)
    assert page(world.staff, "/places/mine/").url == place(world.community)
    assert page(world.member(world.property), "/places/mine/").url == place(world.estate)
    assert page(UserFactory(), "/places/mine/").url == "/places/"
    assert page(None, "/places/mine/").url == "/places/"


def test_mine_offers_a_choice_of_several(world, page):
    other = make_building(world.estate, "5栋")
    person = world.resident()
    make_captain(other, user=person)
    body = page(person, "/places/mine/").content.decode()
    assert place(world.building) in body
    assert place(other) in body


def test_places_are_found_by_name_and_by_the_place_around(world, page):
    other = make_building(make_estate("叠二名苑", make_community("叠二社区")), "3栋")
    body = page(None, "/places/?q=3栋").content.decode()
    assert place(world.building) in body
    assert place(other) in body
    body = page(None, "/places/?q=叠二名苑+3").content.decode()
    assert place(world.building) not in body
    assert place(other) in body
    assert "empty" in page(None, "/places/?q=月球").content.decode()
    assert page(None, "/places/?q=" + "长" * 100).status_code == 200


def test_without_words_one_goes_down_from_the_communities_and_knows_whom_to_call(world, page):
    body = page(None, "/places/").content.decode()
    assert place(world.community) in body
    assert place(world.estate) in body
    assert "tel:075700000001" in body


def test_claiming_by_phone(world, page):
    Ownership.objects.create(
        dwelling=world.home("0201"), owner_name="李龙眼", phone="10000000007", started_on=world.today
    )
    person = UserFactory(phone="10000000007", phone_verified=True)
    assert "/places/mine/claim/" in page(person, "/places/").content.decode()
    assert page(person, "/places/mine/claim/").url == "/places/"
    assert not Residency.objects.exists()
    assert page(person, "/places/mine/claim/", {}).url == home(world.home("0201"))
    assert page(UserFactory(phone_verified=True), "/places/mine/claim/", {}).url == "/places/"
    assert "/accounts/login/" in page(None, "/places/mine/claim/", {}).url
    assert Residency.objects.get().user == person


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
    assert answer.status_code == 200
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


# --- what they cost ----------------------------------------------------------------------------------------------------

SESSION = 2  # the session and the user behind it
STANDING = 1  # what that user is today
UNREAD = 1  # the bell in the bar


@pytest.mark.parametrize("floors", [1, 32])
def test_a_building_costs_the_same_however_tall(world, client, floors, django_assert_num_queries):
    building = make_building(world.estate, "9栋", floors=floors, doors=4)
    captain = make_captain(building)
    client.get(place(building))
    with django_assert_num_queries(5):
        client.get(place(building))
    client.force_login(captain)
    client.get(place(building))
    with django_assert_num_queries(5 + STANDING + UNREAD + SESSION):
        body = client.get(place(building)).content.decode()
    assert body.count('class="door') >= floors * 4


@pytest.mark.parametrize("homes", [1, 30])
def test_a_home_costs_the_same_among_one_and_among_thirty(world, client, homes, django_assert_num_queries):
    building = make_building(world.estate, "9栋", floors=homes, doors=1)
    for floor in range(1, homes + 1):
        make_captain(building, floor_from=floor, floor_to=floor)
    client.force_login(world.staff)
    address = home(building.dwellings.first())
    client.get(address)
    with django_assert_num_queries(4 + STANDING + UNREAD + SESSION):
        client.get(address)


@pytest.mark.parametrize("lanes", [1, 23])
def test_a_community_costs_the_same_with_one_lane_and_with_twenty_three(
    world, client, lanes, django_assert_num_queries
):
    community = make_community("江滨社区")
    for n in range(1, lanes + 1):
        lane = PlaceFactory(kind="lane", name=f"{n}巷", parent=community)
        Dwelling.objects.create(place=lane, door="1号")
        make_captain(lane, kind="lane")
    staff = make_staff(community)
    client.force_login(staff)
    client.get(place(community))
    with django_assert_num_queries(5 + STANDING + UNREAD + SESSION):
        client.get(place(community))
