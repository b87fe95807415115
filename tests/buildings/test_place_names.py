""" "3栋" says enough to whoever has to do with one estate; to everybody else it needs the estate."""

import pytest
from django.contrib.auth.models import AnonymousUser

from buildings.models import Place
from buildings.models.places import AROUND, one_estate
from buildings.standing import standing_of
from buildings.templatetags.places import place_name
from tests.factories import (
    MembershipFactory,
    OrganisationFactory,
    PlaceFactory,
    ResidencyFactory,
    make_building,
)


@pytest.mark.parametrize(
    "paths, estate",
    [
        (["/1/2/3/"], "/1/2/3/"),
        (["/1/2/3/", "/1/2/3/7/", "/1/2/3/8/9/"], "/1/2/3/"),
        (["/1/2/3/", "/1/2/33/"], None),
        (["/1/2/"], None),
        (["/1/"], None),
        (["/1/2/", "/1/2/3/"], None),
        ([], None),
    ],
)
def test_the_one_estate_of_some_paths(paths, estate):
    assert one_estate(paths) == estate


def named(place: Place, reader) -> str:
    return place_name(Place.objects.select_related(AROUND).get(pk=place.pk), reader)


def test_who_reads_which_name(world, django_assert_num_queries):
    stair = PlaceFactory(kind="stair", name="1梯", parent=world.building)
    near = [world.resident(), world.captain(), world.member(world.property), world.member(world.council)]
    far = [world.staff, world.member(world.office), world.admin, AnonymousUser()]
    for reader in near:
        assert named(world.building, reader) == "3栋"
        assert named(stair, reader) == "3栋 1梯"
    for reader in far:
        assert named(world.building, reader) == "水岸公馆 3栋"
        assert named(stair, reader) == "水岸公馆 3栋 1梯"
    for place, name in ((world.estate, "水岸公馆"), (world.community, "灯湖社区")):
        assert {named(place, reader) for reader in (*near, *far)} == {name}
    place = Place.objects.select_related(AROUND).get(pk=stair.pk)
    standing_of(world.staff).capacities  # noqa: B018
    with django_assert_num_queries(0):
        place_name(place, world.staff)


def test_two_estates_are_told_apart(world):
    other = PlaceFactory(kind="estate", name="海韵苑", parent=world.community)
    twin = make_building(other, "3栋")
    company = OrganisationFactory(kind="property_company", serves=[world.estate, other])
    engineer = MembershipFactory(organisation=company).user
    assert [named(b, engineer) for b in (world.building, twin)] == ["水岸公馆 3栋", "海韵苑 3栋"]
    resident = world.resident()
    assert [named(b, resident) for b in (world.building, twin)] == ["3栋", "海韵苑 3栋"]
    ResidencyFactory(user=resident, dwelling=twin.dwellings.first())
    del resident._standing
    assert named(world.building, resident) == "水岸公馆 3栋"


def test_houses_in_lanes_and_lanes_without_an_estate(world):
    road = PlaceFactory(kind="road", name="新村大道", parent=world.community)
    lane = PlaceFactory(kind="lane", name="15巷", parent=road)
    house = PlaceFactory(kind="building", name="3号", parent=lane)
    assert named(house, world.staff) == "灯湖社区 15巷 3号"
    assert named(lane, world.staff) == "灯湖社区 15巷"
    loose = PlaceFactory(kind="lane", name="16巷", parent=world.community)
    member = MembershipFactory(organisation=OrganisationFactory(kind="club", serves=[loose])).user
    assert named(loose, member) == "16巷"
