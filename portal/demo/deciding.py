"""Six ballots, five of them of DOMAIN part 4: two are on, one is announced, three were counted. By the verbs that
people use."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import cycle
from uuid import UUID, uuid5

from ballots.models import Ballot, Elector, Proposal, RollHome
from ballots.models.ballots import Matter
from ballots.models.rolls import DeliveryWay
from ballots.operations import (
    announce_ballot,
    answer_doubts,
    cast_secret,
    cast_vote,
    confirm_paper,
    count_ballot,
    draft_ballot,
    hand_in_paper,
    nominate,
    papers_are_in,
    post_result,
    preview_roll,
)
from ballots.operations.candidates import answer_nomination
from ballots.operations.delivering import collect_texts, note_delivery
from ballots.receipt_codes import new_code
from buildings.models import Place
from buildings.models.dwellings import Presence
from notifications.operations import settle_texts
from people.models import User
from portal.demo.roles import DEMO_ROLES
from portal.demo.world import Estate, World

NAMES = UUID("0b6a3a53-61f0-4f0f-8a51-5d1b7a0a2f06")  # the same demo twice makes each thing once
PHONE = {role.key: role.phone for role in DEMO_ROLES}
# Not everybody who could has voted yet in the poll that is on; the demo's resident is asked.
NOT_YET = {PHONE["resident"], PHONE["elder"], PHONE["captain"]}

CHARGING = "电动车集中充电点，您看建在哪里"
CHARGING_TEXT = (
    "大堂不再停电动车以后，车要有地方充。物业报了两处，消防距离图已贴到各栋大堂。\n"
    "这次是民意征询：街坊会把大家的意见带回联席会议，不代替业主大会作决定。\n"
    "人在外地、不会操作的，找楼长要一张纸质票，一样算数。"
)
CHARGING_OPTIONS = [
    ("北门岗亭旁", "离最近的住宅窗户 26 米，要铺 40 米电缆，遮雨棚要新做。"),
    ("4 栋架空层东侧", "有顶有灯，离 4 栋低层的窗 8 米，要加喷淋和隔墙。"),
    ("两处都不合适，另外再找", ""),
]
PIPES = "使用维修资金更换 5 栋供水立管"
PIPES_TEXT = (
    "5 栋供水立管一年漏了七次，三楼以上停过四回水。拟一次换完两根立管，从维修资金列支 9.6 万元。\n"
    "三家报价、施工方案和资金余额在社区居委会，谁都可以来看。施工分两批，每批停水不超过 6 小时。"
)
ADVERTS = "利用 1 栋外墙广告经营"
ADVERTS_TEXT = (
    "有公司想租 1 栋临街一面外墙做广告，每年 4.8 万元，收入归全体业主。\n"
    "属利用共有部分从事经营活动，同意须达参与者的四分之三。效果图和合同草稿贴在大堂。"
)
GATES = "使用维修资金更换各栋门禁和对讲"
GATES_TEXT = (
    "八栋的门禁用了十四年，去年坏了二十三回，配件已经停产。拟全部更换，从维修资金列支 28.6 万元，按面积分摊。\n"
    "三家报价、分摊明细和资金余额在社区居委会，谁都可以来看。老门卡换新卡不收钱，对讲可以接到手机上。"
)
BREAKFAST = "1 栋 0104 房改作早餐店"
BREAKFAST_TEXT = (
    "0104 房的业主想把住宅改作早餐店，早上 6 点到 10 点营业。\n"
    "依照《民法典》第二百七十九条，须经有利害关系的业主一致同意；有一户反对就不能改。"
)
COUNCIL = "水岸公馆街坊会理事改选"
COUNCIL_TEXT = "三个席位到期。理事投票，每人最多选三位；无记名，只看得到谁投了，看不到投给谁。"
STATEMENTS = [
    "在小区住了十二年，懂水电，谁家灯坏了都找我。",
    "退休了，有时间。想把长者饭堂的事继续盯下去。",
    "白天上班，晚上和周末都在，愿意做调解。",
    "孩子在附近上学，想多办些亲子活动。",
]


def ask_about_charging(world: World, proposal: Proposal | None = None) -> Ballot:
    """① A poll among the homes, on since yesterday and for five days in all."""
    estate = world.estates["shuian"]
    opens_at = world.now.replace(minute=0, second=0, microsecond=0) - timedelta(days=1)
    ballot = draft_ballot(
        by=estate.president,
        organisation=estate.council,
        place=estate.place,
        title=CHARGING,
        text=CHARGING_TEXT,
        electorate="residents",
        kind="choose",
        unit="home",
        may_change=True,
        options=CHARGING_OPTIONS,
        proposal=proposal,
        client_key=uuid5(NAMES, CHARGING),
        now=opens_at - timedelta(days=2),
    )
    ballot = announce_ballot(
        by=estate.president,
        ballot=ballot,
        opens_at=opens_at,
        closes_at=opens_at + timedelta(days=5),
        now=opens_at - timedelta(days=1),
    )
    _vote_on_charging(world, ballot)
    _give_notice(world.estates["shuian"], ballot, at=opens_at - timedelta(hours=14))
    return ballot


def _give_notice(estate: Estate, ballot: Ballot, *, at: datetime, doors: int = 9, letters: int = 8) -> None:
    """Texts to those with a phone; in the first building captains at the doors, and letters to whoever is away."""
    settle_texts(about=ballot)
    collect_texts(ballot=ballot)
    building = estate.buildings[0]
    homes = RollHome.objects.filter(ballot=ballot, dwelling__place=building, elector__deliveries=None)
    homes = homes.filter(elector__participation=None).select_related(
        "elector__ballot__place", "dwelling__place"
    )
    away = list(homes.filter(dwelling__presence=Presence.VACANT).order_by("pk")[:letters])
    for number, home in enumerate(away, start=1):
        proof = f"挂号信 XA 4401 {2080 + number} 6 CN"
        _note(estate.secretary, home, DeliveryWay.MAIL, at + timedelta(minutes=number), proof)
    for captaincy in building.captaincies.filter(role="lead").select_related("user"):
        theirs = homes.filter(
            dwelling__floor__gte=captaincy.floor_from or 1, dwelling__floor__lte=captaincy.floor_to or 99
        )
        theirs = theirs.exclude(pk__in=[home.pk for home in away]).order_by(
            "-dwelling__floor", "dwelling__door"
        )
        for number, home in enumerate(theirs[:doors], start=1):
            _note(captaincy.user, home, DeliveryWay.DOOR, at + timedelta(minutes=11 * number))


def _note(by: User, home: RollHome, way: str, at: datetime, proof: str = "") -> None:
    note_delivery(by=by, elector=home.elector, home=home, way=way, proof=proof, now=at)


def _vote_on_charging(world: World, ballot: Ballot) -> None:
    answers = cycle(["o1", "o1", "o2", "o1", "o3", "o2", "o1"])
    at = ballot.opens_at + timedelta(hours=2)
    reached = _on_phones(ballot)
    for elector, voter in reached:
        if voter.phone not in NOT_YET:
            _cast(elector, voter, next(answers), at)
            at += timedelta(minutes=23)
    taken = {elector.pk for elector, _voter in reached}
    papers = [elector for elector in _sample(world, ballot, 70) if elector.pk not in taken]
    _papers(world.estates["shuian"], papers[:24], answers, at=ballot.opens_at + timedelta(hours=3), unread=3)


def decide_on_pipes(world: World) -> Ballot:
    """② Owners of one building of 海韵苑, mostly on paper. Carried."""
    estate = world.estates["haiyun"]
    ballot = _of_owners(
        world,
        estate,
        Place.objects.get(parent=estate.place, name="5栋"),
        PIPES,
        PIPES_TEXT,
        matter="use_of_fund",
        days=-50,
    )
    electors = _sample(world, ballot, 30)
    _let_vote(estate, ballot, electors, ["yes"] * 25 + ["no"] * 4 + ["abstain"])
    return _count_and_post(estate, ballot)


def decide_on_adverts(world: World) -> Ballot:
    """③ Four of the law's tests: enough take part, and 74 in a hundred are not three quarters."""
    estate = world.estates["shuian"]
    ballot = _of_owners(
        world,
        estate,
        estate.buildings[0],
        ADVERTS,
        ADVERTS_TEXT,
        matter="use_of_common_parts",
        days=-95,
    )
    electors = _sample(world, ballot, 92)
    _let_vote(estate, ballot, electors, ["yes"] * 68 + ["no"] * 21 + ["abstain"] * 3)
    return _count_and_post(estate, ballot)


def ask_about_breakfast(world: World) -> Ballot:
    """⑤ Every owner concerned; notice is given, voting begins in ten days."""
    estate = world.estates["shuian"]
    return _of_owners(
        world,
        estate,
        estate.buildings[0],
        BREAKFAST,
        BREAKFAST_TEXT,
        matter="home_to_business",
        days=-6,
    )


def decide_on_gates(world: World) -> Ballot:
    """⑥ All owners of the estate, building by building; it is on, and nearly everybody is still missing."""
    estate = world.estates["shuian"]
    ballot = _of_owners(world, estate, estate.place, GATES, GATES_TEXT, matter="use_of_fund", days=-20)
    phones = [(row, voter) for row, voter in _on_phones(ballot) if voter.phone not in NOT_YET]
    at = ballot.opens_at + timedelta(hours=5)
    for number, (elector, voter) in enumerate(phones[::2]):
        _cast(elector, voter, "no" if number % 4 == 3 else "yes", at + timedelta(minutes=31 * number))
    reached = {elector.pk for elector, _voter in phones}
    papers = [elector for elector in _sample(world, ballot, 40) if elector.pk not in reached]
    _papers(estate, papers[:24], cycle(["yes", "yes", "no", "yes", "abstain"]), at=at, unread=2)
    _give_notice(estate, ballot, at=ballot.announced_at + timedelta(hours=9))
    return ballot


def elect_council(world: World) -> Ballot:
    """④ Members elect three of four, secretly."""
    estate = world.estates["shuian"]
    at = world.at(-40, "19:00")
    ballot = draft_ballot(
        by=estate.president,
        organisation=estate.council,
        place=estate.place,
        title=COUNCIL,
        text=COUNCIL_TEXT,
        electorate="members",
        members_of=estate.council,
        legal_effect="internal",
        kind="election",
        secrecy="secret",
        seats=3,
        elected_as="council",
        elected_to=estate.council,
        nominations_until=at + timedelta(days=6),
        client_key=uuid5(NAMES, COUNCIL),
        now=at,
    )
    for member, statement in zip(estate.councillors, STATEMENTS, strict=False):
        named = {"ballot": ballot, "user": member, "client_key": uuid5(NAMES, f"stands {member.pk}")}
        candidate = nominate(by=estate.president, now=at + timedelta(days=1), **named)
        later = at + timedelta(days=2)
        answer_nomination(by=member, candidate=candidate, agrees=True, statement=statement, now=later)
    opens_at = at + timedelta(days=7)
    ballot = announce_ballot(
        by=estate.president,
        ballot=ballot,
        opens_at=opens_at,
        closes_at=opens_at + timedelta(days=3),
        now=at + timedelta(days=6, hours=1),
    )
    picks = [["o1", "o2", "o3"], ["o1", "o2"], ["o1", "o3", "o4"], ["o1", "o2", "o3"], ["o2", "o3", "o1"]]
    for (elector, voter), chosen in zip(_on_phones(ballot), picks, strict=False):
        code = new_code(ballot, elector)
        cast_secret(by=voter, elector=elector, choices=chosen, code=code, now=opens_at + timedelta(hours=1))
    return _count_and_post(estate, ballot)


# --- what they share --------------------------------------------------------------------------------------


def _of_owners(
    world: World, estate: Estate, place: Place, title: str, text: str, *, matter: str, days: int
) -> Ballot:
    """Notice given so many days ago, sixteen days before voting begins; a fortnight to vote."""
    at = world.at(days)
    ballot = draft_ballot(
        by=estate.secretary,
        organisation=estate.committee,
        place=place,
        title=title,
        text=text,
        electorate="owners",
        legal_effect="formal",
        matter=Matter.objects.get(key=matter),
        client_key=uuid5(NAMES, title),
        now=at - timedelta(days=3),
    )
    if answers := _each_home_by_itself(ballot, at):
        ballot = answer_doubts(by=estate.secretary, ballot=ballot, answers=answers, now=at)
    return announce_ballot(
        by=estate.secretary,
        ballot=ballot,
        opens_at=at + timedelta(days=16),
        closes_at=at + timedelta(days=30),
        now=at,
    )


def _each_home_by_itself(ballot: Ballot, at: datetime) -> dict:
    """Asked at the doors: those of one name are different people."""
    return {
        row.name: {"of": (homes := sorted(home.dwelling_id for home in row.doubt.homes)),
                   "one": [[home] for home in homes]}
        for row in preview_roll(ballot, now=at).doubts
    }  # fmt: skip


def _on_phones(ballot: Ballot) -> list[tuple[Elector, User]]:
    """Who can vote online, each entry by the first of its accounts."""
    rows = ballot.electors.filter(voters__ended_at=None).distinct().order_by("number")
    rows = rows.prefetch_related("voters__user")
    return [(row, row.voters.all()[0].user) for row in rows if row.voters.all()]


def _sample(world: World, ballot: Ballot, count: int) -> list[Elector]:
    electors = list(ballot.electors.exclude(kind="unsold").order_by("number"))
    return world.rng.sample(electors, count)


def _let_vote(estate: Estate, ballot: Ballot, electors: Sequence[Elector], answers: Sequence[str]) -> None:
    """Whoever has an account on a phone, the others on paper."""
    phones = {elector.pk: voter for elector, voter in _on_phones(ballot)}
    at = ballot.opens_at + timedelta(hours=3)
    on_paper, on_papers = [], []
    for elector, answer in zip(electors, answers, strict=True):
        if voter := phones.get(elector.pk):
            _cast(elector, voter, answer, at)
        else:
            on_paper.append(elector)
            on_papers.append(answer)
    _papers(estate, on_paper, iter(on_papers), at=at + timedelta(hours=1))


def _cast(elector: Elector, voter: User, answer: str, at: datetime) -> None:
    key = uuid5(NAMES, f"vote {elector.pk}")
    cast_vote(by=voter, elector=elector, choices=[answer], client_key=key, is_of_age=True, now=at)


def _papers(
    estate: Estate, electors: Sequence[Elector], answers: Iterator[str], *, at: datetime, unread: int = 0
) -> None:
    """Typed in by the secretary, read again by a colleague; the last few wait for the second reading."""
    colleague = estate.committee.memberships.exclude(user=estate.secretary).first().user
    for number, elector in enumerate(electors):
        answer = next(answers)
        paper = hand_in_paper(
            by=estate.secretary,
            elector=elector,
            handed_in_at=at,
            choices=[answer],
            client_key=uuid5(NAMES, f"paper {elector.pk}"),
            now=at + timedelta(hours=1),
        )
        if number < len(electors) - unread:
            confirm_paper(by=colleague, paper=paper, choices=[answer], now=at + timedelta(hours=2))


def _count_and_post(estate: Estate, ballot: Ballot) -> Ballot:
    at = ballot.closes_at + timedelta(minutes=1)
    by = estate.president if ballot.organisation == estate.council else estate.secretary
    papers_are_in(by=by, ballot=ballot, now=at)  # shuts the door as well
    count_ballot(by=by, ballot=ballot, now=at)
    post_result(by=by, ballot=ballot, now=at + timedelta(hours=14))
    ballot.refresh_from_db()
    return ballot
