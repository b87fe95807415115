"""Owners and phones: several in a cell, in the spellings found in the wild."""

import re
import unicodedata

from buildings.roster.cells import APOSTROPHES, is_empty, lines, plain, simple
from buildings.roster.shapes import Owner
from kit.chinese import COMPOUND_SURNAMES

Said = tuple[str, dict]  # a problem's code and values

HAN = r"[\u3400-\u9fff\U00020000-\U000323af〇]"
COMPANY = re.compile(
    r"公司|集团|中心|委员会|合作社|银行|事务所|酒店|学校|幼儿园|医院|经营部|服务部|商行|厂$|店$|局$|院$"
)
# Who holds what nobody bought yet: not an owner's name.
NO_OWNER = re.compile(
    r"^\(?(未售|未出售|待售|已售|空置|空房|开发商|未交付|未交楼|业主|无业主|发展商|未登记|未办证|未知|不详|不明|暂无)\)?$"
)
# A word of its own beside a name: how one addresses somebody, or how several own together.
NO_NAME = re.compile(r"先生|女士|小姐|太太|夫人|同志|夫妻|夫妇|配偶|本人|家属|共有|共同共有|按份共有|等")
DOTS = str.maketrans(dict.fromkeys("•‧・∙⋅●•･᛫", "·"))
WIDE_BRACKETS = str.maketrans("()", "（）")  # as Chinese names of companies are written
# "陈荔枝(夫)黄木棉(妻)" are two, "陈(小)明" is one.
NAME_BEFORE, NAME_AFTER = re.compile(rf"{HAN}{{2}}$"), re.compile(rf"{HAN}{{2}}")
BRACKETS = re.compile(r"\(([^()]*)\)|\[([^\[\]]*)\]|【([^【】]*)】")
MOBILE = re.compile(r"(?<!\d)(?:(?:\+|00)?86[- ]?)?(1\d{2}[- ]?\d{4}[- ]?\d{4})(?!\d)")
ABROAD = re.compile(r"(?<!\d)(?:\+|00)(?!86)(85[23]|886|[1-9]\d{0,2})[- ]?((?:\d[- ]?){6,9}\d)(?!\d)")
LANDLINE = re.compile(r"(?<!\d)(0\d{2,3})[- ]?([2-9]\d{6,7})(?!\d)")
SHARE = re.compile(r"\d{1,3}(?:\.\d{1,4})?%")
IDENTITY_CARD = re.compile(r"(?<!\d)\d{17}[\dXx](?![\dXx])")
LOCAL = re.compile(r"[2-9]\d{7}")
OWNER = "业主|产权人|产权所有人|所有权人|权利人|户主|房主|屋主|共有人"
OWNER_ROLE = re.compile(
    rf"^[男女主次本现]?(?:{OWNER})(?:本人|之一|\d)?$|^本人$|^自有$|^是$|^y(es)?$|^(co-?)?owner$", re.I
)
OTHER_ROLE = re.compile(
    r"(?<!出)租[户客住赁房借用]|承租|^[转合整]?租$|^否$|家属|家人|家庭|亲|配偶|妻|夫|太太|老婆|老公|爱人|子|女|儿|孙|父|母|爸|妈"
    r"|公公|婆|岳|兄|弟|姐|妹|媳|婿|朋友|同住|借住|暂住|寄住|使用人|居住人|代理|委托|代表|联系人|保姆|护工|访客|员工|保安|物业"
    rf"|[非原前](?:{OWNER})|不是|^no?$|tenant|renter|lessee|family|spouse|wife|husband|child|parent|agent",
    re.I,
)
NEUTRAL_ROLE = re.compile(r"自住|自用|出租|已租|空置|未住|常住|个人|单位|企业|公司|普通")
LONGEST_NAME = 80
LONGEST_CELL = 1000
LONGEST_ROLE = 20


def owners(value: object) -> tuple[list[str], list[Said]]:
    """Names in a cell, in order, each once; and what to say of it.

    Parted by 、 ; , / & line breaks, by 和/及/与 between whole names, and by a space between whole names
    ("李  明" is one person whose name was spread out).
    """
    said: list[Said] = []
    names: list[str] = []
    text = lines(value)
    if len(text) > LONGEST_CELL:
        return [], [("owner_unreadable", {"value": shown(text)})]
    for part in _parts(text, said):
        name = _name(part, said)
        if name and name in names:
            said.append(("owner_twice", {"value": name}))
        elif name:
            names.append(name)
    return names, [one for n, one in enumerate(said) if one not in said[:n]]


def role(value: object) -> str:
    """What a person is to the home: "owner", "other" (租户, 家属, 非业主), or "" where it is not told."""
    text = simple(value)[:LONGEST_ROLE]
    if OWNER_ROLE.search(text):
        return "owner"
    if OTHER_ROLE.search(text):
        return "other"
    return "owner" if re.search(OWNER, text) else ""


def without_phones(value: object) -> tuple[object, list[str]]:
    """ "陈荔枝 10000000001" -> "陈荔枝" and the number, for rosters that write both in one cell.

    The number of an identity card is taken away and not kept: it is nobody's business here.
    """
    if not isinstance(value, str) or not re.search(r"\d{4}", value):
        return value, []
    text = lines(value)
    if not re.search(rf"{HAN}|[A-Za-z]", text):
        return value, []
    text = IDENTITY_CARD.sub(" ", text)
    numbers = [re.sub(r"\D", "", number) for number in MOBILE.findall(text)]
    return re.sub(r"\(\s*\)|(?:手机|电话)号?:?\s*(?=$|\s|[、,;/])", "", MOBILE.sub(" ", text)), numbers


def _parts(text: str, said: list[Said]) -> list[str]:
    text = text.translate(DOTS)
    if is_empty(text.strip()):
        return []
    text = _without_remarks(text, said)
    if not COMPANY.search(text):
        text = re.sub(rf"(?<={HAN})\.(?={HAN})", "·", text)
    pieces = re.split(r"[、;,/&|\n\\+]+", text)
    return [
        name
        for piece in pieces
        for joined in _unjoin(piece.strip(f" {APOSTROPHES}"))
        for name in _spread(joined)
    ]


def _without_remarks(text: str, said: list[Said]) -> str:
    """ "陈荔枝(已故)50%" -> "陈荔枝"; brackets belong to a company's name: "中建(佛山)公司"."""

    def drop(found: re.Match) -> str:
        after = text[found.end() :]
        if COMPANY.search(re.split(r"[、;,/\n]", after)[0]):
            return found[0]
        remark = next((group for group in found.groups() if group), "").strip()
        if remark:
            said.append(("owner_remark", {"value": remark}))
        divides = NAME_BEFORE.search(text, 0, found.start()) and NAME_AFTER.match(after)
        return "、" if divides else ""

    text = BRACKETS.sub(drop, text)
    said += [("owner_remark", {"value": share}) for share in SHARE.findall(text)]
    return re.sub(rf"[::]?\s?{SHARE.pattern}", "", text)


def _unjoin(text: str) -> list[str]:
    """ "张三和李四" -> both; "李和平" and "欧阳和平" are one."""
    found = re.fullmatch(rf"({HAN}{{2,4}})(?:和|及|与|以及)({HAN}{{2,4}})", text)
    if found and found[1] not in COMPOUND_SURNAMES:
        return [found[1], found[2]]
    return [text]


def _spread(text: str) -> list[str]:
    words = text.split()
    if len(words) < 2 or not all(re.fullmatch(rf"{HAN}+", word) for word in words):
        return [text]
    whole = all(map(_is_whole, words)) and words[0] not in COMPOUND_SURNAMES
    return words if whole else ["".join(words)]


def _is_whole(word: str) -> bool:
    """Surname and given name: two or three characters, four after a surname of two."""
    return 2 <= len(word) <= (4 if word[:2] in COMPOUND_SURNAMES else 3)


def _name(text: str, said: list[Said]) -> str:
    name = re.sub(r"^(业主|产权人|户主|姓名|共有人)[::]", "", text).strip(f" .·:-—_=@{APOSTROPHES}")
    if is_empty(name) or NO_OWNER.match(name):
        return ""
    if NO_NAME.fullmatch(name):
        said.append(("owner_remark", {"value": name}))
        return ""
    if any(c in "?□\ufffd■*" or unicodedata.category(c) in ("Co", "Cn") for c in name):
        said.append(("owner_damaged", {"value": name}))
    if not any(c.isalpha() for c in name) or re.search(r"\d{5,}|[<>={}\"]", name) or len(name) > LONGEST_NAME:
        said.append(("owner_unreadable", {"value": name[:40]}))
        return ""
    return name.translate(WIDE_BRACKETS) if re.search(HAN, name) else name


def phones(value: object) -> tuple[list[str], list[Said]]:
    """Numbers in a cell. Mobile ones as eleven digits, others as +852…, 0757… or eight local digits.

    Any eleven digits that begin with 1 count: whether the prefix is in service is for the gateway to say.
    """
    found, said = [], []
    for part in _phone_parts(lines(value)):
        numbers = _numbers(part)
        found += [number for number in numbers if number not in found]
        if not numbers and "*" in part:
            said.append(("phone_masked", {"value": part}))
        elif not numbers:
            said.append(("phone_invalid", {"value": part[:40]}))
    return found, said


def _phone_parts(text: str) -> list[str]:
    text = re.sub(r"\([^()0-9]*\)", " ", text)
    text = re.sub(r"\((0\d{2,3}|\+?\d{2,3})\)", r"\1-", text)
    parts = (part.strip(" .·:-—_") for part in re.split(r"[、;,/|\n\\&和或]+", text))
    return [part for part in parts if not is_empty(part)]


def _numbers(part: str) -> list[str]:
    """All numbers of a part, whose only other content may be words ("手机 138…", "陈小姐138…", "转 801")."""
    text = part.replace("–", "-").replace("—", "-").replace("−", "-")
    abroad = ABROAD.search(text)
    if abroad:
        return [f"+{abroad[1]}" + re.sub(r"\D", "", abroad[2])]
    mobiles = [re.sub(r"\D", "", number) for number in MOBILE.findall(text)]
    if mobiles:
        return mobiles
    digits = re.sub(r"\D", "", text)
    if re.fullmatch(r"(0086|86)?1\d{10}", digits) and not re.search(r"[*xX]", text):
        return [digits[-11:]]
    landline = LANDLINE.search(text)
    if landline:
        return ["".join(landline.groups())]
    local = text.replace("-", "").replace(" ", "")
    return [local] if LOCAL.fullmatch(local) else []


def pair(names: list[str], numbers: list[str]) -> tuple[tuple[Owner, ...], list[Said]]:
    """The first number belongs to the first name, and so on; a lone number to the first."""
    said: list[Said] = []
    if names and 0 < len(numbers) < len(names):
        said.append(("phone_shared", {"owners": len(names), "phones": len(numbers)}))
    for spare in numbers[len(names) :] if names else []:
        said.append(("phone_spare", {"value": spare}))
    padded = numbers + [None] * len(names)
    return tuple(Owner(name, number) for name, number in zip(names, padded, strict=False)), said


def shown(value: object) -> str:
    """A cell as a sentence may quote it."""
    return plain(value)[:40]
