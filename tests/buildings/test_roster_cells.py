"""Single cells: known spellings, and what holds for any."""

import time
from datetime import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from buildings.models.dwellings import Presence
from buildings.roster import cells, headers, people_cells, rooms

# What a cell may hold: the reader lets no other numbers through.
FINITE = st.decimals(
    allow_nan=False, allow_infinity=False, min_value=Decimal("-1e299"), max_value=Decimal("1e299")
)
ANY = st.one_of(st.none(), st.text(), FINITE, st.datetimes(), st.integers().map(Decimal))
SURNAMES = "陈黄李何梁罗冼区麦邓欧阳"
PLANTS = ("荔枝", "木棉", "龙眼", "茉莉", "杨桃", "白兰", "紫荆", "簕杜鹃", "石榴", "鸡蛋花", "𠮷祥")
NAMES = st.builds(
    "{}{}".format, st.sampled_from(("陈", "黄", "李", "何", "欧阳", "冼", "区")), st.sampled_from(PLANTS)
)
MOBILES = st.integers(10_000_000_000, 19_999_999_999).map(str)


# --- area -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "area"),
    [
        (Decimal("78.5"), "78.50"),
        (Decimal("98.59999999999999"), "98.60"),  # how a spreadsheet keeps 98.6
        ("78.5㎡", "78.50"),
        ("78.5 m²", "78.50"),
        ("78.5m2", "78.50"),
        ("78.5平方米", "78.50"),
        ("78.5 平米", "78.50"),
        ("约78.5平", "78.50"),
        ("１２３．４５", "123.45"),
        (" 78.50 ", "78.50"),
        ("\u00a078.50\u200b", "78.50"),
        ("'78.5", "78.50"),  # the mark of a text cell, written out
    ],
)
def test_an_area_is_read_whatever_its_unit(written, area):
    assert cells.area(written) == (Decimal(area), "")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("八十九点二", "area_unreadable"),
        ("78,5", "area_unreadable"),  # seventy-eight and a half, or 785?
        ("80/90", "area_unreadable"),
        ("1,23.5", "area_unreadable"),
        ("1e3", "area_unreadable"),
        (Decimal(0), "area_not_positive"),
        ("-5", "area_not_positive"),
        ("0.001", "area_not_positive"),
        ("9999999", "area_too_large"),
        (None, "area_missing"),
        ("/", "area_missing"),
    ],
)
def test_an_area_is_never_guessed(written, code):
    assert cells.area(written) == (None, code)


@pytest.mark.parametrize(
    ("written", "area", "code"),
    [
        ("89.2053", "89.21", "area_rounded"),
        ("89.205", "89.21", "area_rounded"),
        ("1,234.50", "1234.50", "area_unusual"),
        ("1，234.50㎡", "1234.50", "area_unusual"),
        ("7850", "7850.00", "area_unusual"),
        ("3", "3.00", "area_unusual"),
    ],
)
def test_a_doubtful_area_is_read_and_said(written, area, code):
    assert cells.area(written) == (Decimal(area), code)


@given(st.integers(800, 99_999), st.sampled_from(("", "㎡", "m2", " 平方米", "平米", "M²")), st.booleans())
def test_any_area_comes_back_in_any_dress(hundredths, unit, wide):
    area = Decimal(hundredths) / 100
    text = f"{area:.2f}"
    if wide:
        text = text.translate({ord(c): ord(c) + 0xFEE0 for c in "0123456789."})
    assert cells.area(text + unit) == (area, "")


@given(ANY)
def test_no_cell_makes_the_reader_stumble(value):
    area, code = cells.area(value)
    assert (area is None) == (
        code in {"area_missing", "area_unreadable", "area_not_positive", "area_too_large"}
    )
    assert area is None or (area > 0 and area == area.quantize(cells.CENT))
    number, code = cells.floor(value)
    assert number is None or -200 <= number <= 200
    state, code = cells.presence(value)
    assert state in {"", *Presence.values}
    names, _ = people_cells.owners(value)
    assert len(set(names)) == len(names)
    assert all(0 < len(name) <= 80 for name in names)
    numbers, _ = people_cells.phones(value)
    assert all(0 < len(number) <= 16 for number in numbers)
    room, code = rooms.room(value, has_building=False)
    assert (room is None) == bool(code)
    assert room is None or 0 < len(room.door) <= 20
    assert len(rooms.building(value)) <= 60
    assert len(rooms.stair(value) or "") <= 60


# --- floor ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "floor"),
    [
        (Decimal(16), 16), ("16层", 16), ("16F", 16), ("16/F", 16), ("第16层", 16), ("十六", 16), ("十六楼", 16),
        ("二十一层", 21), ("１６", 16), ("16.0", None), ("-1", -1), ("B1", -1), ("负一层", -1), ("地下2层", -2),
        ("首层", 1), ("G", 0), ("16-17层", 16), ("3A", None), ("夹层", None), ("999", None), (None, None), ("", None),
    ],
)  # fmt: skip
def test_floors(written, floor):
    assert cells.floor(written)[0] == floor


@given(st.integers(1, 99))
def test_a_floor_in_chinese_figures_is_the_same_floor(number):
    tens, ones = divmod(number, 10)
    digits = "零一二三四五六七八九"
    chinese = (("" if tens == 1 else digits[tens]) + "十" if tens else "") + (digits[ones] if ones else "")
    assert cells.floor(f"{chinese}层") == cells.floor(Decimal(number)) == (number, "")


# --- presence -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "state", "code"),
    [
        ("自住", "home", ""), ("已入住", "home", ""), ("出租", "rented", ""), ("已租", "rented", ""),
        ("空置", "vacant", ""), ("空", "vacant", ""), ("未入住", "vacant", ""), ("未出租", "", "presence_unknown"),
        ("未售", "unsold", ""), ("候鸟", "commuter", ""), ("已售", "", ""), ("无", "", ""), (None, "", ""),
        ("装修中", "", "presence_unknown"), ("Self-occupied", "home", ""), ("Owner occupied", "home", ""),
        ("Rented", "rented", ""), ("Unoccupied", "vacant", ""), ("unsold", "unsold", ""),
    ],
)  # fmt: skip
def test_presence(written, state, code):
    assert cells.presence(written) == (state, code)


def test_the_states_are_those_of_the_database():
    assert {state for state, _ in cells.PRESENCE_WORDS} < set(Presence.values)


# --- owners ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("陈荔枝、黄木棉", ["陈荔枝", "黄木棉"]),
        ("陈荔枝\n黄木棉", ["陈荔枝", "黄木棉"]),
        ("陈荔枝_x000D_\n黄木棉", ["陈荔枝", "黄木棉"]),
        ("陈荔枝\\n", ["陈荔枝"]),
        ("陈荔枝\\r\\n黄木棉", ["陈荔枝", "黄木棉"]),
        ("陈荔枝\\黄木棉", ["陈荔枝", "黄木棉"]),
        ("'陈荔枝", ["陈荔枝"]),
        ("‘陈荔枝’、'黄木棉'", ["陈荔枝", "黄木棉"]),
        ("'陈荔枝 黄木棉", ["陈荔枝", "黄木棉"]),
        ("'未售", []),
        ("'", []),
        ("Siobhan O'Neil", ["Siobhan O'Neil"]),
        ("陈荔枝；黄木棉, 何茉莉/梁杨桃", ["陈荔枝", "黄木棉", "何茉莉", "梁杨桃"]),
        ("陈荔枝和黄木棉", ["陈荔枝", "黄木棉"]),
        ("陈荔枝与黄木棉", ["陈荔枝", "黄木棉"]),
        ("李和平", ["李和平"]),
        ("欧阳和平", ["欧阳和平"]),
        ("李  明", ["李明"]),
        ("陈荔枝 黄木棉", ["陈荔枝", "黄木棉"]),
        ("司徒 小明", ["司徒小明"]),
        ("欧阳小明 陈荔枝", ["欧阳小明", "陈荔枝"]),
        ("陈荔枝 欧阳小明", ["陈荔枝", "欧阳小明"]),
        ("阿依 古丽夏提", ["阿依古丽夏提"]),
        ("莫•阿木", ["莫·阿木"]),
        ("古丽.买买提", ["古丽·买买提"]),
        ("区𠮷祥", ["区𠮷祥"]),
        ("Mary Jane", ["Mary Jane"]),
        ("中建（佛山）置业有限公司", ["中建（佛山）置业有限公司"]),
        ("未售", []),
        ("未登记", []),
        ("陈 女士", ["陈女士"]),
        ("-", []),
        (None, []),
    ],
)
def test_owners(written, names):
    assert people_cells.owners(written) == (names, [])


@pytest.mark.parametrize(
    ("written", "names", "codes"),
    [
        ("陈荔枝、陈荔枝", ["陈荔枝"], ["owner_twice"]),
        ("陈荔枝（已故）", ["陈荔枝"], ["owner_remark"]),
        ("陈荔枝（夫）黄木棉（妻）", ["陈荔枝", "黄木棉"], ["owner_remark", "owner_remark"]),
        ("陈（小）明", ["陈明"], ["owner_remark"]),
        ("陈荔枝50%、黄木棉50%", ["陈荔枝", "黄木棉"], ["owner_remark"]),
        ("陈荔枝 女士", ["陈荔枝"], ["owner_remark"]),
        ("陈荔枝、黄木棉 夫妻", ["陈荔枝", "黄木棉"], ["owner_remark"]),
        ("13800138000", [], ["owner_unreadable"]),
        ("陈?枝", ["陈?枝"], ["owner_damaged"]),
        ("<b>陈荔枝", [], ["owner_unreadable"]),
        ('=HYPERLINK("陈荔枝"', [], ["owner_unreadable"]),
        ("=陈荔枝", ["陈荔枝"], []),
        ("陈" * 1001, [], ["owner_unreadable"]),
        ("陈\ue000枝", ["陈\ue000枝"], ["owner_damaged"]),
    ],
)
def test_doubtful_owners_are_said(written, names, codes):
    found, said = people_cells.owners(written)
    assert (found, [code for code, _ in said]) == (names, codes)


@given(
    st.lists(NAMES, min_size=1, max_size=5, unique=True),
    st.sampled_from(("、", "\n", ";", "；", "，", "/", " / ", "&")),
)
def test_names_come_back_however_they_are_joined(names, separator):
    assert people_cells.owners(separator.join(names)) == (names, [])


# --- phones ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ("10000000022", ["10000000022"]),
        (Decimal("10000000022"), ["10000000022"]),
        ("+86 100 0000 0022", ["10000000022"]),
        ("008610000000022", ["10000000022"]),
        ("86-100-0000-0022", ["10000000022"]),
        ("１００００００００２２", ["10000000022"]),
        ("10000000002/10000000003", ["10000000002", "10000000003"]),
        ("10000000002 10000000003", ["10000000002", "10000000003"]),
        ("10000000002\n10000000003", ["10000000002", "10000000003"]),
        ("手机：10000000002（妻）", ["10000000002"]),
        ("0757-86331234", ["075786331234"]),
        ("(0757)86331234", ["075786331234"]),
        ("86331234", ["86331234"]),
        ("+852 9123 4567", ["+85291234567"]),
        ("无", []),
        (None, []),
    ],
)
def test_phones(written, numbers):
    assert people_cells.phones(written) == (numbers, [])


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("1000000", "phone_invalid"),
        ("1.00E+10", "phone_invalid"),
        ("100****0022", "phone_masked"),
        ("没留", "phone_invalid"),
    ],
)
def test_what_is_no_phone_is_said(written, code):
    assert people_cells.phones(written) == ([], [(code, {"value": written})])


@given(
    st.lists(MOBILES, min_size=1, max_size=4, unique=True),
    st.sampled_from("、/;,\n |"),
    st.sampled_from(("", "+86", "+86 ", "0086")),
)
def test_mobile_numbers_come_back_however_they_are_joined(numbers, separator, prefix):
    assert people_cells.phones(separator.join(prefix + number for number in numbers)) == (numbers, [])


def test_a_lone_number_belongs_to_the_first_named_and_a_spare_one_to_nobody():
    owners, said = people_cells.pair(["陈荔枝", "黄木棉"], ["10000000001"])
    assert [(owner.name, owner.phone) for owner in owners] == [("陈荔枝", "10000000001"), ("黄木棉", None)]
    assert said == [("phone_shared", {"owners": 2, "phones": 1})]
    owners, said = people_cells.pair(["陈荔枝"], ["10000000001", "10000000002"])
    assert [(owner.name, owner.phone) for owner in owners] == [("陈荔枝", "10000000001")]
    assert said == [("phone_spare", {"value": "10000000002"})]


@pytest.mark.parametrize(
    "long",
    [
        "1" * 32_000,
        "一" * 32_000,
        "(" * 32_000,
        "1-" * 16_000,
        "陈" * 32_000,
        "1 " * 16_000,
        "()" * 16_000,
        "+86 " * 8_000,
    ],
)
def test_a_monstrous_cell_is_dealt_with_at_once(long):
    began = time.process_time()
    cells.area(long)
    cells.floor(long)
    cells.presence(long)
    people_cells.owners(long)
    people_cells.phones(long)
    people_cells.without_phones(long + "陈")
    rooms.room(long, has_building=True)
    rooms.building(long, "水岸公馆")
    rooms.stair(long)
    headers.tidy(long)
    assert time.process_time() - began < 1


# --- building, stair, door --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "name", "key"),
    [
        ("1栋", "1栋", "1"), (Decimal(1), "1栋", "1"), ("01", "1栋", "1"), ("1#", "1栋", "1"), ("一号楼", "1号楼", "1"),
        ("第1幢", "1幢", "1"), ("A座", "A座", "A"), ("a栋", "A栋", "A"), ("一期1栋", "一期1栋", "一期1"),
        ("Tower 1", "1栋", "1"), ("Block A", "A栋", "A"), ("BLK 12", "12栋", "12"), ("'3栋", "3栋", "3"),
        ("水岸公馆3栋", "3栋", "3"), ("荷花苑", "荷花苑", "荷花苑"), ("新村大道东1巷", "新村大道东1巷", "新村大道东1巷"),
    ],
)  # fmt: skip
def test_a_building_is_known_by_its_number_or_letter(written, name, key):
    assert rooms.building(written, "水岸公馆(演示)") == name
    assert rooms.building_key(name) == key


@pytest.mark.parametrize(
    ("written", "name"),
    [("1", "1单元"), ("一单元", "1单元"), ("A梯", "A梯"), ("Unit 1", "1单元"), ("无", None), (None, None)],
)
def test_stairs(written, name):
    assert rooms.stair(written) == name


@pytest.mark.parametrize(
    ("written", "room"),
    [
        ("0301", rooms.Room("0301")),
        (Decimal(301), rooms.Room("301")),
        ("301室", rooms.Room("301")),
        ("１２０３房", rooms.Room("1203")),
        ("1栋-2单元-0301", rooms.Room("0301", "1栋", "2单元")),
        ("1栋2单元3层0301室", rooms.Room("0301", "1栋", "2单元")),
        ("1-2-0301", rooms.Room("0301", "1栋", "2单元")),
        ("1-0301", rooms.Room("0301", "1栋")),
        ("1#0301", rooms.Room("0301", "1栋")),
        ("A座1203", rooms.Room("1203", "A座")),
        ("桂城街道南海大道1号水岸公馆3栋2单元0301房", rooms.Room("0301", "3栋", "2单元")),
        ("2单元0301", rooms.Room("0301", "", "2单元")),
        ("商铺01", rooms.Room("商铺01")),
        ("1栋-1-1302", rooms.Room("1302", "1栋", "1单元")),
        ("1栋A-1302", rooms.Room("1302", "1栋", "A单元")),
        ("1栋S-01", rooms.Room("S-01", "1栋")),
        ("三楼301", rooms.Room("301")),
        ("3楼2单元1201", rooms.Room("1201", "3栋", "2单元")),
        ("16楼1602房", rooms.Room("1602")),
        ("Room 1203", rooms.Room("1203")),
        ("'0301", rooms.Room("0301")),
        ("S-01", rooms.Room("01", "S栋")),
        ("-101", rooms.Room("-101")),
        (Decimal(-203), rooms.Room("-203")),
        ("—101室", rooms.Room("-101")),
    ],
)
def test_a_door_that_names_its_building(written, room):
    assert rooms.room(written, has_building=False) == (room, "")


def test_where_a_column_names_the_building_a_prefix_is_that_building_or_a_stair():
    assert rooms.room("2-0301", has_building=True) == (rooms.Room("0301", prefix="2"), "")
    assert rooms.room("S-01", has_building=True) == (rooms.Room("S-01"), "")


@pytest.mark.parametrize(
    ("written", "code"),
    [
        (None, "no_door"), ("待定", "no_door"), ("1203、1204", "two_doors"), ("1203-1204", "two_doors"),
        (datetime(2026, 3, 1), "door_is_date"), ("407.5", "door_unclear"), ("#", "door_unclear"), (Decimal(-5), "door_unclear"),
        (Decimal("1e30"), "door_unclear"), ("x" * 21, "door_unclear"),
    ],
)  # fmt: skip
def test_what_is_no_door(written, code):
    assert rooms.room(written, has_building=True) == (None, code)


@given(st.integers(1, 60), st.integers(1, 20))
def test_a_number_is_filled_with_zeros_as_the_other_doors_are(floor, number):
    door = f"{floor:02}{number:02}"
    width = rooms.door_width(["0101", "0102", "1203", "商铺01"])
    assert rooms.fill_door(door.lstrip("0"), width) == door
    assert rooms.door_key(door) == rooms.door_key(door.lstrip("0"))
    assert rooms.fill_door(str(int(door)), rooms.door_width(["101", "1203"])) == str(int(door))
    assert rooms.floor_of(door) == floor
    assert rooms.floor_of("46024") is None  # a day, as a spreadsheet counts them
