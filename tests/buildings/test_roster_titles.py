"""Of whom a column of names speaks: an owner is made only where a title says so."""

import pytest
from django.utils import translation

from buildings.roster import Owner, headers, read_roster, titles
from kit.refused import Refused

from .workbooks import codes, roster, sheets

HOME = ("楼栋", "房号", "建筑面积", "业主姓名", "联系电话")
ONE = ("1栋", "0101", 80, "陈荔枝", "10000000001")
CHEN = Owner("陈荔枝", "10000000001")


def used(read, field):
    return [column.title for column in read.understood[0].columns if column.field == field]


@pytest.mark.parametrize(
    "title",
    [
        "家庭成员姓名", "配偶姓名", "子女姓名", "同住人姓名", "监护人姓名", "联系人姓名", "代理人姓名", "使用人姓名",
        "实际居住人姓名", "住户姓名", "常住人员姓名", "缴费人姓名", "车主姓名", "网格员姓名", "保安姓名", "原业主",
        "前业主姓名", "业主配偶", "业主子女", "业主代表", "业主委托人", "承租人姓名", "租客", "姓名", "姓名（租户）",
        "维修基金缴存户名", "业主（委托人）", "业主签名", "业主微信名", "Tenant name",
    ],
)  # fmt: skip
def test_a_title_that_names_somebody_else_makes_no_owner(title):
    read = roster((*HOME, title), (*ONE, "黄木棉"))
    assert read.rows[0].owners == (CHEN,)
    assert used(read, "") == [titles.tidy(title)]
    assert read.problems == []


@pytest.mark.parametrize(
    "title",
    [
        "业主", "业主2", "业主二", "第二业主", "业主姓名1", "业主1姓名", "业主（2）", "共有人", "共有产权人", "产权人", "产权共有人",
        "共有权人姓名", "户主", "其他业主", "次业主", "房屋所有权人", "不动产权利人", "业主/产权人", "业主名称", "购房人", "買受人",
        "房产证登记姓名", "Co-owner", "Owner 2", "Owner's name",
    ],
)  # fmt: skip
def test_a_title_that_says_owner_makes_one(title):
    read = roster((*HOME, title), (*ONE, "黄木棉"))
    assert read.rows[0].owners == (CHEN, Owner("黄木棉"))


@pytest.mark.parametrize("title", ["姓名", "姓名/名称", "客户名称", "户名", "Name"])
@pytest.mark.parametrize("beside", [(), ("配偶姓名",)])
def test_a_plain_name_is_the_owners_where_no_title_says_owner(title, beside):
    read = roster(("楼栋", "房号", "面积", title, "电话", *beside), (*ONE, "黄木棉"))
    assert read.rows[0].owners == (CHEN,)


def test_of_two_plain_names_the_second_is_left_unused():
    read = roster(("楼栋", "房号", "面积", "姓名", "电话", "姓名"), (*ONE, "黄木棉"))
    assert read.rows[0].owners == (CHEN,)


@pytest.mark.parametrize(
    ("group", "names"),
    [
        ("业主信息", ["陈荔枝", "黄木棉"]),
        ("配偶", ["陈荔枝"]),
        ("联系人", ["陈荔枝"]),
        ("原业主", ["陈荔枝"]),
    ],
)
def test_the_group_above_a_name_says_whose_it_is(group, names):
    read = roster(
        ("楼栋", "房号", "面积", "产权人", group, None),
        (None, None, None, None, "姓名", "电话"),
        ("1栋", "0101", 80, "陈荔枝", "黄木棉", "10000000002"),
        merge=["E1:F1"],
    )
    assert [owner.name for owner in read.rows[0].owners] == names


def test_names_that_might_be_owners_are_left_out_and_it_says_so():
    read = roster(("楼栋", "房号", "面积", "住户姓名", "电话"), ONE)
    assert codes(read) == [(1, "D", "names_not_owners")]
    assert read.rows[0].owners == ()
    assert read.rows_left_out == 0
    with translation.override("zh-hans"):
        assert "业主姓名" in read.problems[0].sentence
        assert "住户姓名" in read.problems[0].sentence


def test_who_looks_after_a_home_is_not_asked_about():
    assert roster(("楼栋", "房号", "面积", "网格员姓名", "电话"), ONE).problems == []


def test_a_phone_beside_somebody_elses_name_is_not_the_owners():
    header = ("楼栋", "房号", "面积", "业主", "电话", "配偶姓名", "电话", "子女电话")
    read = roster(header, ("1栋", "0101", 80, "陈荔枝", None, "黄木棉", "10000000002", "10000000003"))
    assert read.rows[0].owners == (Owner("陈荔枝"),)


def test_the_only_phone_of_a_table_is_its_owners():
    read = roster(("楼栋", "房号", "面积", "业主", "家庭成员", "电话"), (*ONE[:4], "黄木棉", ONE[4]))
    assert read.rows[0].owners == (CHEN,)


@pytest.mark.parametrize(
    ("sheet", "table"),
    [
        ("车位", [("车位号", "车主姓名", "电话", "楼栋", "房号"), ("B1", "黄木棉", "10000000002", "1栋", "0101")]),
        ("车位", [("序号", "车位号", "业主姓名", "面积", "楼栋", "房号"), (1, "B1", "黄木棉", 12, "1栋", "0101")]),
        ("停车", [("序号", "楼栋", "房号", "车位", "面积", "业主"), (1, "1栋", "0101", "B1", 12, "黄木棉")]),
        ("车主", [("姓名", "电话", "楼栋", "房号"), ("黄木棉", "10000000002", "1栋", "0101")]),
        ("租户名册", [("姓名", "电话", "楼栋", "单元", "房号"), ("黄木棉", "10000000002", "1栋", 1, "0101")]),
        (
            "二",
            [("租户登记表",), ("姓名", "电话", "楼栋", "房号"), ("黄木棉", "10000000002", "1栋", "0101")],
        ),
    ],
)  # fmt: skip
def test_a_list_of_cars_or_tenants_is_no_table_of_homes(sheet, table):
    read = read_roster(sheets({"业主": [HOME, ONE], sheet: table}))
    assert [each.skipped for each in read.understood] == ["", "no table"]
    assert [row.owners for row in read.rows] == [(CHEN,)]
    assert read.problems == []
    with pytest.raises(Refused):
        read_roster(sheets({sheet: table}))


def test_a_place_to_park_in_a_table_of_homes_does_no_harm():
    read = roster((*HOME, "车位号", "车主姓名"), (*ONE, "B1", "黄木棉"))
    assert read.rows[0].owners == (CHEN,)


def test_every_field_has_its_words():
    assert {name for name, _, _ in titles.TITLES} >= set(titles.BETTER) | titles.MANY
    assert headers.meaning("业主") == "owner"
