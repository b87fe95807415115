"""A title made from what was said, for those who gave none. Pure."""

import re

LONGEST = 40
# A sentence that names its place itself needs no place before it: 2栋12楼…, 15巷口…, Building 3 …
NAMES_A_PLACE = re.compile(
    r"[\d一二三四五六七八九十]\s*(栋|座|楼|层|单元|巷|号)|\b(building|floor|stair|lane)\b", re.IGNORECASE
)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
END_OF_CLAUSE = re.compile(r"[，。；！？、\n]|[,.;!?](?=\s|$)")


def first_words(text: str, longest: int = LONGEST) -> str:
    """The first clause, cut at `longest` characters with an ellipsis."""
    clause = END_OF_CLAUSE.split(text.strip(), maxsplit=1)[0].strip(" 「“\"'")
    return clause if len(clause) <= longest else clause[: longest - 1].rstrip() + "…"


def make_title(*, where: str, category: str, text: str) -> str:
    """ "9 楼电梯口天花滴水", or "9 楼电梯口 · 电梯故障" when nothing was said. Never names a door."""
    words = first_words(text)
    if not words:
        return f"{where} · {category}" if where else category
    if not where or NAMES_A_PLACE.search(words):
        return words
    if not CHINESE.search(words):
        return f"{where}: {words}"
    words = words[_overlap(where, words) :]
    if not words:
        return f"{where} · {category}"
    return f"{where} {words}" if words[:1].isascii() else where + words


def _overlap(where: str, words: str) -> int:
    """How many characters the words repeat: 电梯口 after 9 楼电梯口. One alone is no repeat: 4 楼, 楼上."""
    return next((n for n in range(min(len(where), len(words)), 1, -1) if where.endswith(words[:n])), 0)
