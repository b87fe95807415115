"""Who answers, and where: what is nearest to the reader comes first, and a number as it was typed before its parts."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from buildings.search import CAPTAINS, PLACES
from kit import nearest, search
from kit.nearest import NEAREST
from kit.search import Asked
from portal.search import overview
from tests.factories import (
    OrganisationFactory,
    PlaceFactory,
    make_building,
    make_captain,
    make_resident,
    make_staff,
)
from tests.notices.ground import new_ground
from tests.portal.test_search import FRAME, finds, page

pytestmark = pytest.mark.django_db
VISITOR = AnonymousUser()


class Town:
    """Two communities; the reader's home is in the last building of the last estate that was set up."""

    def __init__(self) -> None:
        street = PlaceFactory()
        self.far, self.near = (
            PlaceFactory(kind="community", name=name, parent=street) for name in ("怡海社区", "灯湖社区")
        )
        self.far_home = self.building("海韵苑", "3栋", self.far)
        self.next_door = self.building("叠二名苑", "3栋", self.near)
        self.estate = PlaceFactory(kind="estate", name="水岸公馆", parent=self.near)
        self.other = self.build(self.estate, "13栋")
        self.home = self.build(self.estate, "3栋")
        self.reader = make_resident(self.home)

    def building(self, estate: str, name: str, community):
        return self.build(PlaceFactory(kind="estate", name=estate, parent=community), name)

    def build(self, estate, name: str):
        building = make_building(estate, name)
        make_captain(building, user__display_name=f"{estate.name}{name}的人")
        return building


def groups(words: str, user=VISITOR) -> dict[str, list[str]]:
    _reading, found = overview(user, Asked.read(words), None)
    return {
        group.shelf.key: [str(hit.lead if group.shelf.key == "captains" else hit.title) for hit in group.hits]
        for group in found
    }


def plain(lines: list[str]) -> list[str]:
    return [line.replace("<mark>", "").replace("</mark>", "") for line in lines]


def test_a_resident_finds_their_own_captain_first():
    town = Town()
    assert plain(groups("楼长", town.reader)["captains"]) == [
        "水岸公馆 3栋楼长",
        "水岸公馆 13栋楼长",
        "叠二名苑 3栋楼长",
        "海韵苑 3栋楼长",
    ]
    assert plain(groups("楼长")["captains"])[0] == "海韵苑 3栋楼长", "a visitor is near to nothing"
    assert plain(groups("楼长", make_staff(town.near))["captains"])[-1] == "海韵苑 3栋楼长"


def test_places_by_how_near_they_are_and_a_whole_number_before_its_parts():
    town = Town()
    assert plain(groups("3栋", town.reader)["places"]) == [
        "水岸公馆 3栋",
        "叠二名苑 3栋",
        "海韵苑 3栋",
        "水岸公馆 13栋",
    ]
    assert plain(groups("3栋")["places"])[-1] == "水岸公馆 13栋"
    assert plain(groups("3栋 楼长")["captains"])[-1] == "水岸公馆 13栋楼长"


def test_lane_1_stands_before_lane_11():
    village = PlaceFactory(kind="community", name="江滨社区", parent=PlaceFactory())
    for number in (11, 21, 1):
        PlaceFactory(kind="lane", name=f"{number}巷", parent=village)
    assert finds(page("1巷")) == ["江滨社区 1巷", "江滨社区 11巷", "江滨社区 21巷"]


def test_one_kind_page_by_page_in_that_order(client):
    town = Town()
    for number in range(30):
        make_building(town.far_home.parent, f"{300 + number}栋")
    shown = finds(page("栋", town.reader, kind="places"))
    assert shown[:2] == ["水岸公馆 3栋", "水岸公馆 13栋"], "its own building, then its own estate"
    assert len(shown) == 20
    client.force_login(town.reader)
    seen, url = [], "/search/?q=栋&kind=places"
    while url:
        answer = client.get(url)
        seen += [str(hit.title) for hit in answer.context["page"]]
        cursor = answer.context["page"].next_cursor
        url = f"/search/?q=栋&kind=places&after={cursor}" if cursor else ""
    assert len(seen) == len(set(seen)) == 34
    assert seen[:20] == [title.replace("栋", "<mark>栋</mark>") for title in shown]


def test_the_property_company_of_my_own_estate_comes_first():
    town = Town()
    for name, place in (
        ("海韵物业", town.far_home.parent),
        ("叠二物业", town.next_door.parent),
        ("水岸物业", town.estate),
    ):
        OrganisationFactory(name=name, kind="property_company", serves=[place])
    assert plain(groups("物业", town.reader)["organisations"]) == ["水岸物业", "叠二物业", "海韵物业"]
    assert plain(groups("物业")["organisations"])[0] == "海韵物业"
    assert plain(groups("物业", make_staff(town.near))["organisations"])[-1] == "海韵物业"


@pytest.mark.parametrize(
    "typed", ["物业电话", "物业电话？", "物业的电话是多少", "物业 联系方式", "找物业的电话"]
)
def test_who_asks_for_a_number_finds_who_answers_before_what_was_written(typed):
    ground = new_ground()
    ground.publish(title="物业电话换了", body="物业 联系方式，找物业的电话，物业的电话是多少")
    OrganisationFactory(name="水岸物业", kind="property_company", serves=[ground.estate])
    titles = finds(page(typed, ground.resident))
    assert titles[0] == "水岸物业", titles
    assert "物业电话换了" in titles


@pytest.mark.parametrize("count", [1, 30])
def test_no_more_questions_for_it_one_find_or_thirty(count, django_assert_num_queries):
    town = Town()
    for number in range(count):
        town.build(town.far_home.parent, f"{20 + number}栋")
    client = Client()
    client.force_login(town.reader)
    with django_assert_num_queries(
        FRAME + 2 + 2
    ):  # what can hold it; captains in their order, and who they are
        client.get("/search/", {"q": "楼长"})
    with django_assert_num_queries(FRAME + 1):
        client.get("/search/", {"q": "楼长", "kind": "captains"})
    with django_assert_num_queries(FRAME + 2):  # which have the pairs, the page
        client.get("/search/", {"q": "3栋", "kind": "places"})


@pytest.mark.parametrize("portion", [1, 3, 500])
@pytest.mark.parametrize("words", ["怡海", "楼长 海韵", "海韵苑", "3栋", "不在这里"])
def test_the_first_are_the_same_however_few_keys_are_looked_at_first(monkeypatch, portion, words):
    """Also where the lowest of them are of captains who are none any more."""
    town = Town()
    for number in range(8):
        building = town.build(town.far_home.parent, f"{20 + number}栋")
        if number < 4:
            building.captaincies.update(ended_on=timezone.localdate())
    town.build(town.estate, "怡海楼")
    asked = Asked.read(words)
    monkeypatch.setattr(nearest, "PORTION", portion)
    monkeypatch.setattr(search, "PORTION", portion)
    for shelf in (CAPTAINS, PLACES):
        for reader in (town.reader, VISITOR):
            rows = shelf.find(reader, asked, None)
            all_of_them = shelf.said_of(rows, reader, asked).order_by(*NEAREST).values_list("pk", flat=True)
            assert shelf.keys(rows, 3, reader, asked) == list(all_of_them[:3])
