"""Adding one home on its page."""

from decimal import Decimal

import pytest

from buildings.models import Dwelling
from journal.models import Entry
from tests.buildings.pages import home, place
from tests.factories import PlaceFactory, ResidencyFactory, UserFactory


def test_staff_add_a_home_that_was_missing(world, page):
    address = f"{place(world.building)}homes/new/"
    assert address in page(world.staff, place(world.building)).content.decode()
    words = {"door": " 1203 ", "floor": "12", "area": "88.50", "presence": "rented"}
    answer = page(world.staff, address, words)
    made = Dwelling.objects.get(door="1203")
    assert answer.url == home(made)
    assert (made.place, made.floor, made.area, made.presence) == (
        world.building,
        12,
        Decimal("88.50"),
        "rented",
    )
    assert Entry.objects.about(made).get().verb == "buildings.add_dwelling"


@pytest.mark.parametrize(
    "wrong",
    [{"door": ""}, {"area": "0"}, {"area": "many"}, {"floor": "900"}, {"presence": "x"}, {"door": "0101"}],
)
def test_bad_input_is_said_and_nothing_is_added(world, page, wrong):
    before = Dwelling.objects.count()
    words = {"door": "1203", "floor": "12", "area": "88.50", "presence": "unknown"} | wrong
    answer = page(world.staff, f"{place(world.building)}homes/new/", words)
    assert answer.status_code == 422
    assert answer.context["form"].errors.keys() == wrong.keys()
    assert Dwelling.objects.count() == before


def test_a_home_in_a_lane_has_no_floor_to_fill_in(world, page):
    lane = PlaceFactory(kind="lane", name="15巷", parent=world.building.parent.parent)
    answer = page(world.staff, f"{place(lane)}homes/new/")
    assert "floor" not in answer.context["form"].fields
    page(world.staff, f"{place(lane)}homes/new/", {"door": "7号", "presence": "home"})
    assert lane.dwellings.get().floor is None


def test_for_others_and_for_an_estate_there_is_no_such_page(world, page):
    words = {"door": "1203", "presence": "unknown"}
    for user in (world.captain(), UserFactory()):
        assert page(user, f"{place(world.building)}homes/new/", words).status_code == 404
    assert page(world.staff, f"{place(world.building.parent)}homes/new/", words).status_code == 404
    assert not Dwelling.objects.filter(door="1203").exists()


def test_a_child_is_not_named_on_its_captains_desk(world, page):
    guardian = world.resident("0101", user__display_name="何茉莉")
    child = UserFactory(display_name="何小桃", phone="10000008888")
    ResidencyFactory(user=child, dwelling=world.home("0101"), is_minor=True, guardian=guardian)
    address = f"/desk/homes/{world.home('0101').pk}/"
    html = page(world.captain(), address, {"purpose": "repair"}).content.decode()
    assert "何茉莉" in html
    assert "未满 14 岁的孩子" in html
    assert "何小桃" not in html
    assert "8888" not in html
