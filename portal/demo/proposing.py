"""Six proposals, each at another point of its way, and what neighbours said to them."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from ballots.models import Comment, Process, Proposal
from ballots.models.proposals import ProposalState
from ballots.operations import (
    agree,
    answer_comment,
    answer_proposal,
    comment,
    endorse,
    finish_step,
    hide_comment,
    merge_proposals,
    open_deliberation,
    publish_proposal,
    save_draft,
    set_rule,
    start_process,
)
from people.models import User
from portal.demo.councils import neighbours
from portal.demo.world import Estate, World

NAMES = UUID("c1e6a0de-9f0b-4a4e-8f5d-7c0a54a3d2b8")  # the same demo twice makes each thing once
SECONDERS, ANSWER_DAYS = 5, 10

CHARGING = (
    "给电动车找个正经充电的地方",
    "大堂里还有人充电，夜里闻得到焦味。物业说有两处能建，各有各的难处。\n"
    "请街坊会问一问全小区：建在哪里，大家愿意。",
)
NORTH_GATE = ("充电桩放北门", "北门岗亭旁边空着，离窗远，保安也看得见。就放那里吧。")
HANDRAIL = (
    "南门坡道加一条扶手",
    "下雨天坡道滑，我和老伴都扶着墙走。加一条扶手，再贴一道防滑条，推轮椅的也方便。",
)
FOUNTAIN = (
    "晚上九点以后关掉喷泉",
    "喷泉正对 1 栋、2 栋的睡房，开到十一点。孩子睡不着。\n周末可以晚一点，平日九点关就好。",
)
LOCKERS = (
    "快递柜从北门挪到 4 栋旁",
    "拿一个快递要走五分钟，下雨没有遮挡。4 栋旁的空地有灯有顶，搬过去不占路。",
)
ROOF = ("天台开放种菜", "5 栋天台空着，长者想种点葱和薄荷。自己浇水，自己打扫。")

# column, what was said, how many agree, what was answered
SAID = [
    ("for", "早就该建了。大堂一股焦味，我家就在二楼。", 6, ""),
    ("for", "北门好，离窗远，出了事消防车也进得来。", 5, "北门到最近的窗 26 米，图贴在大堂了。"),
    (
        "against",
        "4 栋架空层不行，上面就是睡房，8 米太近。",
        4,
        "如果选那里，要加喷淋和隔墙，物业已经问过价。",
    ),
    ("for", "要装能自动断电的，充满就停。", 3, ""),
    ("against", "北门下雨要淹，电缆走地下安不安全？", 3, "电缆走高 60 厘米的桥架，施工前请供电所来看。"),
    ("", "收费怎么定？比家里贵太多，大家还是会飞线。", 4, "物业说按居民电价加服务费，征询后一起公开。"),
    ("for", "外卖师傅也要充，晚上留两个快充位。", 1, ""),
    ("against", "我没有电动车，不想从公共收益里出这笔钱。", 2, ""),
    ("", "能不能两处都做小一点的？", 2, ""),
    ("against", "又是你们几栋的人说了算，选来选去都是骗人。", 0, ""),
    ("for", "建好以后，楼道里再停车就要有人管。", 3, ""),
    ("", "人不在本地，纸质票可以让邻居带吗？", 1, "可以写一张委托，楼长那里有样本。"),
]
RUDE = "又是你们几栋"
WHY_HIDDEN = "说的是人，不是充电点。请换个说法再写，意见照样算数。"
DELIBERATED = [
    "平日九点、周末十点，我看可以。",
    "关水不关灯行不行？晚上散步有点亮光。",
    "物业说水泵有定时器，调一下不花钱。",
    "夏天热，孩子们就盼那一会儿水。七八月晚半小时吧。",
]


def write_first_proposals(world: World) -> Proposal:
    """One that has become a ballot, talked over in two columns, and one that looks for seconders."""
    estate = world.estates["shuian"]
    people = neighbours(estate)
    limits = {"place": estate.place, "seconders": SECONDERS, "answer_days": ANSWER_DAYS}
    set_rule(by=estate.secretary, now=world.at(-100), **limits)
    charging = _put_out(estate, people[5], CHARGING, world.at(-14, "20:30"), has_columns=True)
    _second(charging, people[6:13], world.at(-13, "12:00"))
    north = _put_out(estate, people[14], NORTH_GATE, world.at(-11, "21:00"))
    merge_proposals(by=estate.secretary, proposal=north, into=charging, now=world.at(-10))
    _talk(estate, charging, people[2:], world.at(-9, "19:00"))
    charging = _answer(
        estate,
        charging,
        ProposalState.TO_BALLOT,
        "两处都有道理，也都有人担心。街坊会向各家征询五天，结果带回联席会议。",
        world.at(-5),
    )
    handrail = _put_out(estate, people[1], HANDRAIL, world.at(-2, "18:20"))
    _second(handrail, people[4:7], world.at(-1, "20:00"))
    return charging


def write_other_proposals(world: World) -> None:
    """The others: waiting for an answer and talked over, on its way to a meeting, declined with reasons."""
    shuian, haiyun = world.estates["shuian"], world.estates["haiyun"]
    people = neighbours(shuian)
    fountain = _put_out(shuian, people[4], FOUNTAIN, world.at(-8, "22:10"))
    _second(fountain, people[5:11], world.at(-6, "20:00"))
    _deliberate(world, shuian, fountain, people[6:])
    lockers = _put_out(shuian, people[0], LOCKERS, world.at(-20, "19:40"))
    _second(lockers, people[7:13], world.at(-18, "12:30"))
    answer = "搬的费用快递公司出，占用的是公共地方，要请各方到会说清楚。列入下一次联席会议。"
    lockers = _answer(shuian, lockers, ProposalState.TO_MEETING, answer, world.at(-15))
    _go_five_steps(world, shuian, lockers)
    gardeners = neighbours(haiyun)
    limits = {"place": haiyun.place, "seconders": 3, "answer_days": ANSWER_DAYS}
    set_rule(by=haiyun.secretary, now=world.at(-100), **limits)
    roof = _put_out(haiyun, gardeners[0], ROOF, world.at(-30, "09:30"))
    _second(roof, gardeners[1:5], world.at(-28))
    reason = (
        "天台是全体业主共有的，上面是防水层，1998 年的楼不能再压土。"
        "社区在 2 单元旁腾出六个种植箱，周六上午来领。"
    )
    _answer(haiyun, roof, ProposalState.DECLINED, reason, world.at(-24), power="owners")


def _put_out(
    estate: Estate, author: User, words: tuple[str, str], at: datetime, has_columns: bool = False
) -> Proposal:
    title, text = words
    draft = save_draft(
        by=author,
        place=estate.place,
        title=title,
        text=text,
        has_columns=has_columns,
        client_key=uuid5(NAMES, title),
        now=at,
    )
    return publish_proposal(by=author, proposal=draft, now=at + timedelta(minutes=5))


def _second(proposal: Proposal, people: Sequence[User], at: datetime) -> None:
    for number, neighbour in enumerate(people):
        if neighbour.pk != proposal.author_id:
            endorse(by=neighbour, proposal=proposal, now=at + timedelta(minutes=17 * number))


def _answer(
    estate: Estate, proposal: Proposal, outcome: str, answer: str, at: datetime, power: str = "meeting"
) -> Proposal:
    return answer_proposal(
        by=estate.secretary,
        proposal=proposal,
        outcome=outcome,
        power=power,
        answer=answer,
        organisation=estate.committee,
        now=at,
    )


def _talk(estate: Estate, proposal: Proposal, people: Sequence[User], at: datetime) -> None:
    for number, (side, text, agreeing, answer) in enumerate(SAID):
        author, when = people[number], at + timedelta(hours=3 * number)
        said = comment(
            by=author,
            proposal=proposal,
            text=text,
            side=side,
            client_key=uuid5(NAMES, text),
            now=when,
        )
        others = [person for person in people if person.pk != author.pk]
        for neighbour in others[number % 5 :][:agreeing]:
            agree(by=neighbour, comment=said, now=when + timedelta(hours=1))
        if answer:
            key = uuid5(NAMES, answer)
            later = when + timedelta(hours=2)
            answer_comment(by=estate.president, comment=said, text=answer, client_key=key, now=later)
    rude = Comment.objects.get(proposal=proposal, text__startswith=RUDE)
    hide_comment(by=estate.secretary, comment=rude, reason=WHY_HIDDEN, now=at + timedelta(days=2))


def _deliberate(world: World, estate: Estate, proposal: Proposal, people: Sequence[User]) -> None:
    """Since the day before yesterday, for six days: who works till late takes part too."""
    opens_at = world.at(-2, "08:00")
    opened = open_deliberation(
        by=estate.secretary,
        proposal=proposal,
        question="平日几点关，周末几点关？",
        host=estate.captains[0],
        closes_at=opens_at + timedelta(days=6),
        client_key=uuid5(NAMES, "deliberation"),
        now=opens_at,
    )
    for number, (text, author) in enumerate(zip(DELIBERATED, people, strict=False)):
        comment(
            by=author,
            proposal=proposal,
            text=text,
            deliberation=opened,
            client_key=uuid5(NAMES, text),
            now=opens_at + timedelta(hours=9 * number + 1),
        )


def _go_five_steps(world: World, estate: Estate, proposal: Proposal) -> None:
    """五步议事法: two steps are done, the third, a meeting, is running."""
    process = Process.objects.get(name="五步议事法")
    first, second, *_others = start_process(
        by=estate.secretary, proposal=proposal, process=process, now=world.at(-14)
    )
    note = "收了 11 条，楼长群里又问了一遍：有 9 户赞成，2 户担心挡路。"
    finish_step(by=proposal.author, step=first, note=note, now=world.at(-11))
    note = "议题定为：快递柜挪到哪里、谁出钱、夜里开不开灯。"
    finish_step(by=estate.president, step=second, note=note, now=world.at(-7))
