"""The fourteen of DOMAIN part 4, as a street starts with them."""

from typing import NamedTuple

from django.db import transaction

from buildings.models.organisations import OrganisationKind as Org
from issues.models import Category, Tier

Options = tuple[tuple[str, str, str], ...]


class Question(NamedTuple):
    key: str
    ask: str
    ask_en: str
    options: Options

    def as_data(self) -> dict:
        return {**self._asdict(), "options": [list(option) for option in self.options]}


class Kind(NamedTuple):
    code: str
    name: str
    name_en: str
    icon: str
    lead: str
    tier: str
    questions: tuple[Question, ...] = ()
    call_first: tuple[str, ...] = ()
    is_private: bool = False
    is_time_blurred: bool = False


YES_NO: Options = (("yes", "是", "Yes"), ("no", "否", "No"))
COMMITTEE, PROPERTY = Org.RESIDENTS_COMMITTEE, Org.PROPERTY_COMPANY

CATEGORIES = [
    Kind(
        "falling_object", "高空抛物", "Thrown from height", "alert", COMMITTEE, Tier.DANGER,
        (
            Question("hit", "有人受伤吗？", "Was anyone hurt?", YES_NO),
            Question("again", "以前也发生过吗？", "Has it happened before?",
                     (("first", "第一次", "First time"), ("often", "不止一次", "More than once"))),
        ),
        ("110", "120", "desk"), is_time_blurred=True,
    ),
    Kind(
        "ebike", "电动车上楼充电", "E-bike charging indoors", "bike", PROPERTY, Tier.UTILITY,
        (
            Question("now", "现在怎么样？", "How is it now?",
                     (("smoke", "有烟或焦味", "Smoke or a burnt smell"), ("charging", "正在充电", "Charging"),
                      ("parked", "只是停着", "Only parked"))),
        ),
        ("119", "desk"),
    ),
    Kind(
        "water", "供水管网", "Water pipes and leaks", "water", PROPERTY, Tier.UTILITY,
        (
            Question("how", "水有多大？", "How much water?",
                     (("drip", "滴水", "Drips"), ("run", "一直流", "Runs"), ("burst", "喷出来", "Bursts out"),
                      ("none", "没水用", "No water at all"))),
            Question("electric", "滴到电器、电箱吗？", "Onto anything electric?", YES_NO),
        ),
        ("desk",),
    ),
    Kind(
        "lift", "电梯故障", "Lift trouble", "lift", PROPERTY, Tier.UTILITY,
        (
            Question("trapped", "有人困在里面吗？", "Is anyone trapped?", YES_NO),
            Question("runs", "还能坐吗？", "Does it still run?",
                     (("yes", "能坐", "It runs"), ("no", "停了", "It stands still"))),
        ),
        ("desk", "119"),
    ),
    Kind(
        "common_space", "占用公共空间", "Shared space blocked", "door", PROPERTY, Tier.NORMAL,
        (
            Question("exit", "挡住逃生通道吗？", "Does it block the way out?", YES_NO),
        ),
    ),
    Kind(
        "litter", "乱扔垃圾", "Litter", "trash", PROPERTY, Tier.NORMAL,
        (
            Question("what", "是什么？", "What is it?",
                     (("bags", "生活垃圾", "Household bags"), ("rubble", "装修垃圾", "Rubble"),
                      ("bulky", "大件家具", "Furniture"))),
        ),
    ),
    Kind(
        "noise", "噪声", "Noise", "sound", PROPERTY, Tier.NORMAL,
        (
            Question("when", "多在什么时候？", "When, mostly?",
                     (("night", "夜里 10 点后", "After ten at night"), ("noon", "中午", "At noon"),
                      ("day", "白天", "By day"))),
            Question("what", "什么声音？", "What sound?",
                     (("home", "楼上走动、拖椅", "Steps, chairs"), ("works", "装修", "Building works"),
                      ("music", "音响、唱歌", "Music"), ("machine", "机器", "A machine"))),
        ),
    ),
    Kind(
        "pets", "宠物扰民", "Pets", "paw", PROPERTY, Tier.NORMAL,
        (
            Question("what", "怎么了？", "What is it?",
                     (("leash", "没牵绳", "Off the leash"), ("dirt", "粪便没清", "Droppings left"),
                      ("bark", "叫声", "Barking"), ("bite", "咬人、扑人", "Bit or jumped at someone"))),
        ),
    ),
    Kind(
        "mosquitoes", "积水蚊虫", "Standing water, mosquitoes", "tool", COMMITTEE, Tier.NORMAL,
        (
            Question("where", "积水在哪里？", "Where does water stand?",
                     (("pots", "花盆、缸", "Pots, jars"), ("roof", "天台", "Roof"),
                      ("drain", "沟渠", "Drain"), ("waste", "废轮胎、杂物", "Tyres, junk"))),
        ),
    ),
    Kind(
        "upkeep", "外墙绿化楼道", "Walls, greenery, corridors", "tree", Org.NEIGHBOUR_COUNCIL, Tier.NORMAL,
        (
            Question("what", "是哪一样？", "Which is it?",
                     (("light", "灯坏了", "A light is out"), ("wall", "墙面、瓷砖", "Wall, tiles"),
                      ("tree", "树木花草", "Trees, plants"), ("door", "门、扶手", "Door, handrail"))),
        ),
    ),
    Kind(
        "parking", "停车", "Parking", "parking", PROPERTY, Tier.COMPLEX,
        (
            Question("fire", "堵住消防通道吗？", "Is the fire lane blocked?", YES_NO),
        ),
    ),
    Kind(
        "illegal_building", "违建", "Illegal building", "building", COMMITTEE, Tier.COMPLEX,
        (
            Question("now", "还在施工吗？", "Is it being built now?", YES_NO),
        ),
    ),
    Kind(
        "dispute", "邻里纠纷", "Dispute between neighbours", "chat", COMMITTEE, Tier.COMPLEX,
        (
            Question("talk", "愿意坐下来谈吗？", "Would you sit down and talk?",
                     (("yes", "愿意", "Yes"), ("helped", "有人陪着就愿意", "If someone comes along"),
                      ("no", "先不谈", "Not now"))),
        ),
        is_private=True,
    ),
    Kind("other", "其他", "Something else", "more", COMMITTEE, Tier.NORMAL),
]  # fmt: skip


@transaction.atomic
def load_categories(*, using: str = "default") -> None:
    """Adds the categories that are missing, and questions where none were; what a street changed stays."""
    rows = [
        Category(
            **{
                name: value
                for name, value in kind._asdict().items()
                if name not in ("questions", "call_first")
            },
            questions=[question.as_data() for question in kind.questions],
            call_first=list(kind.call_first),
            position=position,
        )
        for position, kind in enumerate(CATEGORIES, start=1)
    ]
    known = Category.objects.using(using)
    known.bulk_create(rows, ignore_conflicts=True)
    for row in rows:
        known.filter(code=row.code, questions=[], call_first=[]).update(
            questions=row.questions, call_first=row.call_first, is_time_blurred=row.is_time_blurred
        )
