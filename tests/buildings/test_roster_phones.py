"""A number proves whose home it is, so it may stand beside one name only."""

import pytest
from django.utils import translation

from buildings.models import Ownership
from buildings.operations import claim_homes
from buildings.operations.roster import import_roster
from buildings.roster import Owner, read_roster
from tests.factories import UserFactory

from .workbooks import HEADER, codes, roster, sheets, workbook

PHONE = "10000000001"


def row(door, name, phone=PHONE, presence="自住"):
    return ("3栋", None, int(door[:2]), door, 80, name, phone, presence)


def test_a_phone_beside_several_names_is_taken_for_none_of_them():
    read = roster(
        HEADER,
        row("0101", "陈荔枝"),
        row("0102", "黄木棉", "+86 100 0000 0001"),
        row("0103", "何茉莉", "10000000003"),
    )
    assert codes(read) == [(2, "G", "phone_of_several")]
    assert read.rows_left_out == 0
    assert [each.owners for each in read.rows] == [
        (Owner("陈荔枝"),),
        (Owner("黄木棉"),),
        (Owner("何茉莉", "10000000003"),),
    ]
    with translation.override("zh-hans"):
        assert "第 2 行、第 3 行" in read.problems[0].sentence
        assert PHONE in read.problems[0].sentence


def test_the_sentence_names_a_handful_of_rows():
    read = roster(HEADER, *(row(f"01{n:02}", f"陈{'甲乙丙丁戊己庚辛壬癸子丑'[n]}") for n in range(1, 12)))
    assert codes(read) == [(2, "G", "phone_of_several")]
    with translation.override("zh-hans"):
        assert "第 11 行、…" in read.problems[0].sentence
    assert not any(owner.phone for each in read.rows for owner in each.owners)


def test_names_in_other_sheets_count_too():
    read = read_roster(
        sheets(
            {
                "甲": [HEADER, row("0101", "陈荔枝")],
                "乙": [HEADER, ("4栋", None, 1, "0101", 80, "黄木棉", PHONE, "自住")],
            }
        )
    )
    assert codes(read) == [(2, "G", "phone_of_several")]
    assert [each.owners for each in read.rows] == [(Owner("陈荔枝"),), (Owner("黄木棉"),)]
    with translation.override("zh-hans"):
        assert "工作表“乙”第 2 行" in read.problems[0].sentence


def test_a_row_that_is_left_out_takes_nobodys_phone():
    read = roster(HEADER, row("0101", "陈荔枝"), ("3栋", None, 1, "0102", "?", "黄木棉", PHONE, "自住"))
    assert codes(read) == [(3, "E", "area_unreadable")]
    assert read.rows[0].owners == (Owner("陈荔枝", PHONE),)


def test_one_name_and_one_phone_with_several_homes_is_one_person():
    read = roster(HEADER, row("0101", "陈荔枝"), row("0102", "陈荔枝"))
    assert read.problems == []
    assert [each.owners for each in read.rows] == [(Owner("陈荔枝", PHONE),)] * 2


def test_a_number_that_two_owners_of_a_home_share_is_the_first_ones():
    header = ("楼栋", "房号", "面积", "业主", "电话", "共有人", "共有人电话")
    read = roster(header, ("3栋", "0101", 80, "陈荔枝", PHONE, "黄木棉", PHONE))
    assert read.rows[0].owners == (Owner("陈荔枝", PHONE), Owner("黄木棉"))
    assert codes(read) == [(2, "E", "phone_shared")]
    below = roster(HEADER, row("0101", "陈荔枝"), (None, None, None, None, None, "黄木棉", PHONE, None))
    assert below.rows[0].owners == (Owner("陈荔枝", PHONE), Owner("黄木棉"))


@pytest.mark.django_db
def test_whoever_proves_such_a_phone_is_at_home_nowhere(world):
    rows = [row("0101", "陈荔枝"), row("0102", "黄木棉")]
    person = UserFactory(phone=PHONE, phone_verified=True)
    done = import_roster(by=world.staff, estate=world.estate, file=workbook(HEADER, *rows))
    assert done.added_owners == 2
    assert claim_homes(by=person) == []
    again = import_roster(by=world.staff, estate=world.estate, file=workbook(HEADER, *rows))
    assert again.changes_nothing


@pytest.mark.django_db
def test_a_later_roster_that_names_the_phone_beside_somebody_else_gives_no_more_homes(world):
    person = UserFactory(phone=PHONE, phone_verified=True)
    for each in (row("0101", "陈荔枝"), row("0102", "陈荔枝")):
        import_roster(by=world.staff, estate=world.estate, file=workbook(HEADER, each))
    assert [tie.dwelling.door for tie in claim_homes(by=person)] == ["0101", "0102"]
    import_roster(by=world.staff, estate=world.estate, file=workbook(HEADER, row("0201", "黄木棉")))
    assert Ownership.objects.filter(phone=PHONE).count() == 3
    assert claim_homes(by=person) == []


@pytest.mark.django_db
def test_a_number_that_another_roster_gave_to_another_name_is_said_and_comes_in_all_the_same(world):
    def bring(*rows):
        return import_roster(by=world.staff, estate=world.estate, file=workbook(HEADER, *rows))

    bring(row("0101", "陈荔枝"), row("0401", "何茉莉", "10000000003"))
    done = bring(row("0102", "何茉莉", "10000000003"), row("0201", "黄木棉"))
    assert codes(done.roster) == [(3, "G", "phone_elsewhere")], "何茉莉 is one person with two homes"
    assert (done.left_out, done.added_owners) == (0, 2)
    with translation.override("zh-hans"):
        [problem] = done.roster.problems
        assert "3栋 0101" in problem.sentence
        assert "陈荔枝" not in problem.sentence, "known names are not shown"
    assert Ownership.objects.filter(phone=PHONE).count() == 2
    assert codes(bring(row("0201", "黄木棉")).roster) == [(2, "G", "phone_elsewhere")], "as long as it stands"
    assert codes(bring(row("0101", "陈荔枝", "10000000005")).roster) == []
    assert codes(bring(row("0201", "黄木棉")).roster) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "later",
    [
        row("0101", "黄木棉"),  # takes the place of the other one
        row("0102", "陈荔枝"),  # one person with two homes
        row("0102", "某置业公司", presence="未售"),  # claimed by nobody
    ],
)
def test_a_number_that_has_one_name_afterwards_is_no_matter(world, later):
    for each in (row("0101", "陈荔枝"), later):
        done = import_roster(by=world.staff, estate=world.estate, file=workbook(HEADER, each))
        assert "phone_elsewhere" not in {problem.code for problem in done.roster.problems}


@pytest.mark.django_db
def test_the_developers_unsold_homes_do_not_stand_in_the_way_of_a_home(world):
    import_roster(by=world.staff, estate=world.estate, file=workbook(HEADER, row("0101", "陈荔枝")))
    import_roster(
        by=world.staff, estate=world.estate, file=workbook(HEADER, row("0102", "某置业公司", presence="未售"))
    )
    person = UserFactory(phone=PHONE, phone_verified=True)
    assert [tie.dwelling.door for tie in claim_homes(by=person)] == ["0101"]
