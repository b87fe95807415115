"""Where buildings are drawn, and who draws them."""

import pytest
from django.db import IntegrityError, transaction

from buildings.models import Place
from buildings.operations import move_place, put_on_plan
from buildings.plan import draw, shade
from kit.refused import Refused
from tests.factories import PlaceFactory, make_building, make_resident


def corners(cells) -> dict[int, tuple[int, int]]:
    return {box.key: (box.x, box.y) for box in draw(cells).boxes}


def test_what_has_a_place_stands_there_and_the_rest_in_rows_below():
    assert corners(
        [(1, 5, 7), (2, None, None), (3, 6, 7), (4, None, None), (5, None, None), (6, None, None)]
    ) == {
        1: (20, 20),
        3: (152, 20),
        2: (20, 140),
        4: (152, 140),
        5: (284, 140),
        6: (20, 260),
    }


def test_a_building_is_large_enough_to_press_in_large_text_on_a_narrow_phone():
    """Three beside each other; the card's inside is 254 px wide on a screen of 320."""
    drawing = draw([(n, None, None) for n in range(8)])
    scale = 254 / drawing.width
    assert all(min(box.width, box.height) * scale >= 60 for box in drawing.boxes)


def test_nothing_overlaps_and_all_lies_on_the_plan():
    drawing = draw([(n, n % 4 or None, n // 4 if n % 4 else None) for n in range(20)])
    assert len({(box.x, box.y) for box in drawing.boxes}) == 20
    assert all(
        box.x + box.width < drawing.width and box.y + box.height < drawing.height for box in drawing.boxes
    )
    assert draw([]).boxes == []


def test_shades():
    assert [shade(n) for n in (0, 1, 2, 3, 5, 6, 8, 9, 400)] == [0, 1, 1, 2, 2, 3, 3, 4, 4]


def test_staff_draw_a_building_on_the_plan(world, page):
    address = f"/places/{world.building.pk}/plan/"
    assert page(world.staff, address, {"x": "3", "y": "1"}).status_code == 302
    place = Place.objects.get(pk=world.building.pk)
    assert (place.plan_x, place.plan_y) == (2, 0)
    assert 'value="3"' in page(world.staff, address).content.decode()
    page(world.staff, address, {"x": "", "y": ""})
    place.refresh_from_db()
    assert (place.plan_x, place.plan_y) == (None, None)


def test_what_the_plan_refuses(world, page):
    other = make_building(world.estate, "5栋")
    put_on_plan(by=world.staff, place=other, x=0, y=0)
    for cells in ({"x": 0, "y": 0}, {"x": 1, "y": None}, {"x": 20, "y": 0}, {"x": 0, "y": -1}):
        with pytest.raises(Refused):
            put_on_plan(by=world.staff, place=world.building, **cells)
    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.filter(pk=world.building.pk).update(plan_x=3)
    resident = make_resident(world.building)
    with pytest.raises(Refused):
        put_on_plan(by=resident, place=world.building, x=1, y=1)
    assert page(resident, f"/places/{world.building.pk}/plan/").status_code == 404
    assert (
        "5栋"
        in page(world.staff, f"/places/{world.building.pk}/plan/", {"x": "1", "y": "1"}).content.decode()
    )


def test_the_database_keeps_two_from_one_cell(world):
    other = make_building(world.estate, "8栋")
    put_on_plan(by=world.staff, place=world.building, x=1, y=1)
    with pytest.raises(IntegrityError, match="place_alone_on_its_cell"), transaction.atomic():
        Place.objects.filter(pk=other.pk).update(plan_x=1, plan_y=1)


def test_a_move_leaves_the_old_plan(world):
    put_on_plan(by=world.staff, place=world.building, x=1, y=1)
    elsewhere = PlaceFactory(kind="estate", name="叠翠苑", parent=world.community)
    moved = move_place(by=world.staff, place=world.building, parent=elsewhere)
    assert (moved.plan_x, moved.plan_y) == (None, None)


def test_only_what_stands_in_an_estate_or_community_is_drawn(world, page):
    lane = PlaceFactory(kind="lane", name="15巷", parent=world.estate)
    inside = make_building(lane, "1号楼")
    with pytest.raises(Refused):
        put_on_plan(by=world.staff, place=inside, x=1, y=1)
    assert page(world.staff, f"/places/{inside.pk}/plan/").status_code == 404
    assert f"/places/{inside.pk}/plan/" not in page(world.staff, f"/places/{inside.pk}/").content.decode()
    assert f"/places/{lane.pk}/plan/" in page(world.staff, f"/places/{lane.pk}/").content.decode()
