from decimal import Decimal

import pytest
from django.utils.translation import override

from kit.chinese import natural_key, surname
from kit.figures import dialled, square_metres, telephone
from kit.safe_cells import safe_cell, safe_row


@pytest.mark.parametrize(
    "number, shown",
    [
        ("075700000110", "0757-0000 0110"),
        ("0757-00000110", "0757-0000 0110"),
        ("02000000000", "020-0000 0000"),
        ("01000000000", "010-0000 0000"),
        ("13800000902", "138 0000 0902"),
        ("+8613800000902", "138 0000 0902"),
        ("10000000001", "100 0000 0001"),
        ("4000000000", "400 000 0000"),
        ("00000110", "0000 0110"),
        ("110", "110"),
        ("12345", "12345"),
        ("+852 0000 0000", "+852 0000 0000"),
        ("", ""),
        (None, ""),
    ],
)
def test_telephone_numbers_are_grouped(number, shown):
    assert telephone(number) == shown


def test_dialled_keeps_figures_and_the_leading_plus():
    assert dialled("+86 138-0000 0902") == "+8613800000902"
    assert dialled("0757-0000 0110") == "075700000110"


@pytest.mark.parametrize(
    "area, chinese",
    [
        (Decimal("98098.5"), "98,098.50 平方米"),
        ("89.2", "89.20 平方米"),
        (0, "0.00 平方米"),
        (None, ""),
        ("abc", ""),
    ],
)
def test_areas_have_two_decimals_as_in_the_register(area, chinese):
    with override("zh-hans"):
        assert square_metres(area) == chinese


def test_areas_in_english():
    with override("en"):
        assert square_metres(Decimal("1020")) == "1,020.00 m²"


@pytest.mark.parametrize(
    "name, tile",
    [
        ("陈荔枝", "陈"),
        ("欧阳木棉", "欧阳"),
        ("司徒", "司"),  # two characters: a surname and a given name
        ("上官龙眼", "上官"),
        ("区簕杜鹃", "区"),
        (" 何茉莉", "何"),
        ("mary", "M"),
        ("", ""),
    ],
)
def test_the_tile_shows_the_surname(name, tile):
    assert surname(name) == tile


def test_numbers_in_names_are_sorted_as_numbers():
    names = ["10栋", "2栋", "１栋", "A座", "B座", "3栋10单元", "3栋2单元", "3栋"]
    assert sorted(names, key=natural_key) == [
        "１栋",
        "2栋",
        "3栋",
        "3栋2单元",
        "3栋10单元",
        "10栋",
        "A座",
        "B座",
    ]
    lanes = ["十五巷", "九巷", "二十三巷", "一巷", "十巷", "一百零二巷", "二十巷"]
    ordered = ["一巷", "九巷", "十巷", "十五巷", "二十巷", "二十三巷", "一百零二巷"]
    assert sorted(lanes, key=natural_key) == ordered


@pytest.mark.parametrize(
    "text", ["=1+1", "+86", "-3", "@SUM(A1)", "\t=1", "\r=1", "＝1", "＋1", "－1", "＠A", "  =1", "\u3000=1"]
)
def test_text_that_starts_like_a_formula_is_neutralised(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text, cell", [("\x07=1", "'=1"), ("\x1f", ""), ("a\vb", "a\nb"), ("\v=1", "'\n=1")])
def test_what_a_workbook_cannot_write_is_left_out_before_the_cell_is_looked_at(text, cell):
    assert safe_cell(text) == cell


@pytest.mark.parametrize("value", ["3栋", "a=b", "", "“=1”", -3, 4.5, Decimal("-2"), None, True])
def test_everything_else_stays_as_it_is(value):
    assert safe_cell(value) is value


def test_a_row_is_neutralised_cell_by_cell():
    assert safe_row(["=A1", 3, "3栋"]) == ["'=A1", 3, "3栋"]
