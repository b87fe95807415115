"""The pages of places, by their addresses: what they show, whom they lead where, what they cost."""

import pytest
from django.conf import settings
from django.test import Client

from buildings.models import Dwelling, Ownership, Residency
from tests.buildings.pages import home, place
from tests.factories import (
    PlaceFactory,
    UserFactory,
    make_building,
    make_captain,
    make_community,
    make_estate,
    make_staff,
)

DOT = '</span><span><span class="dot"> · </span>'  # between two facts; see kit/lines.py

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
    assert f"4 层 8 户{DOT}常住 6、候鸟 2" in page(world.staff, place(world.building)).content.decode()
    assert f"4 层 8 户{DOT}1–2 层：常住 2、候鸟 2" in page(low, place(world.building)).content.decode()
    resident = page(world.resident(), place(world.building)).content.decode()
    assert "4 层 8 户" in resident
    assert "候鸟" not in resident


def test_pages_speak_english_too(world, client):
    world.building.dwellings.update(presence="home")
    world.captain()
    client.force_login(world.staff)
    client.cookies.load({settings.LANGUAGE_COOKIE_NAME: "en"})
    body = client.get(place(world.building)).content.decode()
    assert f"4 floors, 8 homes{DOT}Lived in 8" in body
    assert 'Captain of <bdi lang="zh-CN">3栋</bdi>' in body


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
    assert page(UserFactory(), "/places/mine/").url == "/places/claim/", "who has none yet chooses a door"
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


@pytest.mark.parametrize(
    "typed", ["３栋", "三栋", "3 栋", "3号楼", "3幢", "叠二3栋", "疊二名苑3棟", "3-2-501", "叠二名苑。"]
)
def test_a_building_is_found_as_people_say_it(db, page, typed):
    building = make_building(make_estate("叠二名苑（演示）", make_community("叠二社区")), "3栋")
    other = make_building(building.parent, "4栋")
    body = page(None, f"/places/?q={typed}").content.decode()
    assert place(building) in body
    assert (place(other) in body) == ("3" not in typed and "三" not in typed and "３" not in typed)


def test_without_words_one_goes_down_from_the_communities_and_knows_whom_to_call(world, page):
    body = page(None, "/places/").content.decode()
    assert place(world.community) in body
    assert place(world.estate) in body
    assert "tel:075700000001" in body


def test_claiming_by_phone(world, page, client):
    Ownership.objects.create(
        dwelling=world.home("0201"), owner_name="李龙眼", phone="10000000007", started_on=world.today
    )
    person = UserFactory(phone="10000000007", phone_verified=True)
    assert "/places/mine/claim/" in page(person, "/places/").content.decode()
    assert page(person, "/places/mine/claim/").url == "/places/"
    client.force_login(person)
    assert client.head("/places/mine/claim/").url == "/places/", "a link checker moves nobody in"
    assert not Residency.objects.exists()
    assert page(person, "/places/mine/claim/", {}).url == home(world.home("0201"))
    assert page(UserFactory(phone_verified=True), "/places/mine/claim/", {}).url == "/places/"
    assert "/accounts/login/" in page(None, "/places/mine/claim/", {}).url
    assert Residency.objects.get().user == person


# --- what they cost ----------------------------------------------------------------------------------------------------


SESSION = 2  # the session and the user behind it
STANDING = 1  # what that user is today
UNREAD = 1  # the bell in the bar


@pytest.mark.parametrize("floors", [1, 32])
def test_a_building_costs_the_same_however_tall(world, client, floors, django_assert_num_queries):
    building = make_building(world.estate, "9栋", floors=floors, doors=4)
    captain = make_captain(building)
    client.get(place(building))
    with django_assert_num_queries(1 + 5):  # what changed lately
        Client().get(place(building))
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
