from django.db import transaction

from buildings.models.organisations import OrganisationKind as Org
from issues.models import Category, Tier

# code, Chinese, English, icon, who leads, tier, hidden from neighbours (DOMAIN part 4)
CATEGORIES = [
    (
        "falling_object",
        "高空抛物",
        "Thrown from height",
        "alert",
        Org.RESIDENTS_COMMITTEE,
        Tier.DANGER,
        False,
    ),
    ("ebike", "电动车上楼充电", "E-bike charging indoors", "bike", Org.PROPERTY_COMPANY, Tier.UTILITY, False),
    ("water", "供水管网", "Water pipes and leaks", "water", Org.PROPERTY_COMPANY, Tier.UTILITY, False),
    ("lift", "电梯故障", "Lift trouble", "lift", Org.PROPERTY_COMPANY, Tier.UTILITY, False),
    (
        "common_space",
        "占用公共空间",
        "Shared space blocked",
        "door",
        Org.PROPERTY_COMPANY,
        Tier.NORMAL,
        False,
    ),
    ("litter", "乱扔垃圾", "Litter", "trash", Org.PROPERTY_COMPANY, Tier.NORMAL, False),
    ("noise", "噪声", "Noise", "sound", Org.PROPERTY_COMPANY, Tier.NORMAL, False),
    ("pets", "宠物扰民", "Pets", "paw", Org.PROPERTY_COMPANY, Tier.NORMAL, False),
    (
        "mosquitoes",
        "积水蚊虫",
        "Standing water, mosquitoes",
        "tool",
        Org.RESIDENTS_COMMITTEE,
        Tier.NORMAL,
        False,
    ),
    (
        "upkeep",
        "外墙绿化楼道",
        "Walls, greenery, corridors",
        "tree",
        Org.NEIGHBOUR_COUNCIL,
        Tier.NORMAL,
        False,
    ),
    ("parking", "停车", "Parking", "parking", Org.PROPERTY_COMPANY, Tier.COMPLEX, False),
    (
        "illegal_building",
        "违建",
        "Illegal building",
        "building",
        Org.RESIDENTS_COMMITTEE,
        Tier.COMPLEX,
        False,
    ),
    (
        "dispute",
        "邻里纠纷",
        "Dispute between neighbours",
        "chat",
        Org.RESIDENTS_COMMITTEE,
        Tier.COMPLEX,
        True,
    ),
    ("other", "其他", "Something else", "more", Org.RESIDENTS_COMMITTEE, Tier.NORMAL, False),
]


@transaction.atomic
def load_categories(*, using: str = "default") -> None:
    """Adds the categories that are missing; what a street changed since stays as it is."""
    rows = [
        Category(
            code=code,
            name=name,
            name_en=name_en,
            icon=icon,
            lead=lead,
            tier=tier,
            is_private=private,
            position=position,
        )
        for position, (code, name, name_en, icon, lead, tier, private) in enumerate(CATEGORIES, start=1)
    ]
    Category.objects.using(using).bulk_create(rows, ignore_conflicts=True)
