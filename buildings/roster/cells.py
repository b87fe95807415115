"""One cell of a spreadsheet, as people write them, made plain. Functions take any value and never raise."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from kit.chinese import to_int

CENT = Decimal("0.01")
LARGEST_AREA = Decimal("100000")
# Outside this span a home's area is more likely a slip of the pen (7850 for 78.50).
USUAL_AREA = (Decimal("8"), Decimal("1000"))
EMPTY_WORDS = {
    "-",
    "--",
    "—",
    "——",
    "–",
    "/",
    "\\",
    "无",
    "暂无",
    "没有",
    "n/a",
    "na",
    "null",
    "none",
    "nan",
    "不详",
    "待定",
    "不明",
    "未知",
}
# By which spreadsheets mark text, and which some programs write out.
APOSTROPHES = "'‘’"
# Control and formatting characters (categories Cc and Cf) that do not part words.
INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]"
)

PRESENCE_WORDS = [
    ("unsold", r"未售|待售|未交付|未交楼|未交房|库存|开发商|在售|尾盘|^unsold"),
    ("commuter", r"候鸟|通勤|两地"),
    (
        "vacant",
        r"空置|空房|空关|闲置|未入住|未住|无人|没人住|不住|^空$|未装修|毛坯|^vacant|^empty|^unoccupied",
    ),
    ("rented", r"(?<!未)(?<!未出)租|托管|^rented|^leased|^tenant|^let$"),
    ("home", r"自住|入住|常住|居住|自用|在住|^住$|^是$|有人|^(self|owner)?-?occupied"),
]
# Said of a home, but not about how it is lived in.
NO_PRESENCE = r"^(正常|已售|已交付|已交楼|已收楼|已交房|住宅|否)$"


# Of the words that titles, buildings, floors and states are made of; names of people stay as written.
SIMPLIFIED = str.maketrans(
    "樓棟層號間積業戶權電話聯繫狀態況備註單門區個產證機碼實測繪關係約內屬資訊車閣陽臺儲價稱買",
    "楼栋层号间积业户权电话联系状态况备注单门区个产证机码实测绘关系约内属资讯车阁阳台储价称买",
)


class Trouble(str):
    """A cell without a usable value: "formula" (never calculated), or the error it shows, such as "#REF!"."""


def plain(value: object) -> str:
    """Text of one line: NFKC, no invisible characters, single spaces. Numbers lose a trailing .0."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return format_number(value)
    return " ".join(INVISIBLE.sub("", unicodedata.normalize("NFKC", str(value))).split())


def lines(value: object) -> str:
    """Like `plain`, with line breaks kept: they separate owners."""
    if value is None or isinstance(value, Decimal):
        return plain(value)
    # Some programs write a line break as a backslash and a letter.
    text = re.sub(r"\\[nr](?![a-z])", "\n", str(value).replace("_x000D_", "\n"))
    parts = re.split(r"[\r\n\v\u2028]+", text)
    return "\n".join(part for part in map(plain, parts) if part)


def simple(value: object) -> str:
    """`plain` without blanks, in simplified characters: for words, not for names of people.

    Also without the apostrophe by which spreadsheets mark text, and which some programs write out.
    """
    return re.sub(r"\s|^['‘’]+", "", plain(value)).translate(SIMPLIFIED)


def is_empty(text: str) -> bool:
    return not text or text.lower() in EMPTY_WORDS


def format_number(value: Decimal) -> str:
    if value == value.to_integral_value() and abs(value) < Decimal(10) ** 18:
        return str(int(value))
    return format(value.normalize(), "f") if abs(value.adjusted()) < 18 else str(value)


def whole_number(text: str) -> int | None:
    """ "16", "十六" -> 16; anything else None."""
    return to_int(text) if re.fullmatch(r"[0-9]{1,6}|[零〇一二两三四五六七八九十百]{1,6}", text) else None


def area(value: object) -> tuple[Decimal | None, str]:
    """Square metres with two decimals, and what to say of it: "", or a problem's code.

    >>> area("1,078.5㎡")
    (Decimal('1078.50'), '')
    Words ("八十九点二") are refused: the figure weighs votes, so it is read or asked for, never guessed.
    """
    if is_empty(plain(value)):
        return None, "area_missing"
    number = figure(value)
    return _checked_area(number) if number is not None else (None, "area_unreadable")


def figure(value: object) -> Decimal | None:
    """A number with or without its unit and thousands separators; None where it is written any other way."""
    text = plain(value).replace(" ", "")
    text = re.sub(r"^['‘’]*(约|面积)?:?", "", text)
    text = re.sub(r"(m2|m\^2|sqm|平方米|平方公尺|平米|平方|平|方|m)$", "", text, flags=re.I)
    if re.fullmatch(r"-?\d{1,3}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    return Decimal(text) if re.fullmatch(r"-?(\d{1,12}(\.\d{1,30})?|\.\d{1,30})", text) else None


def _checked_area(number: Decimal) -> tuple[Decimal | None, str]:
    # A spreadsheet keeps 98.60 as 98.59999999999999: first take its noise away, then round as people do.
    number = number.quantize(Decimal("0.000001"), ROUND_HALF_UP)
    rounded = number.quantize(CENT, ROUND_HALF_UP)
    if rounded <= 0:
        return None, "area_not_positive"
    if rounded > LARGEST_AREA:
        return None, "area_too_large"
    if rounded != number:
        return rounded, "area_rounded"
    return rounded, "" if USUAL_AREA[0] <= rounded <= USUAL_AREA[1] else "area_unusual"


def floor(value: object) -> tuple[int | None, str]:
    """16, "16层", "16F", "十六楼" -> 16; "-1", "B1", "负一层", "地下1层" -> -1; "首层" -> 1; "G" -> 0.

    A home over two storeys ("16-17层") is on the lower one. Storeys such as "3A" are names, not numbers, and
    left open.
    """
    text = simple(value).upper()
    if is_empty(text):
        return None, ""
    text = re.sub(r"^第", "", text)
    text = re.sub(r"(层|楼|F|/F|FLOOR)$", "", text)
    if text in ("首", "地面"):
        return 1, ""
    if text in ("G", "GF"):
        return 0, ""
    duplex = re.fullmatch(r"(\d+)[层楼F]?[-~/、,至到](\d+)", text)
    if duplex and int(duplex[2]) - int(duplex[1]) in (1, 2):
        text = duplex[1]
    sign = 1
    below = re.fullmatch(r"(?:-|负|地下|B|LG)(.+)", text)
    if below:
        sign, text = -1, below[1]
    if text in ("L", "地"):
        text = "1"
    number = whole_number(text)
    if number is None or number > 200:
        return None, "floor_unreadable"
    return sign * number, ""


def presence(value: object) -> tuple[str, str]:
    """ "已出租" -> "rented". The first that fits, in the order above: "业主未入住" is vacant."""
    text = simple(value).lower()
    if is_empty(text):
        return "", ""
    for state, pattern in PRESENCE_WORDS:
        if re.search(pattern, text):
            return state, ""
    return "", "" if re.search(NO_PRESENCE, text) else "presence_unknown"


def trouble(value: object) -> tuple[str, dict] | None:
    """A problem that any cell may have before its meaning is asked for."""
    if isinstance(value, Trouble):
        return ("formula_empty", {}) if value == "formula" else ("cell_error", {"value": str(value)})
    return None


def as_date(value: object) -> date | time | timedelta | None:
    """What a spreadsheet has made of something like 1-2 or 1:02."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date | time | timedelta) else None


def to_decimal(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except (InvalidOperation, ValueError):
        return None
    return number if number.is_finite() and abs(number.adjusted()) < 300 else None
