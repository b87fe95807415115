"""Names and numbers as Chinese writes them."""

import re
import unicodedata

# Kept as words to read and to add to.
COMPOUND_SURNAMES = frozenset(
    """
欧阳 司徒 上官 司马 诸葛 东方 皇甫 尉迟 公孙 轩辕 令狐 钟离 宇文 长孙 慕容 鲜于 闾丘 司空 亓官 司寇
南宫 夏侯 端木 公羊 赫连 澹台 申屠 公冶 宗政 濮阳 淳于 单于 太叔 仲孙 独孤 百里 东郭 西门 呼延 万俟
闻人 拓跋 第五 梁丘 左丘 谷梁 段干 公西 漆雕 壤驷 巫马 羊舌 微生 东门 南门 歐陽 司馬 諸葛 東方 長孫
""".split()  # noqa: SIM905
)
DIGITS = {figure: value for value, figure in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
UNITS = {"十": 10, "百": 100}
NUMBER = re.compile(r"\d+|[零〇一二两三四五六七八九十百]+")


def surname(name: str) -> str:
    """陈 of 陈荔枝, 欧阳 of 欧阳木棉, M of Mary; an empty name gives an empty string."""
    name = name.strip()
    if len(name) > 2 and name[:2] in COMPOUND_SURNAMES:
        return name[:2]
    return name[:1].upper()


def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key in which 2栋 comes before 10栋 and 二巷 before 十巷."""
    text = unicodedata.normalize("NFKC", text).casefold()
    key, end = [], 0
    for match in NUMBER.finditer(text):
        key += [(1, 0, part) for part in [text[end : match.start()]] if part]
        key.append((0, to_int(match[0]), ""))
        end = match.end()
    return tuple(key + [(1, 0, part) for part in [text[end:]] if part])


def to_int(figures: str) -> int:
    """Arabic figures of any script, or Chinese ones up to 999: 12, 十二, 一百零三; 一二三 is 123."""
    if figures.isdecimal():
        return int(figures)
    if not any(unit in figures for unit in UNITS):
        return int("".join(str(DIGITS[figure]) for figure in figures))
    total, digit = 0, None
    for figure in figures:
        if figure in UNITS:
            total += (1 if digit is None else digit) * UNITS[figure]
            digit = None
        else:
            digit = DIGITS[figure]
    return total + (digit or 0)
