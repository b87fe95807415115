"""Finds a table's header and tells which column is what.

A header is one to three rows of text that name a door and at least two more things we know. Titles are
recognised by their words, not by their place: order, extra columns and spelling differ from company to
company.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from buildings.roster.cells import simple
from buildings.roster.sheets import Row, Sheet

LONGEST_TITLE = 24
DEEPEST = 3  # rows a header may have
FIELDS_NEEDED = 3

# field, words that name it, words that make it something else. The first field that fits wins.
TITLES: list[tuple[str, re.Pattern, re.Pattern]] = [
    (name, re.compile(words, re.I), re.compile(unless, re.I))
    for name, words, unless in [
        (
            "area",
            r"面积|建面|^area|^size",
            r"套内|使用面积|公摊|分摊|花园|地下|车位|车库|阁楼|赠送|露台|阳台|储藏|绿化|单价",
        ),
        (
            "phone",
            r"电话|手机|联系方式|联系号码|移动号|^phone|^mobile|^tel",
            r"租|紧急|物业|家属|管家|楼长|宽带|单位电话|办公|座机类型",
        ),
        (
            "owner",
            r"业主|产权人|所有权人|权利人|户主|房主|屋主|共有人|购房人|买受人|客户名|客户姓名|户名|^姓名|姓名$|^名称$|^owner|^name",
            r"租|物业|楼长|紧急|家属|管家|编号|编码|身份|证|类型|类别|性质|性别|年龄|签名|签字|关系|人数|意见|账号|代码"
            r"|微信|群|投票|卡|职业|单位|生日|出生|籍贯|户籍|信息|资料|情况|地址|份额|比例|时间|日期|数|经办|制表|登记人",
        ),
        (
            "presence",
            r"入住|居住(情况|状态|现状|性质)|居住$|状态|使用情况|使用现状|房态|是否自住|租赁(情况|状态)|出租情况|^presence|^status",
            r"缴|收费|交费|欠费|装修|人数|时间|日期|合同|支付|证|人口|电梯|婚|登记状态|审核",
        ),
        (
            "door",
            r"房号|房间|^户(室|别)?$|房屋(编号|号码|号|名称|坐落|座落|地址|信息|位置)?$|^室号?$|室号|门牌|户号|坐落|座落|^地址$|物业地址|房产|^门号?$|房室|"
            r"^room|^door|^单位号?$|^(商|店)?铺(号|位|位号|编号|名称)$",
            r"身份|联系地址|通讯|通信|邮寄|户籍|状态|类型|面积|用途|性质|结构|来源|电子|现住|居住地|数|套|年限|产权证|证号|价",
        ),
        ("floor", r"^(所在|自然|实际|物理|名义)?(楼层|层)(号|次|数|别)?$|^floor|^level", r"总"),
        ("stair", r"单元|^梯(号|位|数)?$|^stair|^entrance|^unit", r"价|面积|名单|长"),
        (
            "building",
            r"栋|幢|座(?!落)|楼号|楼宇|楼名|^楼$|楼栋|^(街)?巷(号|名)?$|^building|^block|^tower",
            r"坐落|座落|管家|楼长|名单|座机|栋长|数|面积|车",
        ),
        ("note", r"备注|备考|说明|^remarks?$|^notes?$", r"填表"),
        ("serial", r"^(序号|编号|行号|序|no\.?|#)$", r"$^"),
    ]
]
# Where two columns name the same thing, the first of these wins. Areas in the order of the Supreme Court's
# interpretation on building ownership, art. 8: register, survey, contract.
BETTER = {
    "area": ["专有", "产权|产证|房产证|登记", "实测|测绘", "建筑|建面", "合同", ""],
    "door": [
        "房号|房间号|室号",
        "房间|^室|门牌|^门",
        "房屋号|房屋编号",
        "房屋|房产",
        "户号|单位",
        "坐落|座落|地址",
        "",
    ],
    "presence": ["入住|居住|自住", "使用", "状态|房态", ""],
}
GROUP_OF_OTHERS = re.compile(r"租客|租户|承租|租赁|紧急|车位|车辆|家庭成员|物业费|收费")
# A quick look before the thorough one: in every header some cell without figures speaks of a room or heads
# a group.
HINT = re.compile(
    r"房|室|铺|[门門]|坐落|座落|地址|户号|[单單]元|[单單]位|信息|[资資]料|情[况況]|room|door|unit", re.I
)
GROUPS = re.compile(r"信息|资料|情况|业主|产权|房屋|房产|基本")
MANY = {"owner", "phone"}  # a second column adds (业主2, 共有人), it does not compete


@dataclass
class Header:
    rows: tuple[int, ...]
    fields: dict[str, list[int]]  # field -> columns, the used ones only
    titles: dict[int, str]
    unused: list[int] = field(default_factory=list)
    texts: tuple[frozenset, ...] = ()  # each header row's (column, text), to know a repetition

    def column(self, name: str) -> int | None:
        return self.fields[name][0] if self.fields.get(name) else None

    def title(self, column: int) -> str:
        return self.titles.get(column, "")

    def repeats(self, row: Row) -> bool:
        said = _texts(row)
        return bool(said) and any(
            2 * len(said & texts) >= len(said) and len(said & texts) > 1 for texts in self.texts
        )


@lru_cache(maxsize=4096)
def tidy(title: str) -> str:
    """ "建筑面积\\n(平方米)" -> "建筑面积" """
    text = simple(title[: 4 * LONGEST_TITLE])  # any cell comes by here, of whatever length
    short = re.sub(r"[(\[【][^)\]】]*[)\]】]", "", text)
    short = re.sub(r"(㎡|m2|平方米)$", "", short or text.strip("()[]【】"), flags=re.I)
    return short.strip(":*_-.、/").lower()


@lru_cache(maxsize=4096)
def meaning(title: str) -> str:
    """Which field a title names; "" for none."""
    for name, words, unless in TITLES:
        if words.search(title) and not unless.search(title):
            return name
    return ""


def find_header(sheet: Sheet, start: int) -> Header | None:
    """A header whose first row is row `start` of the sheet's list, or None."""
    first = sheet.rows[start]
    if not _could_begin(first):
        return None
    best = None
    for depth in range(1, DEEPEST + 1):
        rows = sheet.rows[start : start + depth]
        if len(rows) < depth or not all(_is_titles(row) for row in rows[1:]):
            break
        header = _read(sheet, rows)
        if header and (best is None or _count(header) > _count(best)):
            best = header
    return best


def _could_begin(row: Row) -> bool:
    """At least two known titles, of fields or of groups of fields; a title line above the table has one."""
    if not any(
        type(v) is str and len(v) < 40 and HINT.search(v) and not re.search(r"\d", v)
        for v in row.values.values()
    ):
        return False
    known = 0
    for value in row.values.values():
        title = _title(value)
        known += bool(title and (meaning(title) or GROUPS.search(title)))
    return known >= 2 and any(meaning(_title(value)) for value in row.values.values())


def _title(value: object) -> str:
    if type(value) is not str or len(value) > 4 * LONGEST_TITLE:
        return ""
    title = tidy(value)
    return title if len(title) <= LONGEST_TITLE and not re.search(r"[:。;]|^\d+$", title) else ""


def _is_titles(row: Row) -> bool:
    """A further header row: nothing but titles, at least one of which we know."""
    titles = [_title(value) for value in row.values.values()]
    return all(titles) and any(meaning(title) for title in titles)


def _read(sheet: Sheet, rows: list[Row]) -> Header | None:
    columns = sorted({column for row in rows for column in row.values} | _merged_columns(sheet, rows))
    titles, meanings = {}, {}
    for column in columns:
        parts = _parts(sheet, rows, column)
        if parts:
            titles[column] = "·".join(parts)
            meanings[column] = _meaning_of(parts)
    fields = _choose(meanings, titles)
    if "door" not in fields or len(set(fields) - {"note", "serial"}) < FIELDS_NEEDED:
        return None
    used = {column for chosen in fields.values() for column in chosen}
    return Header(
        rows=tuple(row.number for row in rows),
        fields=fields,
        titles=titles,
        unused=[column for column in titles if column not in used],
        texts=tuple(_texts(row) for row in rows),
    )


def _texts(row: Row) -> frozenset:
    return frozenset((column, tidy(value)) for column, value in row.values.items() if type(value) is str)


def _parts(sheet: Sheet, rows: list[Row], column: int) -> list[str]:
    """A column's titles from the top row down; a group's title reaches as far as its merged cell."""
    parts: list[str] = []
    for row in rows:
        text = row.values.get(column)
        if text is None:
            text = _merged_from_left(sheet, row, column)
        title = tidy(text) if isinstance(text, str) else ""
        if title and title not in parts:
            parts.append(title)
    return parts


def _merged_from_left(sheet: Sheet, row: Row, column: int) -> object:
    for _top, left, _bottom, right in sheet.merges_from(row.number):
        if left < column <= right:
            return row.values.get(left)
    return None


def _merged_columns(sheet: Sheet, rows: list[Row]) -> set[int]:
    found: set[int] = set()
    for row in rows:
        for _top, left, _bottom, right in sheet.merges_from(row.number):
            if left in row.values:
                found.update(range(left, min(right, 100) + 1))
    return found


def _meaning_of(parts: list[str]) -> str:
    """The lowest title decides; where it says too little, together with its group ("面积" over "建筑")."""
    if any(GROUP_OF_OTHERS.search(part) for part in parts[:-1]):
        return ""
    joined = parts[-1] + parts[0] if len(parts) > 1 else ""
    return (
        meaning(parts[-1])
        or (joined and meaning(joined))
        or ("" if len(parts) < 2 else meaning("".join(parts)))
    )


def _choose(meanings: dict[int, str], titles: dict[int, str]) -> dict[str, list[int]]:
    by_field: dict[str, list[int]] = {}
    for column, name in meanings.items():
        if name:
            by_field.setdefault(name, []).append(column)
    if "door" not in by_field and "stair" in by_field:
        by_field["door"] = by_field.pop("stair")  # in Guangdong a 单元 is often the flat itself
    return {
        name: columns if name in MANY else [_best(name, columns, titles)]
        for name, columns in by_field.items()
    }


def _best(name: str, columns: list[int], titles: dict[int, str]) -> int:
    ranks = BETTER.get(name, [""])

    def rank(column: int) -> int:
        return next(n for n, words in enumerate(ranks) if re.search(words, titles[column]))

    return min(columns, key=lambda column: (rank(column), column))


def _count(header: Header) -> int:
    return len(header.fields)
