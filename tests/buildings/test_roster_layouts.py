"""Layouts that only some companies use; and whatever else may stand in a table."""

from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from buildings.roster import Owner, read_roster
from kit.refused import Refused

from .workbooks import roster, sheets


def test_titles_and_places_in_traditional_characters():
    read = roster(
        ("樓棟", "樓層", "房號", "建築面積", "業主姓名", "聯絡電話", "狀態"),
        ("1號樓", "3樓", "0301", "89.2㎡", "陳麗", "+852 9123 4567", "出租"),
    )
    row = read.rows[0]
    assert (row.building, row.floor, row.area, row.presence) == ("1号楼", 3, Decimal("89.20"), "rented")
    assert row.owners == (Owner("陳麗", "+85291234567"),)  # a name stays as it is written


@pytest.mark.parametrize(
    ("doors", "joined"),
    [(("01", "02"), ("0101", "0102", "0201", "0202")), (("A", "B"), ("01A", "01B", "02A", "02B"))],
)
def test_where_each_floor_counts_its_doors_anew_floor_and_door_are_joined(doors, joined):
    header = ("楼栋", "楼层", "单元", "面积", "业主")
    rows = [("1栋", f"{floor}层", door, 80, "陈荔枝") for floor in (1, 2) for door in doors]
    read = roster(header, *rows)
    assert tuple(row.door for row in read.rows) == joined
    assert read.understood[0].joins_floors


def test_a_door_below_the_ground_is_not_the_one_above_it():
    rows = [("1栋", door, 80, "陈荔枝") for door in ("-101", -102, "101", "102", "201")]
    read = roster(("楼栋", "房号", "面积", "业主"), *rows)
    assert [(row.floor, row.door) for row in read.rows] == [
        (-1, "-101"), (-1, "-102"), (1, "101"), (1, "102"), (2, "201"),
    ]  # fmt: skip
    assert not read.problems


def test_where_most_doors_begin_with_a_dash_it_divides_them_from_what_stood_before():
    rows = [("1栋", f"-{floor}0{number}", 80, "陈荔枝") for floor in (1, 2, 12) for number in (1, 2)]
    read = roster(("楼栋", "房号", "面积", "业主"), *rows)
    assert [row.door for row in read.rows] == ["101", "102", "201", "202", "1201", "1202"]
    assert [row.floor for row in read.rows] == [1, 1, 2, 2, 12, 12]


TABLE = ("房号", "面积", "业主")


def places(read):
    return [(row.building, row.stair, row.door) for row in read.rows]


def test_a_sheet_of_each_stair_gives_its_homes_that_stair():
    table = [TABLE, ("101", 80, "陈荔枝"), ("小计", 80, None), ("201", 80, "何茉莉")]
    read = read_roster(sheets({"1栋1单元": table, "1栋2单元": [TABLE, ("101", 80, "黄木棉")]}))
    assert places(read) == [("1栋", "1单元", "101"), ("1栋", "1单元", "201"), ("1栋", "2单元", "101")]
    assert not read.problems


def test_a_line_above_the_homes_of_each_stair():
    first, second = ("101", 80, "陈荔枝"), ("101", 80, "黄木棉")
    read = roster(("3栋一单元",), TABLE, first, ("3栋二单元",), second, title="1")
    assert places(read) == [("3栋", "1单元", "101"), ("3栋", "2单元", "101")]
    assert not read.problems


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("1号楼", [("1号楼", "1单元", "101"), ("1号楼", "2单元", "102")]),
        ("1-3栋", [("1栋", None, "101"), ("2栋", None, "102")]),
        ("1栋、2栋", [("1栋", None, "101"), ("2栋", None, "102")]),
    ],
)
def test_in_the_sheet_of_one_building_a_prefix_is_a_stair(title, expected):
    read = roster(TABLE, ("1单元101" if title == "1号楼" else "1-101", 80, "陈荔枝"),
                  ("2-102", 80, "黄木棉"), title=title)  # fmt: skip
    assert places(read) == expected


def test_programs_that_write_the_whole_path_into_each_column():
    header = ("楼栋名称", "单元名称", "房间名称", "建筑面积", "权属人")
    row = ("1号楼", "1号楼1单元", "1号楼1单元101", 80, "陈荔枝")
    read = roster(header, row, ("2号楼", "0单元", "2号楼0单元101", 80, "黄木棉"))
    assert places(read) == [("1号楼", "1单元", "101"), ("2号楼", None, "101")]
    assert [row.owners[0].name for row in read.rows] == ["陈荔枝", "黄木棉"]


def test_a_stair_by_the_name_of_its_door_and_a_building_by_that_of_its_quarter():
    header = ("区域", "栋号", "门洞", "室号", "产证面积", "房屋所有人")
    read = roster(header, ("东区", 1, 1, 101, 80, "陈荔枝"), ("西区", 1, 1, 101, 80, "黄木棉"))
    assert places(read) == [("东区1栋", "1单元", "101"), ("西区1栋", "1单元", "101")]
    assert [row.owners[0].name for row in read.rows] == ["陈荔枝", "黄木棉"]


def test_houses_in_a_lane_are_not_taken_for_doors_of_a_floor():
    read = roster(
        ("巷号", "门牌", "楼层", "户主"),
        *((f"{lane}巷", f"{n}号", 1, "陈荔枝") for lane in (1, 2) for n in (1, 2)),
    )
    assert [row.door for row in read.rows] == ["1", "2", "1", "2"]


def test_names_first_and_then_their_phones():
    header = ("楼栋", "房号", "面积", "业主1", "业主2", "电话1", "电话2")
    read = roster(header, ("1栋", "0101", 80, "陈荔枝", "黄木棉", "10000000001", "10000000002"))
    assert read.rows[0].owners == (Owner("陈荔枝", "10000000001"), Owner("黄木棉", "10000000002"))


def test_name_and_phone_in_one_cell_and_no_number_of_an_identity_card():
    header = ("楼栋", "房号", "面积", "业主")
    read = roster(
        header,
        ("1栋", "0101", 80, "陈荔枝 10000000001、黄木棉（10000000002）"),
        ("1栋", "0102", 80, "何茉莉44060019900101123X"),
    )
    assert [row.owners for row in read.rows] == [
        (Owner("陈荔枝", "10000000001"), Owner("黄木棉", "10000000002")),
        (Owner("何茉莉"),),
    ]
    assert read.problems == []


def test_a_room_that_begins_with_the_estate():
    read = roster(
        ("房间名称", "面积", "业主"), ("水岸公馆-1-2-0301", 80, "陈荔枝"), ("SAGG-12-1-0302", 80, "黄木棉")
    )
    assert [(row.building, row.stair, row.door) for row in read.rows] == [
        ("1栋", "2单元", "0301"),
        ("12栋", "1单元", "0302"),
    ]


HALF = ("房号", "面积", "业主", "电话")


@pytest.mark.parametrize(
    ("above", "header", "second"),
    [
        ((), ("楼栋", *HALF, None, "楼栋", *HALF), "G"),
        ((), ("序号", "楼栋", *HALF, "序号", "楼栋", *HALF), "G"),
        (("1栋", None, None, None, None, "2栋"), (*HALF, None, *HALF), "F"),
    ],
)
def test_a_second_table_beside_the_first_gives_nobody_a_home_there(above, header, second):
    """Its owners would stand as further owners, with their phones, of the homes on their left."""
    cells = {"楼栋": ("1栋", "2栋"), "序号": (1, 2), None: (None, None)}
    cells |= {"房号": ("0101", "0101"), "面积": (80, 90)}
    cells |= {"业主": ("陈荔枝", "黄木棉"), "电话": ("10000000001", "10000000002")}
    row = [cells[title][header[:n].count(title)] if title else None for n, title in enumerate(header)]
    read = roster(*([above] if above else []), header, row)
    assert [(each.building, each.door, each.area) for each in read.rows] == [("1栋", "0101", Decimal(80))]
    assert read.rows[0].owners == (Owner("陈荔枝", "10000000001"),)
    assert [(p.row, p.column, p.code) for p in read.errors] == [(1 + bool(above), second, "table_beside")]


def test_a_title_that_stands_twice_for_something_else_is_no_second_table():
    read = roster(
        ("楼栋", "房号", "业主", "电话", "房屋坐落", "业主2"),
        ("1栋", "0101", "陈荔枝", None, "某路1号", "黄木棉"),
    )
    assert read.errors == []
    assert read.rows[0].owners == (Owner("陈荔枝"), Owner("黄木棉"))


def test_where_two_phases_have_a_building_of_one_name_these_are_two_buildings():
    header = ("期数", "楼栋", "房号", "面积", "业主")
    rows = [("一期", "1栋", "0101"), (None, "1栋", "0102"), ("二期", "1栋", "0103"), ("二期", "5栋", "0101")]
    read = roster(header, *[(*each, 80, "陈荔枝") for each in rows])
    assert [row.building for row in read.rows] == ["一期1栋", "一期1栋", "二期1栋", "5栋"]
    assert read.problems == []
    table = [header[1:], ("1栋", "0101", 80, "陈荔枝")]
    other = [header[1:], ("1栋", "0103", 80, "黄木棉"), ("2栋", "0101", 80, "何茉莉")]
    read = read_roster(sheets({"一期": table, "二期业主": other}))
    assert [row.building for row in read.rows] == ["一期1栋", "二期1栋", "2栋"]


def test_a_phase_that_is_counted_in_figures_names_no_building():
    """期数 of a payment, for one."""
    rows = [("1栋", "0101", 1), ("1栋", "0102", 2)]
    read = roster(("楼栋", "房号", "期数", "面积"), *[(*each, 80) for each in rows])
    assert {row.building for row in read.rows} == {"1栋"}


TITLES = ("楼栋", "单元", "楼层", "房号", "建筑面积", "业主", "电话", "入住情况", "备注", "车位")
CELLS = st.one_of(
    st.none(),
    st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=12),
    st.sampled_from(
        (
            "1栋",
            "一单元",
            "0101",
            "80㎡",
            "陈荔枝、黄木棉",
            "10000000001",
            "自住",
            "合计",
            "小计",
            "1-2-0301",
            "-",
        )
    ),
    st.integers(-10, 2000),
    st.floats(allow_nan=False, allow_infinity=False),
    st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1)),
)


@settings(max_examples=80)
@given(
    st.permutations(TITLES), st.lists(st.lists(CELLS, min_size=10, max_size=10), max_size=8), st.booleans()
)
def test_whatever_stands_in_a_table_it_is_read_or_refused(titles, rows, merge):
    rows = [
        [f"'{cell}" if isinstance(cell, str) and cell.startswith("=") else cell for cell in row]
        for row in rows
    ]
    try:
        read = roster(titles, *rows, known_buildings={}, merge=["A2:A4", "D2:D3", "F3:F5"] if merge else ())
    except Refused:
        return
    homes = [(row.building, row.stair, row.door) for row in read.rows]
    assert len(set(homes)) == len(homes)
    assert all(row.building and row.door and (row.area is None or row.area > 0) for row in read.rows)
    assert all(problem.sentence for problem in read.problems)
    left_out = {problem.row for problem in read.errors}
    assert not left_out & {row.row_number for row in read.rows}
