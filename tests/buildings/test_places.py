"""The tree: what may stand where, and how a move carries everything below."""

import threading
import uuid

import pytest
from django.db import connection, transaction
from django.db.models import Max

from buildings.models import Dwelling, Place
from buildings.models.places import AROUND
from buildings.operations import HomePlan, add_dwelling, add_dwellings, create_place, move_place, set_presence
from buildings.queries.places import in_order
from journal.models import Entry
from kit.refused import Refused
from tests.factories import PlaceFactory, make_building, make_community, make_estate, make_staff


def test_a_place_is_created_with_its_path_and_its_place_in_the_journal(world):
    made = create_place(
        by=world.staff, kind="building", name=" 12栋 ", parent=world.estate, address="灯湖东路 1 号"
    )
    assert (made.name, made.position, made.address) == ("12栋", 12, "灯湖东路 1 号")
    assert made.path == f"{world.estate.path}{made.pk}/"
    entry = Entry.objects.about(made).get()
    assert (entry.verb, entry.by) == ("buildings.create_place", world.staff)


def test_places_order_by_the_number_in_their_name(world):
    for name in ("10栋", "2栋", "会所", "十一栋"):
        create_place(by=world.staff, kind="building", name=name, parent=world.estate)
    assert [p.name for p in Place.objects.filter(parent=world.estate)] == [
        "3栋",
        "2栋",
        "10栋",
        "会所",
        "十一栋",
    ]
    # 3栋 stands at 0, as the factory made it; 会所 has no number and came after 10栋.


def test_a_second_tap_finds_the_first_place(world):
    key = uuid.uuid4()
    words = {"by": world.staff, "kind": "building", "name": "5栋", "parent": world.estate, "client_key": key}
    assert create_place(**words) == create_place(**words)
    with pytest.raises(Refused):
        create_place(**words | {"name": "6栋"})
    assert Entry.objects.filter(verb="buildings.create_place").count() == 1


@pytest.mark.parametrize(
    "kind, parent", [("stair", "estate"), ("community", "estate"), ("estate", "building")]
)
def test_each_kind_stands_only_where_it_may(world, kind, parent):
    with pytest.raises(Refused, match=r"直接|directly") as refused:
        create_place(by=world.admin, kind=kind, name="甲", parent=getattr(world, parent))
    assert refused.value.field == "parent"


def test_only_a_subdistrict_stands_alone(world):
    assert create_place(by=world.admin, kind="street", name="大沥镇", parent=None).path.count("/") == 2
    with pytest.raises(Refused) as refused:
        create_place(by=world.admin, kind="building", name="甲", parent=None)
    assert refused.value.field == "parent"
    with pytest.raises(Refused):
        create_place(by=world.admin, kind="street", name="大沥镇", parent=None)


def test_a_name_is_used_once_in_its_place_and_nothing_is_half_saved(world):
    with pytest.raises(Refused) as refused:
        create_place(by=world.staff, kind="building", name="3栋", parent=world.estate)
    assert refused.value.field == "name"
    assert Place.objects.filter(name="3栋").count() == 1
    assert not Entry.objects.filter(verb="buildings.create_place").exists()
    # The same name elsewhere is another place.
    create_place(by=world.admin, kind="building", name="3栋", parent=make_estate(community=world.community))


def test_nobody_but_staff_adds_or_moves_places(world):
    for user in (
        world.resident(),
        world.captain(),
        world.member(world.property),
        world.member(world.council),
    ):
        with pytest.raises(Refused):
            create_place(by=user, kind="building", name="9栋", parent=world.estate)
        with pytest.raises(Refused):
            move_place(by=user, place=world.building, parent=make_estate(community=world.community))
    assert not Place.objects.filter(name="9栋").exists()


def test_a_move_takes_everything_below_along(world):
    stair = PlaceFactory(kind="stair", name="1梯", parent=world.building)
    other = make_estate(community=world.community)
    moved = move_place(by=world.staff, place=world.building, parent=other)
    stair.refresh_from_db()
    assert moved.path == f"{other.path}{world.building.pk}/"
    assert stair.path == f"{moved.path}{stair.pk}/"
    assert Dwelling.objects.below(other.path).count() == 8
    assert not Dwelling.objects.below(world.estate.path).exists()
    assert Entry.objects.about(moved).get().data == {"from": world.estate.pk, "to": other.pk}


def test_deep_trees_move_whole(world):
    """Road > lane > building > stair: each generation's path follows."""
    road = PlaceFactory(kind="road", name="新村大道", parent=world.estate)
    lane = PlaceFactory(kind="lane", name="1巷", parent=road)
    house = PlaceFactory(kind="building", name="5号楼", parent=lane)
    stair = PlaceFactory(kind="stair", name="1梯", parent=house)
    move_place(by=world.staff, place=road, parent=world.community)
    stair.refresh_from_db()
    assert stair.path == f"{world.community.path}{road.pk}/{lane.pk}/{house.pk}/{stair.pk}/"


@pytest.mark.parametrize("where", ["itself", "below"])
def test_a_place_never_contains_itself(world, where):
    stair = PlaceFactory(kind="stair", name="1梯", parent=world.building)
    target = world.building if where == "itself" else stair
    with pytest.raises(Refused) as refused:
        move_place(by=world.staff, place=world.building, parent=target)
    assert "自己" in str(refused.value) or "itself" in str(refused.value)
    world.building.refresh_from_db()
    assert world.building.parent == world.estate


def test_the_database_itself_refuses_a_circle(world):
    stair = PlaceFactory(kind="stair", name="1梯", parent=world.building)
    from django.db import IntegrityError

    with pytest.raises(IntegrityError, match="cannot contain itself"), transaction.atomic():
        Place.objects.filter(pk=world.building.pk).update(parent=stair)


def test_a_building_does_not_move_into_somebody_elses_community(world):
    elsewhere = make_estate(community=make_community())
    with pytest.raises(Refused):
        move_place(by=world.staff, place=world.building, parent=elsewhere)
    with pytest.raises(Refused):
        move_place(by=make_staff(elsewhere.parent), place=world.building, parent=elsewhere)


@pytest.mark.django_db(transaction=True)
def test_two_moves_at_once_make_no_circle(world):
    """A road into an estate's lane and back are refused by kind; two places swapped at once are not: one waits."""
    first, second = make_estate(community=world.community), make_estate(community=world.community)
    one, two = make_building(first, "1栋"), make_building(second, "2栋")
    barrier, failures = threading.Barrier(2), []

    def move(place, parent):
        try:
            barrier.wait(5)
            move_place(by=world.admin, place=place, parent=parent)
        except Exception as error:
            failures.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=move, args=args) for args in ((one, second), (two, first))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert failures == []
    one.refresh_from_db()
    two.refresh_from_db()
    assert one.path == f"{second.path}{one.pk}/"
    assert two.path == f"{first.path}{two.pk}/"


def test_a_door_is_there_once(world):
    add_dwelling(by=world.staff, place=world.building, door="0501", floor=5, area="88.00")
    with pytest.raises(Refused) as refused:
        add_dwelling(by=world.staff, place=world.building, door="0501", floor=5)
    assert refused.value.field == "door"
    with pytest.raises(Refused) as refused:
        add_dwelling(by=world.staff, place=world.building, door="0502", area="0")
    assert refused.value.field == "area"
    with pytest.raises(Refused):
        add_dwelling(by=world.staff, place=world.community, door="1")
    assert Dwelling.objects.below(world.building.path).count() == 9


def test_a_whole_stair_of_doors_is_added_at_once_or_not_at_all(world):
    before = Dwelling.objects.below(world.building.path).count()
    doors = [HomePlan(f"{floor}09", floor=floor, area="72.30") for floor in range(1, 10)]
    for by, homes in [
        (world.resident("0301"), doors),
        (world.staff, [*doors, HomePlan(" ")]),
        (world.staff, [*doors, HomePlan("0909", area="0")]),
        (world.staff, [*doors, doors[0]]),
    ]:
        with pytest.raises(Refused):
            add_dwellings(by=by, place=world.building, homes=homes)
    with pytest.raises(Refused):
        add_dwellings(by=world.staff, place=world.community, homes=doors)
    assert Dwelling.objects.below(world.building.path).count() == before

    made = add_dwellings(by=world.staff, place=world.building, homes=doors)
    assert Dwelling.objects.below(world.building.path).count() == before + 9
    assert {(home.floor, home.door) for home in made} == {(floor, f"{floor}09") for floor in range(1, 10)}
    entry = Entry.objects.about(world.building).get(verb="buildings.add_dwellings")
    assert (entry.by, entry.data) == (world.staff, {"homes": 9})


def test_presence_is_noted_by_the_captain_of_the_floor_and_staff_only(world):
    home = world.home("0301")
    low = world.captain(floor_from=1, floor_to=2)
    high = world.captain(floor_from=3)
    for user in (low, world.resident("0301"), world.member(world.property)):
        with pytest.raises(Refused):
            set_presence(by=user, dwelling=home, presence="vacant")
    set_presence(by=high, dwelling=home, presence="commuter")
    assert set_presence(by=world.staff, dwelling=home, presence="home").presence == "home"
    with pytest.raises(Refused):
        set_presence(by=world.staff, dwelling=home, presence="partying")
    assert Entry.objects.about(home).count() == 2


def test_places_are_listed_as_they_stand_whatever_numbers_their_rows_have(db):
    estate = make_estate()
    numbers = Place.objects.aggregate(top=Max("pk"))["top"]
    many = 10 ** (len(str(numbers)) + 1)
    for pk, name, position in ((many, "1栋", 1), (many + 1, "10栋", 10), (many - 1, "2栋", 2)):
        Place.objects.create(pk=pk, kind="building", name=name, parent=estate, position=position)
    Place.objects.create(pk=many + 2, kind="stair", name="1单元", parent_id=many - 1, position=1)
    rows = Place.objects.filter(pk__gte=many - 1).order_by("path").select_related(AROUND)
    assert [place.name for place in in_order(rows)] == ["1栋", "2栋", "1单元", "10栋"]
