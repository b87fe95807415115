"""The roster of the demonstration's estate, against figures counted by hand.

How they were counted, without any of the reader's code: the sheet's XML was split into rows and cells with three
regular expressions, rows whose first cell is a number were kept (1,025), and of these the five at the bottom
(1086-1090) were looked at one by one. `counted_by_hand` below repeats the count each time.
"""

import html
import io
import re
import zipfile
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from buildings.roster import Owner, read_roster

SAMPLE = Path(settings.BASE_DIR) / "portal" / "demo" / "roster-shuian.xlsx"


@pytest.fixture(scope="module")
def sample():
    return read_roster(
        io.BytesIO(SAMPLE.read_bytes()), estate_name="中铁建水岸公馆(演示)", known_buildings={}
    )


def counted_by_hand() -> dict[int, dict[str, str]]:
    """Row number -> column letter -> text, for the rows with a serial number."""
    sheet = zipfile.ZipFile(SAMPLE).read("xl/worksheets/sheet1.xml").decode()
    rows = {}
    for number, inside in re.findall(r'<row r="(\d+)">(.*?)</row>', sheet, re.S):
        cells = {}
        for letter, content in re.findall(r'<c r="([A-Z])\d+"[^>]*?(?:/>|>(.*?)</c>)', inside, re.S):
            text = re.search(r"<(?:t|v)[^>]*>(.*?)</(?:t|v)>", content, re.S)
            cells[letter] = html.unescape(text[1]) if text else ""
        if cells.get("A", "").isdigit():
            rows[int(number)] = cells
    return rows


def test_the_homes_and_their_area_are_those_counted_by_hand(sample):
    rows = {number: cells for number, cells in counted_by_hand().items() if number < 1086}
    hundredths = sum(
        round(float(cells["F"].strip(" ㎡").replace("．", ".")) * 100) for cells in rows.values()
    )
    assert (len(rows), hundredths) == (1020, 9_809_850)

    assert sample.figures.homes == 1020
    assert sample.figures.area == Decimal("98098.50")
    assert [row.row_number for row in sample.rows] == list(rows)
    assert sample.figures.by_building == {f"{n}栋": 124 if n == 4 else 128 for n in range(1, 9)}
    assert Counter(row.area for row in sample.rows) == {
        Decimal(area): 255 for area in ("78.50", "89.20", "98.60", "118.40")
    }


def test_owners_phones_and_states_are_those_counted_by_hand(sample):
    rows = {number: cells for number, cells in counted_by_hand().items() if number < 1086}
    names = {number: [n for n in re.split("[、\n]", cells["G"]) if n] for number, cells in rows.items()}
    assert sum(map(len, names.values())) == 1068
    assert sum(len(each) > 1 for each in names.values()) == 66

    assert {row.row_number: [owner.name for owner in row.owners] for row in sample.rows} == names
    assert sample.figures.owners == 1068
    assert sample.figures.co_owned == 66
    assert sample.figures.phones == 1068  # each owner's own
    assert sample.figures.people == 1043  # 23 of them own two homes and one owns three: 1068 - 23 - 2
    assert sample.figures.unsold == 18
    assert sample.figures.by_presence == {"home": 789, "rented": 141, "vacant": 72, "unsold": 18}


def test_every_spelling_of_a_cell_is_read_alike(sample):
    rows = counted_by_hand()
    assert sum(cells["E"].isdigit() and len(cells["E"]) == 3 for cells in rows.values()) == 30
    for row in sample.rows:
        written = rows[row.row_number]
        assert row.floor == int(written["D"].removesuffix("层"))
        assert row.door == written["E"].rjust(4, "0")
        assert row.stair is None
    by_row = {row.row_number: row for row in sample.rows}
    assert by_row[7].owners == (Owner("李含笑", "10000000002"), Owner("邓簕杜鹃", "10000000003"))  # two lines
    assert by_row[26].owners == (Owner("邓米兰", "10000000022"),)  # +86 100 0000 0022
    assert by_row[23].owners == (Owner("区𠮷祥", "10000000019"),)
    assert by_row[38].owners == (Owner("莫·阿木", "10000000034"),)
    assert by_row[44].area == Decimal("98.60")  # written 98．60
    assert by_row[14].door == "0301"  # the number 301


def test_each_problem_names_its_row_and_column(sample):
    found = [(p.row, p.column, p.title, p.code, p.is_error) for p in sample.problems]
    assert found == [
        (1086, "E", "房号", "door_twice", True),  # 3栋 1202 is 吴凤凰's in row 323, here 陈荔枝's
        (1087, "B", "楼栋", "lone_building", True),  # there is no 9栋
        (1088, "F", "建筑面积", "area_not_positive", True),  # 0
        (1088, "H", "业主信息·联系电话", "phone_invalid", False),  # 1000000
        (1089, "E", "房号", "no_door", True),
        (1090, "E", "房号", "door_twice", True),  # 1栋 0102 is in row 7
        (1090, "F", "建筑面积", "area_unreadable", True),  # 八十九点二
    ]
    assert sample.rows_left_out == 5
    with translation.override("zh-hans"):
        assert sample.problems[0].sentence == (
            "第 1086 行 E 列（房号）：3栋 1202 在第 323 行已经有了，内容不同（业主）。请核对哪一行是对的；不改就以第 323 行为准。"
        )


def test_a_building_that_the_estate_does_not_have_is_said_so():
    known = {str(n): f"{n}栋" for n in range(1, 9)}
    sample = read_roster(io.BytesIO(SAMPLE.read_bytes()), known_buildings=known)
    assert [(p.row, p.column, p.code) for p in sample.errors if p.row == 1087] == [
        (1087, "B", "unknown_building")
    ]
    assert sample.figures.homes == 1020


def test_what_was_understood_of_the_sheets(sample):
    roster, remarks = sample.understood
    assert roster.header_rows == (4, 5)
    assert {column.letter: column.field for column in roster.columns} == {
        "A": "serial", "B": "building", "C": "stair", "D": "floor", "E": "door",
        "F": "area", "G": "owner", "H": "phone", "I": "presence", "J": "note",
    }  # fmt: skip
    assert len(roster.repeated_headers) == 44  # 22 pages, two rows each
    assert roster.totals == [138, 274, 410, 542, 678, 812, 948, 1084, 1091]
    assert roster.stated_total == sample.figures.area  # the sheet's own sum agrees
    assert roster.notes == [1092]
    assert (remarks.title, remarks.skipped) == ("说明", "no table")
