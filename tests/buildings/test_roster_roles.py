"""A column that says what a person is to the home: tenants and family do not come in as owners."""

import pytest
from django.utils import translation

from buildings.models import Ownership
from buildings.operations.roster import import_roster
from buildings.roster import Owner

from .workbooks import codes, roster, workbook

HEADER = ("楼栋", "房号", "面积", "姓名", "电话")
OWNER = ("3栋", "0101", 80, "陈荔枝", "10000000001")
OTHER = ("3栋", "0102", 80, "黄木棉", "10000000002")
CHEN = Owner("陈荔枝", "10000000001")


@pytest.mark.parametrize(
    "title",
    ["与业主关系", "人员类型", "住户类型", "身份类型", "身份", "居住类型", "客户类别", "租/自", "是否业主", "与户主的关系", "Role"],
)  # fmt: skip
@pytest.mark.parametrize("where", [3, 5])
def test_a_tenant_is_no_owner_whatever_the_column_is_called(title, where):
    def with_role(row, role):
        return (*row[:where], role, *row[where:])

    read = roster(with_role(HEADER, title), with_role(OWNER, "业主"), with_role(OTHER, "租户"))
    assert [row.owners for row in read.rows] == [(CHEN,), ()]
    assert codes(read) == [(3, "DF"[where == 5], "not_owner")]
    assert read.rows_left_out == 0
    with translation.override("zh-hans"):
        assert "第 3 行" in read.problems[0].sentence
        assert "“租户”不是业主" in read.problems[0].sentence
        assert "黄木棉" not in read.problems[0].sentence


@pytest.mark.parametrize(
    ("role", "is_owner"),
    [
        ("业主", True), ("业主本人", True), ("本人", True), ("户主", True), ("产权人", True), ("业主（自住）", True), ("共有人", True),
        ("女业主", True), ("Owner", True), ("自住", True), (None, True),
        ("租户", False), ("租客", False), ("承租人", False), ("家属", False), ("业主家属", False), ("配偶", False), ("儿子", False),
        ("非业主", False), ("原业主", False), ("业主代表", False), ("借住", False), ("住户", False), ("业主、租户", False),
        ("Tenant", False),
    ],
)  # fmt: skip
def test_what_a_person_is_to_the_home(role, is_owner):
    read = roster(
        (*HEADER, "身份"), (*OWNER, role), (*OTHER, "业主"), ("3栋", "0103", 80, "何茉莉", None, "租户")
    )
    assert read.rows[0].owners == ((CHEN,) if is_owner else ())
    assert [owner.name for owner in read.rows[1].owners] == ["黄木棉"]


def test_a_title_that_says_owner_outweighs_a_word_we_do_not_know():
    header = ("楼栋", "房号", "面积", "业主姓名", "电话", "人员类型")
    read = roster(header, (*OWNER, "住户"), (*OTHER, "租户"))
    assert [row.owners for row in read.rows] == [(CHEN,), ()]


def test_a_column_that_tells_no_owners_from_others_is_not_used():
    read = roster((*HEADER, "身份"), (*OWNER, "党员"), (*OTHER, "群众"))
    assert [len(row.owners) for row in read.rows] == [1, 1]
    assert read.problems == []
    assert read.understood[0].columns[-1].field == ""


def test_the_relation_of_family_to_the_owner_says_nothing_about_the_owner():
    header = ("楼栋", "房号", "面积", "业主", "电话", "家庭成员姓名", "与业主关系")
    read = roster(header, (*OWNER, "黄木棉", "配偶"), ("3栋", "0102", 80, "何茉莉", None, "梁杨桃", "租户"))
    assert [[owner.name for owner in row.owners] for row in read.rows] == [["陈荔枝"], ["何茉莉"]]
    assert read.problems == []


def test_what_kind_of_person_a_row_names_may_stand_right_of_a_contact():
    header = (*HEADER, "紧急联系人", "人员类型")
    read = roster(header, (*OWNER, "何茉莉", "业主"), (*OTHER, "梁杨桃", "租户"))
    assert [row.owners for row in read.rows] == [(CHEN,), ()]
    of_home = ("楼栋", "房号", "面积", "业主", "电话", "租户姓名", "住户类型")
    read = roster(of_home, (*OWNER, "何茉莉", "租户"))
    assert [row.owners for row in read.rows] == [(CHEN,)]


@pytest.mark.parametrize("order", [1, -1])
def test_a_person_a_row_the_owners_row_is_the_homes(order):
    wife = ("3栋", "0101", 80, "黄木棉", "10000000002", "家属")
    tenant = ("3栋", "0101", 80, "何茉莉", "10000000003", "租户")
    read = roster((*HEADER, "人员类型"), *[(*OWNER, "业主"), wife, tenant][::order])
    assert [row.owners for row in read.rows] == [(CHEN,)]
    assert {problem.code for problem in read.problems} == {"not_owner"}
    assert len(read.problems) == 2


@pytest.mark.parametrize("roles", [("产权人", "共有人"), ("共有人", "产权人"), ("共有人", "共有人")])
def test_owners_who_say_that_they_own_together_have_a_row_each(roles):
    second = ("3栋", "0101", None, "黄木棉", "10000000001")
    read = roster((*HEADER, "身份"), (*OWNER, roles[0]), (*second, roles[1]), (*OTHER, "产权人"))
    assert read.rows[0].owners == (CHEN, Owner("黄木棉")), "one number is the first one's"
    assert len(read.rows) == 2
    assert read.errors == []


def test_owning_together_explains_no_other_area_and_two_sole_owners_contradict_each_other():
    wide = roster((*HEADER, "身份"), (*OWNER, "产权人"), ("3栋", "0101", 90, "黄木棉", None, "共有人"))
    sole = roster((*HEADER, "身份"), (*OWNER, "产权人"), ("3栋", "0101", 80, "黄木棉", None, "产权人"))
    for read in (wide, sole):
        assert codes(read) == [(3, "B", "door_twice")]
        assert read.rows[0].owners == (CHEN,)


def test_a_tenants_row_that_contradicts_is_an_error_still():
    read = roster((*HEADER, "身份"), (*OWNER, "业主"), ("3栋", "0101", 90, "黄木棉", None, "租户"))
    assert (3, "B", "door_twice") in codes(read)


def test_family_below_a_home_without_a_door_of_its_own():
    read = roster((*HEADER, "身份"), (*OWNER, "业主"), (None, None, None, "黄木棉", None, "家属"))
    assert read.rows[0].owners == (CHEN,)
    assert codes(read) == [(3, "F", "not_owner")]


@pytest.mark.django_db
def test_homes_come_in_and_tenants_do_not_and_again_nothing_changes(world):
    rows = ((*HEADER, "身份"), (*OWNER, "业主"), (*OTHER, "租户"))
    done = import_roster(by=world.staff, estate=world.estate, file=workbook(*rows))
    assert (done.left_out, done.added_owners) == (0, 1)
    assert list(Ownership.objects.values_list("owner_name", flat=True)) == ["陈荔枝"]
    assert import_roster(by=world.staff, estate=world.estate, file=workbook(*rows)).changes_nothing
