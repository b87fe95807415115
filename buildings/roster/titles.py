"""What a column's title says: which field it names, and of whom it speaks.

A person becomes an owner only where the title says so. A roster has many names beside the owners' (family,
tenants, drivers, whoever pays): their titles are left unused, however they end.
"""

import re
from functools import lru_cache

from buildings.roster.cells import simple

LONGEST_TITLE = 24

# --- owners ---
WHO = r"(?:业主|产权所有人|产权人|所有权人|权利人|权属人|所有人|户主|房主|屋主|共有人|共有权人|购房人|买受人)"
WHOSE = r"(?:房屋|房产|不动产|商铺|产权|登记|现任|现|当前|主|次|副|其他|其它|另一|其余|共同|共有|按份)"
CERTIFICATE = r"(?:房产证|产权证|不动产证|房屋产权证)(?:登记)?(?:人|姓名|名称)"
NUMBERED = r"(?:第?[一二三四五六七八九十0-9]{1,2}|[甲乙丙丁a-d])"
NAME = r"(?:(?:(?:公司|单位|企业|或|/|、)*(?:姓名|名称|名字|全名|全称|名))+)"
JOINED = r"(?:或|及|和|与|、|/|-)"
OWNER = (
    rf"^{NUMBERED}?{WHOSE}*{NUMBERED}?{WHO}(?:{JOINED}?{WHO})*[-_]?{NUMBERED}?{NAME}?[-_]?{NUMBERED}?$"
    rf"|^{CERTIFICATE}$|^(?:co-?|joint)?owner(?:'?s)?(?:full)?(?:names?)?[0-9]?$|^names?ofowners?$"
)
# Names of whom? Of the owners, where nothing else in the table or in its title speaks against it.
PLAIN_NAME = rf"^{NAME}{NUMBERED}?$|^客户(?:姓名|名称|名)$|^户名$|^(?:full)?names?$"

# --- what the person of a row is to the home ---
ROLE = (
    r"^[与和同](?:业主|户主|产权人|房主|屋主|本户|本人)的?关系$|^关系$|^(?:角色|身份|成员关系)$|^是否为?(?:业主|产权人|户主)$"
    r"|^(?:人员|住户|客户|居民|居住|居住人|入住人|用户|身份|业主|成员)(?:身份|类型|类别|属性|性质|分类)$"
    r"|^租/?自[用住]?$|^自[用住]?/?租$|^业主/?租[户客]$"
    r"|^(?:role|relation|relationship|identity|(?:person|resident|occupant|customer)type)$"
)

# --- others ---
FAMILY = "家庭|家属|家人|亲属|配偶|子女|同住|监护"
AGENTS = (
    "代理|委托|代表|联系人|紧急|使用人|居住人|缴费|车主|网格|保安|管家|楼长|[原前]业主|[原前]产权|[原前]户主"
)
TENANTS = "租户|租客|承租|租赁|租住"
GROUP_OF_OTHERS = re.compile(rf"{FAMILY}|{AGENTS}|{TENANTS}|车位|车辆|物业费|收费")
REMARK_OF_OTHERS = re.compile(rf"(?:{FAMILY}|{AGENTS}|{TENANTS}|成员)+人?")
# Titles without a field of ours that name a person; a phone to their right is that person's.
PERSON = re.compile(
    r"姓名|名字|户名|(?:使用|居住|同住|联系|代理|委托|监护|承租|缴费|代表)人$|[住租用]户$|住客$|租客$|配偶$|子女$"
    r"|家属$|亲属$|成员$|代表$|车主$|管家$|网格员$|保安$|楼长$|^[原前](?:业主|产权人|户主)|name$"
)
CLERK = re.compile(r"经办|制表|登记|审核|填表|录入|负责|管家|网格|保安|楼长|物业|签")
# A table of something else that also names doors.
OTHER_TABLE = re.compile(rf"{TENANTS}|车位|车牌|车辆|车主|停车|访客|宠物|家庭成员|员工|保安|网格")
HOME_TABLE = re.compile(r"业主|住户|产权|户主|房屋|房产")
CARS = re.compile(r"车|parking", re.I)
CAR_PLACE = re.compile(r"^(?:停?车位|车牌|泊位|车库号|车库编号|parking|plate)", re.I)

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
            r"电话|手机|联系方式|联系号码|移动号|^(owner'?s?)?(phone|mobile|tel)",
            r"租|紧急|物业|家属|管家|楼长|宽带|单位电话|办公|座机类型|家庭|亲属|配偶|子女|成员|同住|监护|代理|委托|代表"
            r"|使用人|居住人|缴费|车主|网格|保安|[原前]业主|[原前]产权|[原前]户主",
        ),
        ("role", ROLE, r"居住性质"),
        ("owner", OWNER, r"$^"),
        ("name", PLAIN_NAME, r"$^"),
        (
            "presence",
            r"入住|居住(情况|状态|现状|性质)|居住$|状态|使用情况|使用现状|房态|是否自住|租赁(情况|状态)|出租情况|^presence|^status",
            r"缴|收费|交费|欠费|装修|人数|时间|日期|合同|支付|证|人口|电梯|婚|登记状态|审核|姓名|人$",
        ),
        (
            "door",
            r"房号|房间|^户(室|别)?$|房屋(编号|编码|号码|号|名称|坐落|座落|地址|信息|位置)?$|^室号?$|室号|门牌|户号|坐落|座落|^地址$|物业地址|房产|^门号?$|房室|"
            r"^room|^door|^单位号?$|^(商|店)?铺(号|位|位号|编号|名称)$",
            r"身份|联系地址|通讯|通信|邮寄|户籍|状态|类型|面积|用途|性质|结构|来源|电子|现住|居住地|数|套|年限|产权证|证号|价"
            r"|姓名|人$",
        ),
        ("floor", r"^(所在|自然|实际|物理|名义)?(楼层|层)(号|次|数|别)?$|^floor|^level", r"总"),
        ("stair", r"单元|^梯(号|位|数)?$|^门[洞栋]号?$|^stair|^entrance|^unit", r"价|面积|名单|长|姓名"),
        (
            "building",
            r"栋|幢|座(?!落)|楼号|楼宇|楼名|^楼$|楼栋|^(街)?巷(号|名)?$|^building|^block|^tower",
            r"坐落|座落|管家|楼长|名单|座机|栋长|数|面积|车|姓名",
        ),
        ("phase", r"^(期|期数|期别|期区|分期|组团|苑区|园区|片区|区域|分区|phase)$", r"$^"),
        ("estate", r"^(?:所[属在])?(?:小区|楼盘|项目)(?:名称|名)?$", r"^(?:所属)?项目$"),
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
# A quick look before the thorough one: in every header some cell without figures speaks of a room or heads
# a group.
HINT = re.compile(
    r"房|室|铺|[门門]|坐落|座落|地址|户号|[单單]元|[单單]位|信息|[资資]料|情[况況]|room|door|unit", re.I
)
GROUPS = re.compile(r"信息|资料|情况|业主|产权|房屋|房产|基本")
OWNERS_GROUP = re.compile(WHO)
MANY = {"owner", "phone", "role"}  # a second column adds (业主2, 共有人), it does not compete


@lru_cache(maxsize=4096)
def tidy(title: str) -> str:
    """ "建筑面积\\n(平方米)" -> "建筑面积"; but "姓名(租户)" stays, as its remark names others."""
    text = simple(title[: 4 * LONGEST_TITLE])  # any cell comes by here, of whatever length
    short = re.sub(r"[(\[【]([^)\]】]*)[)\]】]", _if_of_others, text)
    short = re.sub(r"(㎡|m2|平方米)$", "", short or text.strip("()[]【】"), flags=re.I)
    return short.strip(":*_-.、/").lower()


def _if_of_others(remark: re.Match) -> str:
    return remark[0] if REMARK_OF_OTHERS.fullmatch(remark[1]) else ""


@lru_cache(maxsize=4096)
def meaning(title: str) -> str:
    """Which field a title names; "name" for a person of whom it does not say more; "" for none."""
    for name, words, unless in TITLES:
        if words.search(title) and not unless.search(title):
            return name
    return ""


def meaning_of(parts: list[str]) -> str:
    """The lowest title decides; where it says too little, together with its group ("面积" over "建筑")."""
    groups = parts[:-1]
    if any(GROUP_OF_OTHERS.search(part) for part in groups):
        return ""
    joined = parts[-1] + parts[0] if groups else ""
    found = meaning(parts[-1]) or (joined and meaning(joined)) or (meaning("".join(parts)) if groups else "")
    return "owner" if found == "name" and any(OWNERS_GROUP.search(part) for part in groups) else found


def names_a_person(title: str) -> bool:
    """ "业主信息·配偶姓名": somebody, of whom the title does not say that they own the home."""
    return bool(PERSON.search(title.rsplit("·", 1)[-1]))


def may_be_owners(title: str) -> bool:
    """A column of names that could be meant as the owners', not of whoever fills in or looks after things."""
    return bool(PERSON.search(title)) and not CLERK.search(title)


def is_other_table(title: str) -> bool:
    """ "租户名册", "车位": a sheet of its own for them, not "业主及车位"."""
    return bool(OTHER_TABLE.search(title)) and not HOME_TABLE.search(title)
