"""The matters of Civil Code 278 and 279, each with the number of owners it takes; pages add others."""

from django.db import migrations

MATTERS = [
    ("rules_of_procedure", "制定和修改业主大会议事规则", "ordinary", "《民法典》第二百七十八条第一款第一项"),
    ("covenant", "制定和修改管理规约", "ordinary", "《民法典》第二百七十八条第一款第二项"),
    ("committee", "选举业主委员会或者更换业主委员会成员", "ordinary", "《民法典》第二百七十八条第一款第三项"),
    ("property_company", "选聘和解聘物业服务企业或者其他管理人", "ordinary", "《民法典》第二百七十八条第一款第四项"),
    ("use_of_fund", "使用建筑物及其附属设施的维修资金", "ordinary", "《民法典》第二百七十八条第一款第五项"),
    ("raising_of_fund", "筹集建筑物及其附属设施的维修资金", "special", "《民法典》第二百七十八条第一款第六项"),
    ("rebuilding", "改建、重建建筑物及其附属设施", "special", "《民法典》第二百七十八条第一款第七项"),
    ("use_of_common_parts", "改变共有部分的用途或者利用共有部分从事经营活动", "special", "《民法典》第二百七十八条第一款第八项"),
    ("other", "有关共有和共同管理权利的其他重大事项", "ordinary", "《民法典》第二百七十八条第一款第九项"),
    ("home_to_business", "将住宅改变为经营性用房", "unanimous", "《民法典》第二百七十九条"),
]


def fill(apps, schema_editor):
    matters = apps.get_model("ballots", "Matter")
    matters.objects.bulk_create(
        [
            matters(key=key, name=name, law_class=law_class, article=article, position=position)
            for position, (key, name, law_class, article) in enumerate(MATTERS)
        ]
    )


PROCESSES = [
    (
        "four_and_two",
        "四议两公开",
        "党组织领导、居民决定、全程公开，适合关系全体居民的大事。",
        [
            ("社区党组织提议", "party_committee", 5, "word"),
            ("两委会商议", "residents_committee", 5, "meeting"),
            ("党员大会审议", "party_committee", 7, "meeting"),
            ("居民会议或居民代表会议决议", "residents_committee", 15, "ballot"),
            ("决议公开", "residents_committee", 3, "posting"),
            ("实施结果公开", "residents_committee", 30, "posting"),
        ],
    ),
    (
        "five_steps",
        "五步议事法",
        "从提出到落实五步走，适合楼栋和小区里的事。",
        [
            ("收集议题", "author", 5, "word"),
            ("确定议题", "neighbour_council", 5, "word"),
            ("开会协商", "neighbour_council", 10, "meeting"),
            ("表决公示", "neighbour_council", 10, "ballot"),
            ("落实评议", "residents_committee", 30, "posting"),
        ],
    ),
]


def fill_processes(apps, schema_editor):
    process, step = apps.get_model("ballots", "Process"), apps.get_model("ballots", "ProcessStep")
    for key, name, purpose, steps in PROCESSES:
        row = process.objects.create(key=key, name=name, purpose=purpose)
        step.objects.bulk_create(
            step(process=row, position=position, name=name, who=who, days=days, kind=kind)
            for position, (name, who, days, kind) in enumerate(steps, start=1)
        )


class Migration(migrations.Migration):
    dependencies = [("ballots", "0002_counted_once")]
    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(fill_processes, migrations.RunPython.noop),
    ]
