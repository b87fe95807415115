"""A company with several estates exports one table; its column of estates decides whose homes come in."""

import pytest

from buildings.roster import read_roster

from .workbooks import codes, roster, sheets

TITLES = ("楼栋", "房号", "面积", "业主")


def homes(*estates, title="小区"):
    rows = [(estate, "1栋", f"{n}01", 80, "陈荔枝") for n, estate in enumerate(estates, 1)]
    return roster((title, *TITLES), *rows, estate_name="水岸公馆")


@pytest.mark.parametrize("title", ["小区", "小区名称", "所属小区", "楼盘", "项目名称"])
def test_homes_of_another_estate_stay_out(title):
    read = homes("水岸公馆", "海韵苑", "水岸公馆", title=title)
    assert [row.door for row in read.rows] == ["101", "301"]
    assert codes(read) == [(3, "A", "other_estate")]
    assert "海韵苑" in read.problems[0].sentence


def test_a_door_of_the_same_number_in_the_other_estate_is_no_double():
    rows = [(estate, "1栋", "101", 80, "陈荔枝") for estate in ("海韵苑", "水岸公馆")]
    read = roster(("小区", *TITLES), *rows, estate_name="水岸公馆")
    assert [row.row_number for row in read.rows] == [3]
    assert codes(read) == [(2, "A", "other_estate")]


def test_a_longer_spelling_a_phase_and_cells_left_blank_are_this_estate():
    read = homes("中铁建水岸公馆", "水岸公馆一期", None)
    assert (len(read.rows), codes(read)) == (3, [])


def test_one_other_name_throughout_is_asked_about_once():
    read = homes("海韵苑", "海韵苑")
    assert len(read.rows) == 2
    assert codes(read) == [(2, "A", "estate_differs")]


def test_a_table_of_other_estates_alone_brings_in_nothing():
    read = homes("海韵苑", "叠二名苑")
    assert read.rows == []
    assert [code for _row, _column, code in codes(read)] == ["other_estate"] * 2


def test_a_row_left_blank_belongs_to_the_estate_named_above_it():
    read = homes("水岸公馆", "海韵苑", None)
    assert [row.door for row in read.rows] == ["101"]


@pytest.mark.parametrize(
    ("titles", "doors", "problems"),
    [
        (("水岸公馆", "海韵苑"), ["101"], ["other_estate"]),
        (("中铁建水岸公馆业主名册", "海韵苑业主名册"), ["101"], ["other_estate"]),
        (("水岸公馆", "商铺"), ["101", "201"], []),
        (("水岸公馆1栋", "水岸公馆2栋"), ["101", "201"], []),
        (("东苑", "西苑"), ["101", "201"], []),  # parts of it, as far as anybody can tell
    ],
)
def test_a_sheet_called_after_another_estate_stays_out(titles, doors, problems):
    tables = {title: [TITLES, ("1栋", f"{n}01", 80, "陈荔枝")] for n, title in enumerate(titles, 1)}
    read = read_roster(sheets(tables), estate_name="水岸公馆")
    assert [row.door for row in read.rows] == doors
    assert [problem.code for problem in read.problems] == problems
