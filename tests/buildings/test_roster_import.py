"""Previewing and importing: all or nothing, again without effect, never a deletion."""

import io
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from buildings.models import Dwelling, Ownership, Place
from buildings.operations.roster import RosterHasProblems, import_roster, preview_roster
from journal.models import Entry
from kit.refused import Refused
from tests.factories import PlaceFactory

from .test_roster_sample import SAMPLE
from .workbooks import HEADER, workbook

pytestmark = pytest.mark.django_db

ONE = ("3栋", None, 1, "0101", 80, "陈荔枝", "10000000001", "自住")


@pytest.fixture
def estate(world):
    """With 3栋, four floors of two homes, 80 m² each, and nobody's name yet."""
    return world.estate


@pytest.fixture
def empty(world):
    return PlaceFactory(kind="estate", name="中铁建水岸公馆(演示)", parent=world.community)


@pytest.fixture
def bring(world, estate):
    """Imports these rows below the usual header, by staff."""

    def do(*rows, into=None, now=None, **options):
        return import_roster(
            by=world.staff, estate=into or estate, file=workbook(HEADER, *rows), now=now, **options
        )

    return do


def sample():
    return io.BytesIO(SAMPLE.read_bytes())


def everything():
    return (
        list(Place.objects.order_by("pk").values()),
        list(Dwelling.objects.order_by("pk").values()),
        list(Ownership.objects.order_by("pk").values()),
        list(Entry.objects.order_by("pk").values()),
    )


def owners(home: Dwelling) -> list[str]:
    return list(
        Ownership.objects.current().filter(dwelling=home).order_by("pk").values_list("owner_name", flat=True)
    )


# --- the sample -----------------------------------------------------------------------------------------------
def test_the_sample_is_refused_as_long_as_rows_have_errors(world, empty):
    before = everything()
    with pytest.raises(RosterHasProblems) as refused:
        import_roster(by=world.staff, estate=empty, file=sample())
    assert refused.value.preview.left_out == 5
    assert everything() == before


def test_the_sample_comes_in_whole_without_them(world, empty):
    done = import_roster(by=world.staff, estate=empty, file=sample(), skip_problems=True)
    assert (done.new, done.changed, done.unchanged, done.left_out) == (1020, 0, 0, 5)
    homes = Dwelling.objects.below(empty.path)
    assert homes.count() == 1020
    assert sum(home.area for home in homes) == Decimal("98098.50")
    assert Ownership.objects.filter(dwelling__in=homes).count() == 1068
    assert [place.name for place in empty.children.all()] == [f"{n}栋" for n in range(1, 9)]
    assert homes.filter(presence="unsold", ownerships=None).count() == 18
    assert {home.area_source for home in homes} == {"roster"}
    assert (
        Ownership.objects.get(owner_name="区𠮷祥", dwelling__door="0502", dwelling__place__name="1栋").phone
        == "10000000019"
    )


def test_the_second_import_of_the_same_file_changes_nothing(world, empty):
    import_roster(by=world.staff, estate=empty, file=sample(), skip_problems=True)
    before = everything()
    tomorrow = timezone.now() + timedelta(days=1)
    again = import_roster(by=world.staff, estate=empty, file=sample(), skip_problems=True, now=tomorrow)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 1020)
    assert everything() == before


def test_a_preview_writes_nothing_and_says_what_an_import_would_do(world, empty):
    before = everything()
    preview = preview_roster(by=world.staff, estate=empty, file=sample())
    assert (preview.new, preview.changed, preview.unchanged, preview.left_out) == (1020, 0, 0, 5)
    assert list(preview.comparison.new_buildings) == [f"{n}栋" for n in range(1, 9)]
    assert everything() == before


@pytest.mark.parametrize("count", [2, 300])
def test_the_number_of_queries_does_not_grow_with_the_rows(world, empty, django_assert_num_queries, count):
    def rows(area, name):
        return [
            (
                f"{1 + n % 2}栋",
                "1单元",
                1 + n // 8,
                f"{1 + n // 8:02}{1 + n % 8:02}",
                area,
                f"{name}{n}",
                f"1{n:010}",
                "自住",
            )
            for n in range(count)
        ]

    first, second = workbook(HEADER, *rows(80, "陈荔枝")), workbook(HEADER, *rows(81, "黄木棉"))
    with django_assert_num_queries(13):
        import_roster(by=world.staff, estate=empty, file=first)
    with django_assert_num_queries(15):
        done = import_roster(by=world.staff, estate=empty, file=second)
    assert (done.changed, done.ended_owners, done.added_owners) == (count, count, count)


# --- what changes and what stays ----------------------------------------------------------------------------------
def test_a_home_takes_what_the_roster_knows_and_keeps_the_rest(world, bring):
    home = world.home()
    done = bring(("3栋", None, 1, "0101", None, "陈荔枝", None, None))
    home.refresh_from_db()
    assert (done.new, done.changed) == (0, 1)
    assert (home.area, home.presence) == (Decimal("80.00"), "unknown")
    assert owners(home) == ["陈荔枝"]
    bring(("3栋", None, 1, "0101", "81.5㎡", None, None, "出租"))
    home.refresh_from_db()
    assert (home.area, home.presence) == (Decimal("81.50"), "rented")
    assert owners(home) == ["陈荔枝"]


def test_another_owner_ends_the_old_ownership_on_that_day_and_keeps_its_row(world, bring):
    first = timezone.make_aware(datetime(2026, 3, 1, 12))
    bring(ONE, now=first)
    bring((*ONE[:5], "黄木棉", "10000000002", "自住"), now=first + timedelta(days=9))
    old, new = Ownership.objects.filter(dwelling=world.home()).order_by("pk")
    assert (old.owner_name, old.phone, old.started_on, old.ended_on) == (
        "陈荔枝",
        "10000000001",
        date(2026, 3, 1),
        date(2026, 3, 10),
    )
    assert (new.owner_name, new.started_on, new.ended_on) == ("黄木棉", date(2026, 3, 10), None)


def test_a_slip_corrected_on_the_same_day_leaves_one_owner(world, bring):
    bring(ONE)
    bring((*ONE[:5], "黄木棉", "10000000002", "自住"))
    assert owners(world.home()) == ["黄木棉"]
    assert Ownership.objects.filter(dwelling=world.home()).count() == 2


def test_a_second_owner_joins_and_the_first_stays_the_same_row(world, bring):
    bring(ONE)
    row = Ownership.objects.get(dwelling=world.home())
    done = bring((*ONE[:5], "陈荔枝、黄木棉", "10000000001/10000000002", "自住"))
    assert (done.added_owners, done.ended_owners) == (1, 0)
    assert owners(world.home()) == ["陈荔枝", "黄木棉"]
    assert Ownership.objects.get(pk=row.pk).ended_on is None


def test_a_new_phone_belongs_to_the_same_owner_and_a_missing_one_erases_nothing(world, bring):
    bring(ONE)
    row = Ownership.objects.get(dwelling=world.home())
    assert bring((*ONE[:6], None, "自住")).changed == 0
    assert bring((*ONE[:6], "10000000009", "自住")).changed == 1
    row.refresh_from_db()
    assert (row.phone, row.ended_on) == ("10000000009", None)


def test_an_owner_who_comes_back_gets_a_new_row(world, bring):
    day = timezone.make_aware(datetime(2026, 3, 1, 12))
    for n, name in enumerate(("陈荔枝", "黄木棉", "陈荔枝")):
        bring((*ONE[:5], name, None, "自住"), now=day + timedelta(days=n))
    assert owners(world.home()) == ["陈荔枝"]
    assert Ownership.objects.filter(dwelling=world.home()).count() == 3


def test_a_commuter_is_not_made_someone_who_is_always_home(world, bring):
    Dwelling.objects.filter(pk=world.home().pk).update(presence="commuter")
    bring(ONE)
    assert world.home().presence == "commuter"
    bring((*ONE[:7], "出租"))
    assert world.home().presence == "rented"


def test_the_title_register_outweighs_the_roster(world, bring):
    home = world.home()
    Dwelling.objects.filter(pk=home.pk).update(area="82.10", area_source="register")
    Ownership.objects.create(
        dwelling=home, owner_name="何茉莉", source="register", started_on=date(2020, 1, 1)
    )
    done = bring(ONE)
    assert [(p.code, p.column) for p in done.roster.problems] == [("area_kept", "E"), ("owners_kept", "F")]
    home.refresh_from_db()
    assert (home.area, home.area_source) == (Decimal("82.10"), "register")
    assert owners(home) == ["何茉莉"]


def test_homes_that_the_roster_does_not_name_stay(world, bring):
    before = Dwelling.objects.count()
    assert bring(ONE).comparison.absent == 7
    assert Dwelling.objects.count() == before


def test_doors_are_recognised_with_and_without_zeros_and_new_ones_are_filled(world, bring):
    done = bring(
        ("3号楼", None, 1, 101, 80, "陈荔枝", None, None), ("03", None, 5, 501, 80, "黄木棉", None, None)
    )
    assert (done.new, done.changed) == (1, 1)
    assert world.building.dwellings.get(floor=5).door == "0501"


# --- places -----------------------------------------------------------------------------------------------------
def test_a_building_that_is_not_there_is_not_raised_by_a_slip(world, estate, bring):
    with pytest.raises(RosterHasProblems) as refused:
        bring(("9栋", None, 1, "0101", 80, "陈荔枝", None, None))
    assert [(p.code, p.column) for p in refused.value.preview.roster.problems] == [("unknown_building", "A")]
    assert [place.name for place in estate.children.all()] == ["3栋"]


def test_an_empty_estate_gets_its_buildings_and_stairs(empty, bring):
    rows = [
        ("2栋", "一单元", 1, "0101", 80, "陈荔枝"),
        ("10栋", "2", 1, "0101", 80, "黄木棉"),
        ("10栋", "1", 1, "0101", 80, "何茉莉"),
    ]
    done = bring(*rows, into=empty)
    assert done.added_places == 5
    assert [(b.name, [s.name for s in b.children.all()]) for b in empty.children.all()] == [
        ("2栋", ["1单元"]),
        ("10栋", ["1单元", "2单元"]),
    ]
    assert all(place.path.startswith(empty.path) for place in Place.objects.below(empty.path))
    assert bring(*rows, into=empty).changes_nothing


def test_a_stair_that_is_not_there_and_a_door_that_several_stairs_have(world, empty, bring):
    bring(("1栋", "1单元", 1, "0101", 80, "陈荔枝"), ("1栋", "2单元", 1, "0101", 80, "黄木棉"), into=empty)
    with pytest.raises(RosterHasProblems) as refused:
        bring(("1栋", "3单元", 1, "0101", 80, "何茉莉"), ("1栋", None, 1, "0101", 80, "梁杨桃"), into=empty)
    assert [p.code for p in refused.value.preview.roster.problems] == ["unknown_stair", "stair_needed"]


def test_the_lanes_of_a_village_without_estates(world):
    village = PlaceFactory(kind="community", name="江滨社区", parent=world.street)
    header = ("巷号", "门牌", "户主", "电话")
    rows = [(f"新村大道东{n}巷", f"{door}号", f"陈荔枝{n}{door}", None) for n in (1, 2) for door in (1, 2)]
    done = import_roster(by=world.admin, estate=village, file=workbook(header, *rows))
    assert (done.new, done.added_places) == (4, 2)
    assert {(place.kind, place.name) for place in village.children.all()} == {
        ("lane", "新村大道东1巷"),
        ("lane", "新村大道东2巷"),
    }
    assert import_roster(by=world.admin, estate=village, file=workbook(header, *rows)).changes_nothing


def test_a_community_s_roster_leaves_its_estates_alone(world):
    header = ("楼栋", "房号", "面积", "业主")
    PlaceFactory(kind="building", name="独栋", parent=world.community)
    with pytest.raises(RosterHasProblems):
        import_roster(
            by=world.staff, estate=world.community, file=workbook(header, ("3栋", "0101", 80, "陈荔枝"))
        )


# --- who may, and what is written down ------------------------------------------------------------------------
def test_staff_and_the_property_company_may_and_nobody_else(world, estate):
    for user in (world.staff, world.member(world.property), world.member(world.office)):
        assert preview_roster(by=user, estate=estate, file=workbook(HEADER, ONE)).changed == 1
    captain, resident = world.captain(), world.resident()
    for user in (captain, resident, world.member(world.council)):
        with pytest.raises(Refused):
            preview_roster(by=user, estate=estate, file=workbook(HEADER, ONE))
        with pytest.raises(Refused):
            import_roster(by=user, estate=estate, file=workbook(HEADER, ONE))


def test_the_property_company_of_another_estate_may_not(world, empty):
    with pytest.raises(Refused):
        preview_roster(by=world.member(world.property), estate=empty, file=workbook(HEADER, ONE))


def test_a_building_has_no_roster_of_its_own(world):
    with pytest.raises(Refused):
        preview_roster(by=world.staff, estate=world.building, file=workbook(HEADER, ONE))


def test_the_journal_has_the_figures_and_nobody_s_name(world, bring, estate):
    bring(ONE)
    entry = Entry.objects.about(estate).get(verb="buildings.import_roster")
    assert entry.by == world.staff
    assert {key: entry.data[key] for key in ("homes", "area", "new", "changed", "owners_added", "left_out")} == {
        "homes": 1, "area": "80.00", "new": 0, "changed": 1, "owners_added": 1, "left_out": 0,
    }  # fmt: skip
    assert len(entry.data["sha256"]) == 64
    assert "陈荔枝" not in str(entry.data)
    assert "10000000001" not in str(entry.data)


def test_a_roster_of_nothing_but_errors_is_refused_even_when_they_may_be_skipped(bring):
    with pytest.raises(Refused):
        bring(("3栋", None, 1, None, 80, "陈荔枝", "10000000001", "自住"), skip_problems=True)


def test_the_apostrophe_of_a_text_cell_makes_nobody_a_new_owner(bring, world):
    bring(ONE)
    again = bring(tuple(f"'{cell}" if isinstance(cell, str) else cell for cell in ONE))
    assert again.changes_nothing
    assert owners(world.home("0101")) == ["陈荔枝"]
