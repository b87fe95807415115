"""A year of notices: about two a month in each community, and today's urgent one."""

from collections.abc import Callable
from datetime import timedelta

from buildings.models import Organisation, Place
from notices.models import Notice
from notices.operations import acknowledge, announce_due, draft_notice, mark_all_read, publish_notice
from notices.rules import may_acknowledge
from people.models import User
from portal.demo.notice_kinds import write_kinds
from portal.demo.world import LATELY, Estate, World

AN_HOUR = timedelta(hours=1)  # today's notice stands that long at least, whenever the demo is loaded
# category, title, when, what to do, text; {n} is a building's number
ROUTINE = [
    ("utilities", "{n} 栋电梯年检，上午停用一台", "9:00 – 11:30", "请提早几分钟出门", "年检由检测所来做，两台轮流停，推轮椅的街坊请打物业电话，我们派人帮忙。"),
    ("utilities", "水箱清洗，晚上停水两小时", "22:00 – 24:00", "睡前存好一桶水", "半年一次的水箱清洗。恢复供水后先放水 2 分钟，水清了再用。"),
    ("safety", "台风要来，请收好阳台花盆", "今晚起", "收花盆，关好窗", "## 请您做三件事\n- 收好阳台和窗台的花盆、衣架\n- 车停到地面高处\n- 独居长者有事打楼长电话"),
    ("safety", "周六早上大扫除，翻盆倒罐防登革热", "周六 8:30 – 10:00", "倒掉家里花盆底的积水", "蚊子在干净的积水里产卵。请看一看：花盆底、水桶、空调滴水盘。三天后我们再走一遍。"),
    ("safety", "电动车不进楼，充电请到地面充电棚", "即日起", "请勿飞线充电", "按《高层民用建筑消防安全管理规定》第三十七条，在门厅、走道、楼梯停放或充电，拒不改正的会被处罚。充电棚还有空位。"),
    ("activity", "周五晚上共享书屋读书会，讲讲老桂城", "周五 19:30", "想来就来，不用报名", "这次请梁伯讲六十年代的灯湖。小朋友可以带一本书来换。"),
    ("activity", "重阳敬老饭，六十岁以上街坊请报名", "下周三 11:30", "跟楼长说一声就行", "饭菜由街坊会志愿者准备，行动不便的长者我们送到家。"),
    ("activity", "合唱团招人，会不会唱都欢迎", "每周二 20:00", "直接来加油站二楼", "我们已经有十六个人，还缺男声。"),
    ("posting", "本季度公共收益公示：电梯广告、临停收入", "公示 7 天", "有疑问请留言或来查账", "收入和支出逐笔列在附表，凭证在物业前台可以查。三日内答复每一条意见。"),
    ("posting", "楼长换届推选公告", "公示 7 天", "有意见请告诉居委会", "各楼栋推选的人选已经贴在大堂。公示期内任何街坊都可以提意见。"),
    ("other", "大件垃圾怎么扔：预约上门收", "每周六上午", "打物业电话预约", "旧沙发、床垫不要放楼道。预约后放到一楼指定位置，师傅来收。"),
    ("other", "快递柜换位置，移到南门", "本周日起", "取件请走南门", "原来的位置改成轮椅通道。"),
]  # fmt: skip


def write_recent_notices(world: World) -> None:
    _write(world, lambda days: days >= -LATELY)
    _today(world)
    _coming(world)
    write_kinds(world)
    announce_due(now=world.now)
    _reading(world, world.estates["shuian"])
    _acknowledging(world)


def write_older_notices(world: World) -> None:
    _write(world, lambda days: days < -LATELY)
    announce_due(now=world.at(-LATELY))
    for estate in world.estates.values():
        _reading(world, estate)


def _write(world: World, wanted: Callable[[int], bool]) -> None:
    for estate in world.estates.values():
        for index in range(33):
            days = -358 + index * 11 + len(estate.place.name) % 6
            if days < -2 and wanted(days):
                _routine(world, estate, index, days)


def _publish(
    world: World, by: User, organisation: Organisation, places: list[Place], days: float, clock: str, **text
):
    at = min(world.at(days, clock), world.now)  # what is of today went out, also right after midnight
    notice = draft_notice(by=by, organisation=organisation, places=places, now=at, **text)
    publish_notice(by=by, notice=notice, publish_at=at, now=at)
    return notice


def _routine(world: World, estate: Estate, index: int, days: int) -> None:
    category, title, when, ask, body = ROUTINE[(index + len(estate.place.name)) % len(ROUTINE)]
    by, organisation = estate.secretary, estate.committee
    if category == "utilities" and estate.property:
        by, organisation = estate.engineer, estate.property
    building = world.rng.choice(estate.buildings)
    one = "{n}" in title
    _publish(
        world,
        by,
        organisation,
        [building if one else estate.place],
        days,
        f"{world.rng.randint(8, 19)}:{world.rng.randint(10, 59)}",
        title=title.format(n=building.position),
        category=category,
        when_text=when,
        ask_text=ask,
        body=body,
        expires_at=world.at(days + 45),
    )


def _today(world: World) -> None:
    shuian, haiyun = world.estates["shuian"], world.estates["haiyun"]
    _publish(
        world,
        shuian.engineer,
        shuian.property,
        shuian.buildings[:2],
        0,
        "0:05",
        title="1 栋、2 栋今天下午停水，更换供水阀门",
        category="utilities",
        is_urgent=True,
        urgent_reason="阀门漏水，今天必须换",
        when_text="今天 14:00 – 17:00（约 3 小时）",
        where_text="1 栋、2 栋全部住户",
        ask_text="请在 13:30 前存好水，关紧水龙头",
        asks_acknowledgement=True,
        expires_at=max(world.at(0, "23:59"), world.now + AN_HOUR),
        body="各位街坊：\n\n地下水泵房通往 1 栋、2 栋的总阀门关不严，夜里一直渗水。今天下午我们把它换掉。\n\n"
        "## 停水期间\n- 2 栋架空层设临时取水点，要送水上门的长者请打电话给楼长。\n- 热水器、净水器请先关掉电源。\n"
        "- 来水后先放水 2 分钟，水清了再用。\n\n## 如果 17:00 还没来水\n我们会在这里更新，您也可以直接打物业值班电话。",
    )
    _publish(
        world,
        haiyun.engineer,
        haiyun.property,
        haiyun.buildings[:6],
        -1,
        "16:20",
        title="1 – 6 栋明天停水，更换供水立管",
        category="utilities",
        is_urgent=True,
        urgent_reason="停水前一天要存水",
        when_text="明天 9:00 – 17:00",
        where_text="海韵苑 1 – 6 栋",
        ask_text="今晚存好水",
        expires_at=world.at(1, "23:59"),
        body="主水管接头老化，明天更换。三楼以上水压会先低后停，来水后先放水 2 分钟。",
    )
    _publish(
        world,
        shuian.secretary,
        shuian.committee,
        [shuian.place],
        -1,
        "18:40",
        title="周三晚上议事：电动车棚建在哪里",
        category="deliberation",
        when_text="周三 19:30",
        where_text="4 栋二层创熟加油站",
        ask_text="不能到场可以先在线上留言",
        body="两处选址的图贴在各栋大堂。到场的、线上留言的，意见都会念给大家听。周五截止。",
    )


def _coming(world: World) -> None:
    """What a writer sees and nobody else: one waiting for its hour, one draft."""
    shuian = world.estates["shuian"]
    text = {
        "title": "周末三清三拆：楼道杂物请先收好",
        "category": "safety",
        "body": "周六上午各层一起清，拿不准的先贴标签，不会直接扔。",
    }
    notice = draft_notice(
        by=shuian.secretary, organisation=shuian.committee, places=[shuian.place], now=world.now, **text
    )
    publish_notice(by=shuian.secretary, notice=notice, publish_at=world.at(1, "8:30"), now=world.now)
    draft_notice(
        by=shuian.secretary,
        organisation=shuian.committee,
        places=[shuian.place],
        title="文明养犬约定（征求意见稿）",
        category="posting",
        body="遛狗牵绳不超过两米，狗粪随手带走。请大家提意见。",
        now=world.now,
    )


def _reading(world: World, estate: Estate) -> None:
    """Most have read most of it; the newest few wait with a dot."""
    for reader in estate.residents[:12]:
        mark_all_read(by=reader, now=world.at(-4))


def _acknowledging(world: World) -> None:
    asked = Notice.objects.filter(asks_acknowledgement=True).first()
    residents = world.estates["shuian"].residents
    homes = [user for user in residents if may_acknowledge(user=user, notice=asked)]
    for user in homes[2:7]:
        acknowledge(by=user, notice=asked, now=world.now)
