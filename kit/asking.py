"""What somebody who looks for something types, and what else it may mean where nothing holds it so.

People type the signs of a sentence, "3 栋" as the site writes it, traditional characters, figures
written out, other names of the same thing, or a whole question without a space: 楼上漏水怎么办.
"""

import re
from collections.abc import Iterator

from kit.chinese import to_int
from kit.simplified import simplified

SIGNS = re.compile(r"[，。！？；、“”‘’《》〈〉「」『』【】（）…()\[\],;!?\"]+")
ENDS = ".:'`*：．-–—·~"  # within a word they say something: 11.28, 3-2-501
MEASURES = "栋幢座楼号层单元梯巷弄期室月日"
TORN = re.compile(rf"(?<=[0-9０-９]) +(?=[{MEASURES}])")

WRITTEN_OUT = re.compile(rf"第?([零〇一二两三四五六七八九十百]+)(?=[{MEASURES}])")
DOOR = re.compile(r"(?<![0-9-])(\d{1,3})-(?:(\d{1,2})-)?(\d{3,4})(?![0-9-])")  # 3-2-501
NUMBERED = re.compile(r"([a-z]|\d+)(号楼|单元|[栋幢座楼号层梯巷弄室])")
BUILDING = re.compile(r"(?<=[0-9a-z])(号楼|栋|幢|座)")
BUILDINGS = ("栋", "座", "幢", "号楼")

# How else a thing is called, and how the site and its people most often call it.
CALLED = {
    "开会": "会议",
    "投票": "表决",
    "噪音": "噪声",
    "物业公司": "物业",
    "物管": "物业",
    "业主委员会": "业委会",
    "居民委员会": "居委会",
    "村委会": "居委会",
    "电瓶车": "电动车",
    "电单车": "电动车",
    "升降机": "电梯",
    "楼栋长": "楼长",
    "楼组长": "楼长",
    "门栋长": "楼长",
    "louzhang": "楼长",
    "dianti": "电梯",
    "wuye": "物业",
    "juweihui": "居委会",
    "yeweihui": "业委会",
    "tingshui": "停水",
    "tingdian": "停电",
    "loushui": "漏水",
    "lift": "电梯",
    "elevator": "电梯",
    "leak": "漏水",
    "water": "水",
    "power": "电",
    "noise": "噪声",
    "rubbish": "垃圾",
    "garbage": "垃圾",
    "parking": "停车",
    "property": "物业",
    "committee": "居委会",
    "council": "街坊会",
    "captain": "楼长",
    "meeting": "会议",
    "vote": "表决",
}
OTHERWISE = re.compile("|".join(sorted(CALLED, key=len, reverse=True)))
ENGLISH_BUILDING = re.compile(r"\b(?:building|block|bldg)\s*(\d+)", re.IGNORECASE)

# What makes a question of the words, and finds nothing itself.
ASKING = re.compile(
    "请问|想问|问一下|怎么办|怎么样|怎么|怎样|如何|为什么|什么时候|几点|多少|是谁|谁是|谁管|谁负责|归谁管|找谁|哪个|哪位"
    "|哪里|哪儿|在哪|有没有|能不能|可不可以|可以|我们|我家|我|您|你|联系方式|联系电话|电话号码|电话|手机号|手机|号码"
    "|坏了|堵了|爆了|停了|出了|没人管|没人|下一次|下次|最近|今天|现在|了|吗|呢|啊|吧|的"
)
WHOM = re.compile("电话|手机|号码|联系|谁|哪位")  # a question for somebody, and not for what was written
TO_REACH = re.compile("^(找|打给|是)|联系|是$")
PIECES = 3  # of a question that are looked for one by one


def words_of(typed: str) -> list[str]:
    """Without the signs of a sentence; where there is nothing else, as it is."""
    parts = SIGNS.sub(" ", TORN.sub("", typed)).split()
    return [word for part in parts if (word := part.strip(ENDS))] or typed.split()


def otherwise(folded: str) -> Iterator[str]:
    """What else it may mean, the nearest first: other spellings, other names, its pieces, one of them."""
    plain = spelt(folded)
    words = cut(plain)
    yield plain
    yield " ".join(words)
    usual, *rare = [" ".join(again) for again in renamed(words)] or [""]
    yield usual
    pieces = [piece for word in words for piece in pieces_of(word)]
    yield " ".join(pieces)
    # 楼上漏水: what is the matter stands last.
    alone = words if len(pieces) == len(words) > 1 else pieces[::-1]
    yield from [word for word in alone if len(word) > 1][:PIECES]  # one character is in too much
    yield from rare


def spelt(text: str) -> str:
    """三棟 is 3栋, 3-2-501 is 3栋 2单元, building 3 is 3栋, and 物业公司 is 物业."""
    text = DOOR.sub(behind_the_door, ENGLISH_BUILDING.sub(r"\1栋", simplified(text)))
    text = WRITTEN_OUT.sub(lambda match: str(to_int(match[1])), text)
    return OTHERWISE.sub(lambda match: CALLED[match[0]], text)


def behind_the_door(match: re.Match) -> str:
    return f"{match[1]}栋 {match[2]}单元" if match[2] else f"{match[1]}栋"


def cut(text: str) -> list[str]:
    """Into what is asked about, without the asking: 水岸3栋楼长是谁 is 水岸, 3栋, 楼长."""
    return ASKING.sub(" ", NUMBERED.sub(r" \1\2 ", text)).split()


def whom(folded: str) -> str:
    """物业电话 asks for 物业. Nothing where it is no such question."""
    if not WHOM.search(folded):
        return ""
    return " ".join(filter(None, (TO_REACH.sub("", word) for word in cut(spelt(folded)))))


def renamed(words: list[str]) -> Iterator[list[str]]:
    """3幢 may be written 3栋 here, 3座, or 3号楼."""
    own = {match[0] for word in words for match in BUILDING.finditer(word)}
    if own:
        for name in BUILDINGS:
            if own != {name}:
                yield [BUILDING.sub(name, word) for word in words]


def pieces_of(word: str) -> list[str]:
    """楼上漏水 is 楼上 and 漏水: most words have two characters. What has a figure or letter is one."""
    if len(word) < 4 or any(sign.isascii() for sign in word):
        return [word]
    return [word[n : n + 2] for n in range(0, len(word) - 1, 2)]
