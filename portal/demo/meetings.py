"""64 meetings: monthly ones in each neighbourhood for a year, and those that are called now."""

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import groupby, islice

from committees.models import ActionItem, Meeting
from committees.operations import (
    ActionPlan,
    ItemPlan,
    PartyPlan,
    accept_action,
    answer_minutes,
    close_meeting,
    convene_meeting,
    publish_minutes,
    record_resolution,
    reply,
    report_progress,
    seal_minutes,
    send_minutes,
)
from committees.operations.notes import write_summary
from committees.operations.room import check_in_expected, finish_item, open_meeting
from issues.models import Issue
from people.models import User
from portal.demo.world import LATELY, Estate, World

LONG_AGO = 90  # days

# title, what it is about, agenda (title, minutes), resolutions (wording, beyond the meeting's power, task)
JOINT = [
    (
        "电动车集中充电点与高空抛物监控",
        "大堂不再停电动车，充电点建在哪里；高空抛物怎么取证。",
        [("电动车集中充电点选址", 30), ("高空抛物监控", 25), ("共享书屋开放时间", 10)],
        [
            ("由物业 7 日内补充两处选址的消防距离图，贴到各栋大堂。", False, "补消防距离图，贴到各栋大堂"),
            ("由街坊会组织征询 5 天，到场与线上意见一并公开。", False, "组织征询 5 天，公开全部意见"),
            ("增设朝天摄像头，费用拟用公共收益；属业主共同决定，转业主大会。", True, None),
            ("共享书屋试开 19:00 – 21:00，三个月后再议。", False, "书屋试开，登记到馆人数"),
        ],
    ),
    (
        "供水立管漏水怎么办",
        "半年漏了七次。先修哪几段，钱从哪里来。",
        [("立管检测报告", 20), ("先修哪几段", 30), ("施工期间长者用水", 15)],
        [
            (
                "先换漏过两次以上的三段，分两批施工，每批停水不超过 6 小时。",
                False,
                "排两批施工日期，贴到大堂",
            ),
            ("施工期间由楼长登记、物业送水给行动不便的长者。", False, "登记要送水的长者"),
            ("全部更换须动用维修资金，属业主共同决定，转业主大会。", True, None),
        ],
    ),
    (
        "楼道堆放与大件垃圾",
        "轮椅过不去的楼道有几处，大件垃圾怎么收。",
        [("楼道堆放清单", 20), ("大件垃圾预约", 15)],
        [
            ("各层楼长一周内上门说一遍，物业周六统一清一次。", False, "周六统一清运一次"),
            ("每周六上午预约收大件垃圾，电话贴在电梯里。", False, "把预约电话贴进每部电梯"),
        ],
    ),
    (
        "公共收益怎么用、怎么公开",
        "电梯广告和临停收入，账怎么公开，先用在哪里。",
        [("上季度收支", 20), ("公开的办法", 20)],
        [
            ("每季度公示一次，凭证放在物业前台，谁都可以查。", False, "补齐上两个季度的公示"),
            ("先修南门坡道，超过 2 万元的支出交业主共同决定。", False, "出南门坡道的方案和报价"),
        ],
    ),
]
LANES = (
    "巷长例会：大件垃圾与积水",
    "9 巷、15 巷还有过夜垃圾；三人一组分四路入户。",
    [("大件垃圾", 20), ("积水与蚊虫", 20)],
    [
        ("三人一组分四路入户派预约单，周日前走完。", False, "分四路入户派预约单"),
        ("积水点三日后复查，下月汇报。", False, "复查积水点"),
    ],
)
HALL = ("居民议事厅：{t}", "想说的都可以说，每人两分钟，主持人不表态。", [("街坊发言", 60)], [])
HALL_TOPICS = [
    "共享书屋几点开门",
    "遛狗的约定",
    "广场舞的音量",
    "长者饭堂的菜单",
    "暑假孩子去哪里",
    "快递柜放哪里",
]
MINUTES = "到会各方逐项说了情况。上次决议已逐条核对，没办完的写明了原因和新的日期。"
# What was said, by the item that it was said on.
SAID = {
    "电动车集中充电点选址": "物业报两处选址：北门岗亭旁、4 栋架空层。\n6 栋街坊担心离窗太近。\n街坊会建议先做民意征询。",
    "高空抛物监控": "社区民警说明朝天摄像头的拍摄范围。\n费用拟用公共收益，属业主共同决定。",
    "共享书屋开放时间": "下班后来的人多，先试 19:00 – 21:00。",
    "立管检测报告": "三段漏过两次以上，其余先观察。",
    "先修哪几段": "物业建议一次换完；业委会说先换最急的三段。",
    "施工期间长者用水": "楼长登记要送水的长者，物业按单送。",
    "楼道堆放清单": "各层楼长报了 11 处，其中 3 处挡了轮椅。",
    "大件垃圾预约": "街坊要的是固定的时间，周六上午最合适。",
    "上季度收支": "物业逐笔念了电梯广告和临停两项。",
    "公开的办法": "每季度贴一次，凭证放前台。",
    "大件垃圾": "9 巷、15 巷仍有过夜垃圾。",
    "积水与蚊虫": "花盆底和天台各查出几处积水。",
}


def hold_recent_meetings(world: World) -> None:
    _hold(world, lambda days: days >= -LATELY)
    _coming(world)


def hold_older_meetings(world: World) -> None:
    _hold(world, lambda days: days < -LATELY)
    for estate in world.estates.values():
        _settle_old_promises(estate, world.at(-LATELY))


def _hold(world: World, wanted: Callable[[int], bool]) -> None:
    for key, estate in world.estates.items():
        for month in range(12, 0, -1):
            days = -30 * month + 8 + len(key)
            plan = LANES if key == "jiangbin" else JOINT[month % len(JOINT)]
            if wanted(days):
                _past(world, estate, plan, days, kind="lanes" if key == "jiangbin" else "joint")
    for number, topic in enumerate(HALL_TOPICS * 2):
        days = -28 * (12 - number) + 3
        title, lead, agenda, _none = HALL
        if wanted(days):
            plan = (title.format(t=topic), lead, agenda, [])
            _past(world, world.estates["shuian"], plan, days, kind="hall")


def _parties(estate: Estate) -> list[PartyPlan]:
    parties = [
        PartyPlan("社区党委、居委会", organisation=estate.committee, users=[estate.secretary]),
        PartyPlan(
            "街坊会", organisation=estate.council, users=[estate.president, *estate.councillors[:2]], seats=3
        ),
    ]
    if estate.property:
        parties.append(PartyPlan(estate.property.name, organisation=estate.property, users=[estate.engineer]))
    if estate.owners:
        head = estate.owners.memberships.first().user
        parties.append(PartyPlan("业主委员会", organisation=estate.owners, users=[head]))
    parties.append(PartyPlan("楼长代表", users=estate.captains[:4], seats=4))
    return parties


def _convene(
    world: World,
    estate: Estate,
    plan,
    starts_at: datetime,
    now: datetime,
    kind: str,
    issues=(),
    council=False,
) -> Meeting:
    title, lead, agenda, _resolutions = plan
    items = [ItemPlan(item, minutes=minutes) for item, minutes in agenda]
    items += [ItemPlan(issue.title, minutes=15, issue=issue) for issue in issues]
    return convene_meeting(
        by=estate.president if council else estate.secretary,
        organisation=estate.council if council else estate.committee,
        kind=kind,
        title=title,
        lead=lead,
        place=estate.place,
        venue="4 栋二层创熟加油站" if estate.owners else "社区议事厅",
        venue_note="电梯直达，有轮椅通道",
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=90 + 15 * len(issues)),
        parties=_parties(estate),
        agenda=items,
        chair=estate.president,
        seats_for_residents=40,
        now=now,
    )


def _past(world: World, estate: Estate, plan, days: int, kind: str) -> None:
    starts = world.at(days, "19:30")
    meeting = _convene(world, estate, plan, starts, starts - timedelta(days=6), kind)
    is_long_ago = days < -LONG_AGO
    for delegate in _delegates(meeting, most=2 if is_long_ago else None):
        reply(by=delegate, meeting=meeting, reply="coming", now=starts - timedelta(days=4))
    _settle_old_promises(estate, starts)
    open_meeting(by=estate.secretary, meeting=meeting, now=starts)
    check_in_expected(by=estate.secretary, meeting=meeting, now=starts)
    items = {item.position: item for item in meeting.agenda.all()}
    for number, (text, beyond, task) in enumerate(plan[3], start=1):
        due = (starts + timedelta(days=14)).date()
        record_resolution(
            by=estate.secretary,
            meeting=meeting,
            agenda_item=items.get(number + 1),
            text=text,
            votes_for=meeting.parties.count() - (number % 2),
            abstentions=number % 2,
            is_beyond_power=beyond,
            actions=[_task(estate, task, due, number)] if task else [],
            now=starts + timedelta(minutes=20 * number),
        )
    _talk(estate, meeting, starts)
    close_meeting(by=estate.secretary, meeting=meeting, minutes=MINUTES, now=starts + timedelta(minutes=90))
    over = starts + timedelta(minutes=91)
    sealed = _let_time_pass(estate, meeting, over) if is_long_ago else _confirm(estate, meeting, over)
    publish_minutes(by=estate.secretary, meeting=meeting, now=sealed + timedelta(minutes=4))


def _delegates(meeting: Meeting, *, most: int | None) -> list[User]:
    """So many of each party, or all."""
    rows = meeting.invitations.order_by("party__position", "id").select_related("user")
    parties = groupby(rows, key=lambda row: row.party_id)
    return [row.user for _party, delegates in parties for row in islice(delegates, most)]


def _talk(estate: Estate, meeting: Meeting, starts: datetime) -> None:
    """Item by item, as long as each was given."""
    at = starts
    for item in meeting.agenda.order_by("position"):
        at += timedelta(minutes=item.minutes)
        if text := SAID.get(item.title):
            write_summary(by=estate.secretary, item=item, text=text, seen_version=0, now=at)
        finish_item(by=estate.secretary, meeting=meeting, now=at)


def _confirm(estate: Estate, meeting: Meeting, at: datetime) -> datetime:
    """The first delegate of each party says yes; with the last one the minutes are sealed."""
    send_minutes(by=estate.secretary, meeting=meeting, now=at)
    for party in meeting.parties.all():
        if delegate := party.invitations.select_related("user").first():
            answer_minutes(
                by=delegate.user,
                meeting=meeting,
                party=party,
                answer="confirmed",
                now=at + timedelta(minutes=party.position % 3),
            )
    return at


def _let_time_pass(estate: Estate, meeting: Meeting, at: datetime) -> datetime:
    """As most were before people were used to it: one party said yes, and the days of the others ran out."""
    send_minutes(by=estate.secretary, meeting=meeting, now=at)
    party = meeting.parties.order_by("position").first()
    answer_minutes(by=estate.secretary, meeting=meeting, party=party, answer="confirmed", now=at)
    over = at + timedelta(hours=meeting.confirm_hours)
    seal_minutes(by=estate.secretary, meeting=meeting, now=over)
    return over


def _task(estate: Estate, text: str, due, number: int) -> ActionPlan:
    organisation = estate.property if estate.property and number % 2 else estate.council
    person = estate.engineer if organisation == estate.property else estate.president
    return ActionPlan(text, due_on=due, organisation=organisation, person=person)


def _settle_old_promises(estate: Estate, at: datetime) -> None:
    """Before each meeting what was promised is reported on, so that only the last one's may still be open."""
    rows = ActionItem.objects.open().filter(meeting__place=estate.place, meeting__starts_at__lt=at)
    for action in rows.select_related("person", "meeting"):
        late = 3 if action.pk % 5 == 0 else -1  # most are kept in time, a few are not
        done = min(at - timedelta(days=2), action.meeting.starts_at + timedelta(days=14 + late))
        report_progress(
            by=action.person,
            action_item=action,
            progress="已经办好，请各栋看看。",
            state="reported",
            now=done,
        )
        accept_action(by=estate.secretary, action_item=action, now=done + timedelta(hours=20))


def _coming(world: World) -> None:
    shuian, jiangbin = world.estates["shuian"], world.estates["jiangbin"]
    issues = list(
        Issue.objects.open()
        .below(shuian.place.path)
        .filter(category__is_private=False)
        .order_by("resolve_by")[:2]
    )
    meeting = _convene(world, shuian, JOINT[0], world.at(3, "19:30"), world.at(-3), "joint", issues)
    for user, says in [(shuian.president, ""), (shuian.captains[0], "1 栋低层有三户想把充电点放在北门。")]:
        reply(by=user, meeting=meeting, reply="coming", says=says, now=world.at(-2))
    reply(by=shuian.residents[7], meeting=meeting, reply="coming", says="能不能离窗远一点", now=world.at(-1))
    _convene(world, jiangbin, LANES, world.at(6, "20:00"), world.at(-2), "lanes")
    title, lead, agenda, none = HALL
    hall = (title.format(t="电动车棚选址"), lead, agenda, none)
    _convene(world, shuian, hall, world.at(9, "19:30"), world.at(-1), "hall")
    council = ("街坊会理事会：年底敬老饭", "菜单、送饭的人手、预算。", [("敬老饭分工", 30)], [])
    _convene(world, shuian, council, world.at(12, "20:00"), world.at(-1), "council", council=True)
