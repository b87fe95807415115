"""Whole sheets, as companies lay them out."""

from datetime import datetime, time
from decimal import Decimal

import pytest
from django.utils import translation

from buildings.roster import Owner, read_roster
from kit.refused import Refused

from .workbooks import HEADER, codes, roster, sheets

ONE = ("1栋", None, 1, "0101", 80, "陈荔枝", "10000000001", "自住")


def plainly(read):
    return [
        (row.building, row.stair, row.floor, row.door, row.area, [o.name for o in row.owners])
        for row in read.rows
    ]


@pytest.mark.parametrize(
    "header",
    [
        ("楼栋", "房间号", "建筑面积", "产权人", "手机"),
        ("楼号", "门牌", "面积", "户主", "联系方式"),
        ("幢", "房屋", "专有面积(㎡)", "业主姓名", "电话"),
        ("座", "室号", "产权面积\n（平方米）", "房屋所有权人", "联系电话"),
        ("栋号", "房 号", "面积/㎡", "业 主 姓 名", "手机号码"),
        ("Building", "Room", "Area", "Owner", "Phone"),
    ],
)
@pytest.mark.parametrize("order", [(0, 1, 2, 3, 4), (4, 3, 2, 1, 0), (2, 4, 0, 3, 1)])
def test_columns_are_known_by_their_titles_in_any_order(header, order):
    data = ("1栋", "0301", "89.2", "陈荔枝", "10000000001")
    read = roster(*([each[n] for n in order] for each in (header, data)))
    assert plainly(read) == [("1栋", None, 3, "0301", Decimal("89.20"), ["陈荔枝"])]
    assert read.rows[0].owners == (Owner("陈荔枝", "10000000001"),)
    assert read.problems == []


def test_of_several_areas_the_one_with_legal_weight_is_taken():
    header = ("楼栋", "房号", "套内面积", "建筑面积", "产权面积", "公摊面积", "业主")
    read = roster(header, ("1栋", "0101", 60, 80, 81, 20, "陈荔枝"))
    assert read.rows[0].area == Decimal("81.00")


def test_titles_blank_lines_repeated_headers_totals_and_notes_are_passed_over():
    read = roster(
        ("某小区业主名册",),
        (),
        HEADER,
        ONE,
        (),
        HEADER,
        ("1栋", None, 1, "0102", 80, "黄木棉", "10000000002", "自住"),
        ("小计", None, None, None, 160),
        ("第 1 页 共 2 页",),
        ("合计：", None, None, None, "160.00㎡"),
        ("制表：某某", None, None, None, None, "审核：某某"),
    )
    assert [row.row_number for row in read.rows] == [4, 7]
    assert read.problems == []
    seen = read.understood[0]
    assert (seen.header_rows, seen.repeated_headers, seen.totals, seen.notes) == ((3,), [6], [8, 10], [9, 11])
    assert seen.stated_total == Decimal("160.00")


def test_a_total_that_does_not_agree_is_said():
    read = roster(HEADER, ONE, ("合计", None, None, None, 90))
    assert codes(read) == [(3, "E", "total_differs")]
    assert len(read.rows) == 1


def test_a_header_of_two_rows_with_merged_groups_and_one_for_tenants():
    read = roster(
        ("序号", "房屋信息", None, None, "业主信息", None, "租户信息", None),
        (None, "楼栋", "房号", "面积", "姓名", "电话", "姓名", "电话"),
        (1, "1栋", "0101", 80, "陈荔枝", "10000000001", "租客甲", "10000000009"),
        merge=["A1:A2", "B1:D1", "E1:F1", "G1:H1"],
    )
    assert read.rows[0].owners == (Owner("陈荔枝", "10000000001"),)
    assert [column.letter for column in read.understood[0].columns if not column.field] == ["G", "H"]


def test_merged_and_blank_cells_below_a_building_mean_that_building():
    read = roster(
        HEADER,
        ("1栋", "1单元", "1层", "0101", 80, "陈荔枝", "", "自住"),
        (None, None, None, "0102", 80, "黄木棉", "", "自住"),
        (None, "2单元", "2层", "0201", 80, "何茉莉", "", "自住"),
        ("2栋", None, "1层", "0101", 80, "梁杨桃", "", "自住"),
        (None, None, "1层", "0102", 80, "罗白兰", "", "自住"),
        merge=["A2:A4", "B2:B3", "C2:C3"],
    )
    assert [(row.building, row.stair, row.floor, row.door) for row in read.rows] == [
        ("1栋", "1单元", 1, "0101"),
        ("1栋", "1单元", 1, "0102"),
        ("1栋", "2单元", 2, "0201"),
        ("2栋", None, 1, "0101"),
        ("2栋", None, 1, "0102"),
    ]


def test_a_subtotal_ends_what_the_cells_above_said():
    read = roster(
        HEADER, ONE, ("小计", None, None, None, 80), (None, None, 1, "0101", 80, "黄木棉", "", "自住")
    )
    assert codes(read) == [(4, "A", "no_building")]


def test_an_owner_merged_over_two_homes_owns_both():
    read = roster(
        ("楼栋", "房号", "面积", "业主", "电话"),
        ("1栋", "0101", 80, "陈荔枝", "10000000001"),
        ("1栋", "0102", 80, None, None),
        merge=["D2:D3", "E2:E3"],
    )
    assert [row.owners for row in read.rows] == [(Owner("陈荔枝", "10000000001"),)] * 2


def test_an_area_merged_over_two_homes_is_not_shared_out():
    read = roster(
        ("楼栋", "房号", "面积", "业主"),
        ("1栋", "0101", 160, "陈荔枝"),
        ("1栋", "0102", None, "黄木棉"),
        merge=["C2:C3"],
    )
    assert codes(read) == [(3, "C", "area_shared")]


def test_one_home_on_two_rows_has_both_owners():
    merged = roster(
        HEADER,
        ONE,
        (None, None, None, None, None, "黄木棉", "10000000002", None),
        merge=["A2:A3", "C2:C3", "D2:D3", "E2:E3", "H2:H3"],
    )
    blank = roster(HEADER, ONE, (None, None, None, None, None, "黄木棉", "10000000002", None))
    both = (Owner("陈荔枝", "10000000001"), Owner("黄木棉", "10000000002"))
    assert [row.owners for row in merged.rows] == [row.owners for row in blank.rows] == [both]
    assert merged.problems == []
    assert codes(blank) == [(3, "F", "further_owner")]


def test_co_owners_in_columns_of_their_own():
    header = ("楼栋", "房号", "面积", "业主姓名", "业主电话", "共有人", "共有人电话")
    read = roster(header, ("1栋", "0101", 80, "陈荔枝", "10000000001", "黄木棉", "10000000002"))
    assert read.rows[0].owners == (Owner("陈荔枝", "10000000001"), Owner("黄木棉", "10000000002"))


def test_the_building_may_stand_in_the_name_of_the_sheet():
    table = [("房号", "面积", "业主"), ("0101", 80, "陈荔枝")]
    read = read_roster(
        sheets({"1栋": table, "2栋": table, "汇总": [("楼栋", "户数", "面积"), ("1栋", 1, 80)]})
    )
    assert [(row.sheet, row.building) for row in read.rows] == [("1栋", "1栋"), ("2栋", "2栋")]
    assert [sheet.skipped for sheet in read.understood] == ["", "", "no table"]


def test_the_building_may_stand_in_a_line_above_its_homes():
    header = ("房号", "面积", "业主")
    read = roster(
        ("澄湖里业主清册",), header, ("1栋",), ("0101", 80, "陈荔枝"), ("2栋（南）",), ("0101", 80, "黄木棉")
    )
    assert [(row.building, row.door) for row in read.rows] == [("1栋", "0101"), ("2栋", "0101")]


def test_a_sheet_that_is_hidden_is_left_alone_and_hidden_rows_are_read():
    book = sheets({"旧": [HEADER, ONE], "新": [HEADER, ONE]}, hide=[2])
    import openpyxl

    from .workbooks import saved

    opened = openpyxl.load_workbook(book)
    opened["旧"].sheet_state = "hidden"
    read = read_roster(saved(opened))
    assert [(sheet.title, sheet.skipped, sheet.hidden_rows) for sheet in read.understood] == [
        ("旧", "hidden", 0),
        ("新", "", 1),
    ]
    assert len(read.rows) == 1


def test_with_several_tables_a_problem_says_which():
    read = read_roster(
        sheets({"甲": [HEADER, ONE], "乙": [HEADER, ("2栋", None, 1, "0101", "?", "黄木棉", "", "自住")]})
    )
    assert (
        read.problems[0].where == "Sheet “乙”: Row 2, column E (建筑面积)" or "乙" in read.problems[0].where
    )


def test_the_door_twice_with_the_same_details_adds_nothing():
    read = roster(HEADER, ONE, ("1号楼", None, "1层", 101, "80.00㎡", "陈荔枝", "+86 10000000001", "已入住"))
    assert codes(read) == [(3, "D", "same_again")]
    assert read.rows_left_out == 0
    assert len(read.rows) == 1


@pytest.mark.parametrize(
    ("column", "value", "field"),
    [
        (2, 2, "floor"),
        (4, 81, "area"),
        (5, "黄木棉", "owners"),
        (6, "10000000002", "owners"),
        (7, "出租", "presence"),
    ],
)
def test_the_door_twice_with_other_details_is_left_out(column, value, field):
    other = list(ONE)
    other[column] = value
    read = roster(HEADER, ONE, other)
    assert [problem.values["fields"] for problem in read.errors] == [(field,)]
    assert [row.row_number for row in read.rows] == [2]


def test_a_door_that_another_sheet_has_already_is_told_by_sheet_and_row():
    read = read_roster(sheets({"业主": [HEADER, ONE], "补充": [HEADER, ONE, (*ONE[:5], "黄木棉", *ONE[6:])]}))
    assert codes(read) == [(2, "D", "same_again"), (3, "D", "door_twice")]
    with translation.override("zh-hans"):
        said = [problem.what for problem in read.problems]
    assert said[0].startswith("1栋 0101 在工作表“业主”第 2 行已经有了")
    assert "不改就以工作表“业主”第 2 行为准" in said[1]


def test_the_same_door_in_another_stair_is_another_home():
    read = roster(
        HEADER,
        ("1栋", "1单元", 1, "0101", 80, "陈荔枝", "", "自住"),
        ("1栋", "2单元", 1, "0101", 80, "黄木棉", "", "自住"),
    )
    assert len(read.rows) == 2
    assert read.problems == []


def test_a_row_that_could_not_be_read_does_not_stand_in_the_way_of_a_good_one():
    read = roster(HEADER, ("1栋", None, 1, "0101", "？", "陈荔枝", "", "自住"), ONE)
    assert codes(read) == [(2, "E", "area_unreadable")]
    assert [row.row_number for row in read.rows] == [3]


def test_a_door_that_a_spreadsheet_made_a_date_and_a_formula_never_calculated():
    read = roster(
        ("楼栋", "房号", "面积", "业主"),
        ("1栋", datetime(2026, 3, 1), 80, "陈荔枝"),
        ("1栋", "0102", "=40+40", "黄木棉"),
    )
    assert codes(read) == [(2, "B", "door_is_date"), (3, "C", "formula_empty")]
    assert "2026-03-01" in read.problems[0].sentence


def test_a_stair_that_a_spreadsheet_made_a_date_is_said_and_raises_no_stair():
    read = roster(
        ("楼栋", "单元", "房号", "面积"),
        ("1栋", datetime(2026, 1, 1), "0201", 80),
        (datetime(2026, 1, 2), "1单元", "0202", 80),
    )
    assert codes(read) == [(2, "B", "door_is_date"), (3, "A", "door_is_date")]
    assert read.rows == []


@pytest.mark.parametrize("moment", [datetime(2026, 1, 2), time(1, 2)])
@pytest.mark.parametrize(
    ("column", "code"),
    [
        (2, "cell_is_date"),
        (3, "door_is_date"),
        (4, "door_is_date"),
        (5, "cell_is_date"),
        (6, "cell_is_date"),
        (7, "cell_is_date"),
    ],
)
def test_any_cell_that_a_spreadsheet_made_a_date_is_said_as_one(column, code, moment):
    read = roster(HEADER, (*ONE[:column], moment, *ONE[column + 1 :]))
    problem = read.problems[0]
    assert (problem.row, problem.column, problem.code) == (2, "ABCDEFGH"[column], code)
    assert len(read.rows) == (code == "cell_is_date")
    with translation.override("zh-hans"):
        assert "变成了日期" in problem.sentence
        assert "2026-01-02 00" not in problem.sentence


def test_shops_are_homes_too():
    read = roster(("楼栋", "铺号", "建筑面积", "业主"), ("1栋", "商铺3", 45, "陈荔枝"))
    assert [(row.building, row.door, row.area) for row in read.rows] == [("1栋", "商铺3", Decimal(45))]


def test_a_room_that_names_another_building_than_its_row():
    read = roster(
        ("楼栋", "房号", "面积", "业主"),
        ("1栋", "2栋0101", 80, "陈荔枝"),
        ("1栋", "1-0102", 80, "黄木棉"),
        ("1栋", "2-0102", 80, "何茉莉"),
    )
    assert codes(read) == [(2, "B", "room_differs")]
    assert [(row.building, row.stair, row.door) for row in read.rows] == [
        ("1栋", None, "0102"),
        ("1栋", "2单元", "0102"),
    ]


def test_few_floors_that_disagree_with_their_doors_are_slips_and_many_are_a_custom():
    rows = [
        (
            "1栋",
            None,
            1 + n // 4,
            f"{1 + n // 4:02}0{1 + n % 4}",
            80,
            f"陈荔枝{'甲乙丙丁'[n % 4]}",
            "",
            "自住",
        )
        for n in range(40)
    ]
    one_off = [*rows[:-1], (*rows[-1][:2], 9, *rows[-1][3:])]
    assert codes(roster(HEADER, *one_off)) == [(41, "C", "floor_differs")]
    no_fourth = [(row[0], row[1], row[2] - (row[2] > 4), *row[3:]) for row in rows]
    assert codes(roster(HEADER, *no_fourth)) == []


def test_one_spelling_for_a_building():
    read = roster(
        HEADER,
        ONE,
        ("1号楼", None, 1, "0102", 80, "黄木棉", "", "自住"),
        ("01", None, 1, "0103", 80, "何茉莉", "", "自住"),
    )
    assert {row.building for row in read.rows} == {"1栋"}


def test_unsold_homes_need_no_owner_and_others_are_asked_for_one():
    read = roster(
        HEADER,
        ("1栋", None, 1, "0101", 80, None, None, "未售"),
        ("1栋", None, 1, "0102", 80, "未售", None, None),
        ("1栋", None, 1, "0103", 80, None, None, "自住"),
        ("1栋", None, 1, "0104", 80, "陈荔枝", None, "未售"),
    )
    assert [row.presence for row in read.rows] == ["unsold", "unsold", "home", "unsold"]
    assert codes(read) == [(4, "F", "owner_missing"), (5, "H", "unsold_with_owner")]


def test_a_lone_building_is_doubted_only_among_large_ones():
    def homes(building, count):
        return [(building, None, 1, f"01{n:02}", 80, "陈荔枝", "", "自住") for n in range(1, count + 1)]

    among_large = [HEADER, *homes("1栋", 20), *homes("2栋", 20), *homes("3栋", 1)]
    read = roster(*among_large, known_buildings={})
    assert codes(read) == [(42, "A", "lone_building")]
    assert read.figures.by_building == {"1栋": 20, "2栋": 20}
    villas = roster(HEADER, *homes("1栋", 1), *homes("2栋", 1), *homes("3栋", 1), known_buildings={})
    assert villas.problems == []
    assert roster(*among_large).problems == []


@pytest.mark.parametrize(
    ("rows", "says"),
    [
        ([("日期", "金额"), ("1月", 3)], "No table of homes"),
        ([()], "No table of homes"),
        ([HEADER], "not one home"),
        ([HEADER, ("合计",)], "not one home"),
    ],
)
def test_a_workbook_without_homes_is_refused(rows, says):
    with translation.override("en"), pytest.raises(Refused, match=says):
        roster(*rows)
