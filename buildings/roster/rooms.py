"""Which home a row speaks of: building, stair and door, however the sheet spells them."""

import re
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache

from buildings.roster.cells import as_date, is_empty, plain, simple, whole_number

# Bounded, as every repetition here is: a cell of 30,000 figures must not keep a regular expression busy.
NUMBER = r"[0-9]{1,6}|[零〇一二两三四五六七八九十百]{1,6}"
MARKS = "栋|幢|座|号楼|#楼|号|楼|#"
BUILDING = re.compile(
    rf"^(?P<before>.*?)第?(?P<letter>[A-Za-z]?)(?P<number>{NUMBER})?(?P<tail>[A-Za-z]?)(?P<mark>{MARKS})?$"
)
STAIR = re.compile(rf"^第?(?P<letter>[A-Za-z]?)(?P<number>{NUMBER})?(?P<mark>单元|梯|门|座)?$")
# "…1栋2单元0301室", "3栋16层1602", "A座1203": what stands before the building is address.
CODE = rf"(?:[A-Za-z]?(?:{NUMBER})|[A-Za-z])"
PHASE = r"(?:[一二三四五六七八九十0-9A-Za-z东南西北中]{1,6}(?:期|区|组团))"
GAP = r"[-,/_ ]*"
STAIR_PART = rf"(?:{NUMBER}|[A-Za-z])(?:单元|梯)"
# "3楼" is a storey, but before a stair it is the building.
MARKED_BUILDING = rf"{PHASE}?-?{CODE}(?:栋|幢|座|号楼|#楼|#|楼(?={GAP}{STAIR_PART}))"
FLOOR_PART = rf"(?:(?:{NUMBER})(?:层|楼|F)(?=[-,/_ 0-9A-Za-z]))"
MARKED_ROOM = re.compile(
    rf"(?P<building>{MARKED_BUILDING}){GAP}(?P<stair>(?:{STAIR_PART})?){GAP}{FLOOR_PART}?{GAP}(?P<door>.+)$"
)
STAIR_OF_BUILDING = re.compile(rf".*?(?P<building>{MARKED_BUILDING}){GAP}(?P<stair>{STAIR_PART})")
STAIRED_ROOM = re.compile(rf"^(?P<stair>{STAIR_PART}){GAP}(?P<door>.+)$")
STAIR_AND_DOOR = re.compile(r"(?P<stair>[0-9]{1,2}|[A-Za-z])[-—–_](?P<door>\d{3,4}[A-Za-z]?)")
# "三楼301": the storey before a door that tells it itself.
FLOOR_BEFORE = re.compile(rf"^(?:{NUMBER})(?:层|楼)(?=\d{{3,4}}[A-Za-z]?$)")
ENGLISH_BUILDING = re.compile(r"^(?:tower|block|building|bldg|blk)[-.:]?(?=[0-9A-Za-z]{1,3}$)", re.I)
ENGLISH_STAIR = re.compile(r"^(?:unit|stair|staircase|entrance)[-.:]?(?=[0-9A-Za-z]{1,3}$)", re.I)
ENGLISH_DOOR = re.compile(r"^(?:room|rm|flat|apt|unit)[-.: ]?(?=[0-9])", re.I)
# "-101": below the ground, and not the 101 above it.
BELOW = re.compile(r"^[-—–−](?P<figures>[1-9]\d{2,3})(?:室|房|号)?$")
DOOR_TAIL = re.compile(r"(?<=[0-9A-Za-z])(室|房|号房|号|户|单元)$")
LONGEST_DOOR = 20
HIGHEST_FLOOR = 200
LONGEST_ADDRESS = 200
HIGHEST_NUMBER = 10**LONGEST_DOOR  # of a door that is a number
LOWEST_DOORS = 10_000  # below the ground


@dataclass(frozen=True, slots=True)
class Room:
    """What a door cell says; the others only where the cell itself names them."""

    door: str
    building: str = ""
    stair: str = ""
    prefix: str = ""  # "2" of "2-0301" where a column names the building: that building again, or a stair


@lru_cache(maxsize=4096)
def building(value: object, estate_name: str = "") -> str:
    """ "01#" -> "1栋", "一号楼" -> "1号楼", "A座" -> "A座", "水岸公馆3幢" -> "3幢" in that estate."""
    text = _without_estate(simple(value)[:LONGEST_ADDRESS].strip("-_,:、"), estate_name)
    text = ENGLISH_BUILDING.sub("", text)
    if is_empty(text):
        return ""
    found = BUILDING.match(text)
    if not found or not (found["letter"] or found["number"] or found["tail"]):
        return text[:60]
    mark = found["mark"] or ("" if found["before"] and not found["number"] else "栋")
    mark = {"#": "栋", "#楼": "栋", "号": "栋", "楼": "栋"}.get(mark, mark)
    return (found["before"] + _code(found) + mark)[:60]


def _code(found: re.Match) -> str:
    number = "" if found["number"] is None else str(whole_number(found["number"]))
    tail = found["tail"] if "tail" in found.groupdict() else ""
    return (found["letter"] + number + tail).upper()


def _without_estate(text: str, estate_name: str) -> str:
    core = re.sub(r"\(.*?\)", "", simple(estate_name))
    if core and text != core and core in text:
        return text.split(core, 1)[1].lstrip("-_,:、")
    return text


@lru_cache(maxsize=4096)
def building_key(name: str) -> str:
    """The same for "1栋", "1号楼", "01#" and "一幢": how a building is recognised."""
    return re.sub(r"(栋|幢|座|号楼)$", "", building(name)).upper()


def without_building(value: object, building_name: str) -> object:
    """ "1号楼1单元" in 1栋 -> "1单元": some programs write a place's whole path."""
    found = STAIR_OF_BUILDING.fullmatch(simple(value)[:LONGEST_ADDRESS])
    is_same = found and building_key(found["building"]) == building_key(building_name)
    return found["stair"] if is_same else value


def stair(value: object) -> str | None:
    """ "1", "一单元", "Unit 1" -> "1单元"; "A梯" -> "A梯"; "0单元", as programs fill in, is none."""
    text = ENGLISH_STAIR.sub("", simple(value))
    if is_empty(text) or re.fullmatch(r"0+(单元|梯)?", text):
        return None
    found = STAIR.match(text)
    if not found or not (found["letter"] or found["number"]):
        return text[:60]
    return _code(found) + (found["mark"] or "单元")


@lru_cache(maxsize=4096)
def stair_key(name: str | None) -> str:
    return re.sub(r"(单元|梯|门|座)$", "", stair(name) or "").upper()


def door_key(door: str) -> str:
    """The same for "402" and "0402"."""
    return door.lstrip("0").upper() or door


def room(value: object, *, has_building: bool) -> tuple[Room | None, str]:
    """The door cell, which may name building and stair too ("1栋-2单元-0301"); and a problem's code."""
    if as_date(value) is not None:
        return None, "door_is_date"
    if isinstance(value, Decimal) and not -LOWEST_DOORS < value < HIGHEST_NUMBER:
        return None, "door_unclear"
    text = re.sub(r"(?<![A-Za-z])\s+|\s+(?![A-Za-z])", "", plain(value)[:LONGEST_ADDRESS])
    if is_empty(text):
        return None, "no_door"
    if below := BELOW.match(text):
        return Room(f"-{below['figures']}"), ""
    if isinstance(value, Decimal) and value < 0:
        return None, "door_unclear"
    marked = MARKED_ROOM.search(text)
    if marked:
        within = None if marked["stair"] else STAIR_AND_DOOR.fullmatch(marked["door"])
        stair_name = stair((within or marked)["stair"]) or ""
        return _room((within or marked)["door"], building(marked["building"]), stair_name)
    staired = STAIRED_ROOM.match(text)
    if staired:
        return _room(staired["door"], "", stair(staired["stair"]) or "")
    return _split_room(text, has_building)


def _split_room(text: str, has_building: bool) -> tuple[Room | None, str]:
    """By dashes: building-stair-door, building-door, or stair-door where a column names the building."""
    parts = [part for part in re.split(r"[-—–_~#]+", text) if part] or [text]
    if len(parts) > 2 and not re.search(r"\d", parts[0]) and len(parts[0]) > 1:
        parts = parts[1:]  # the estate's name or code
    short = [part for part in parts[:-1] if re.fullmatch(rf"{CODE}(?:座|期)?", part) and len(part) <= 3]
    if len(parts) == 1:
        return _room(parts[0])
    if len(parts) > 3 or len(short) != len(parts) - 1 or re.fullmatch(r"\d{3}", parts[0]):
        both = all(re.fullmatch(r"[0-9]{3,4}", part) for part in parts)
        return (None, "two_doors") if both else _room(text)
    if len(parts) == 3:
        return _room(parts[2], building(parts[0]), stair(parts[1]) or "")
    if not has_building:
        return _room(parts[1], building(parts[0]))
    is_number = re.fullmatch(r"\d{3,4}[A-Za-z]?", parts[1])  # "S-01" is a door of its own
    return _room(parts[1], prefix=parts[0]) if is_number else _room(text)


def _room(
    text: str, building_name: str = "", stair_name: str = "", prefix: str = ""
) -> tuple[Room | None, str]:
    door = re.sub(r"^第", "", text.strip("-—_,.:、/'‘’ "))
    door = FLOOR_BEFORE.sub("", ENGLISH_DOOR.sub("", DOOR_TAIL.sub("", door))).upper()
    if re.fullmatch(r"[0-9A-Z]{2,5}([、,/和&+;][0-9A-Z]{1,5})+", door):
        return None, "two_doors"
    readable = re.search(r"[0-9A-Za-z\u4e00-\u9fff]", door) and len(door) <= LONGEST_DOOR
    if not readable or re.fullmatch(r"\d+\.\d+|.*[?？*].*", door):
        return None, "door_unclear"
    return Room(door, building_name, stair_name, prefix), ""


def door_width(doors: list[str]) -> int:
    """How long the sheet writes its doors, where it fills with zeros ("0402"); 0 where it does not.

    Spreadsheets turn some of "0402" into the number 402; the others tell how it was meant.
    """
    zeros = Counter(len(door) for door in doors if re.fullmatch(r"0\d{2,4}", door))
    return zeros.most_common(1)[0][0] if zeros else 0


def with_floor(floor: int, door: str) -> str:
    """Door 1 of floor 3 is 0301, door A of floor 3 is 03A: for sheets that count the doors of each floor."""
    return f"{floor:02}{door:>02}" if door.isdigit() else f"{floor:02}{door}"


def fill_door(door: str, width: int) -> str:
    return door.zfill(width) if width and re.fullmatch(r"[1-9]\d{2,}", door) else door


def floor_of(door: str) -> int | None:
    """The storey a door number tells: "0402" -> 4, "1203" -> 12, "-101" -> -1; None for others."""
    if re.fullmatch(r"-[1-9]\d{2,3}", door):
        return int(door[:-2])
    told = int(door[:-2]) if re.fullmatch(r"\d{3,5}", door) else 0
    return told if 0 < told <= HIGHEST_FLOOR else None  # 46024 is a code or a day, and no storey
