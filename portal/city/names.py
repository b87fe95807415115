"""What places and people of an invented city are called. Nobody and nothing real is meant."""

SURNAMES = "陈李黄何梁罗冼区麦邓潘冯莫霍吴关卢谭苏叶"
PLANTS = [
    "荔枝", "木棉", "龙眼", "茉莉", "杨桃", "白兰", "紫荆", "石榴", "米兰", "含笑",
    "水翁", "蒲桃", "凤凰", "桂花", "黄皮", "芒果", "榕树", "鸡蛋花", "夜来香", "素馨",
    "九里香", "簕杜鹃", "美人蕉", "玉兰", "山茶", "芙蓉", "海棠", "丁香", "莲雾", "番石榴",
    "橄榄", "枇杷", "栀子", "文竹", "兰草", "菖蒲", "薄荷", "艾草", "紫苏", "沉香",
]  # fmt: skip
WATERS = ["湖", "桥", "塘", "岗", "涌", "坊", "洲", "渡", "埠", "冈", "沙", "浦"]
STREETS = [
    "临江", "望湖", "东涌", "南塘", "北桥", "西岗", "新渡", "荷浦", "莲洲", "竹埠",
    "平坊", "长沙洲", "石涌", "榕湖", "梅岗",
]  # fmt: skip
ESTATES = ["花园", "名苑", "雅居", "公馆", "豪庭", "新城", "小筑", "华庭"]


def street_name(number: int) -> str:
    """ "临江街道（造）": it is said to be invented, since some village may well be called so."""
    again, which = divmod(number - 1, len(STREETS))
    return f"{STREETS[which]}{again + 1 if again else ''}街道（造）"


def community_name(number: int) -> str:
    """No two in a city have the same: 荔枝湖社区, 木棉湖社区 …"""
    again, which = divmod(number - 1, len(PLANTS) * len(WATERS))
    water, plant = divmod(which, len(PLANTS))
    return f"{PLANTS[plant]}{WATERS[water]}{again + 1 if again else ''}社区"


def estate_name(number: int, *, is_village: bool) -> str:
    """`number` in its community."""
    plant, kind = PLANTS[(number * 7) % len(PLANTS)], ESTATES[number % len(ESTATES)]
    return f"{plant}大街" if is_village else f"{plant}{kind}"
