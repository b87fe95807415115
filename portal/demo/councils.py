"""What stands around the meetings: the councils' charters, the tray of topics, the meetings that come again."""

from datetime import timedelta
from uuid import UUID, uuid5

from buildings.models import Residency
from committees.models import PublicPosting
from committees.operations import adopt_charter, begin_series, endorse_topic, raise_topic, sort_topic
from committees.operations.posting import answer_comment, comment
from committees.quorum import Share
from committees.series import rule_for
from people.models import User
from portal.demo.world import Estate, World

NAMES = UUID("5f3c6b1e-3b0e-4f1c-9d55-3f2a9c1d7e10")  # the same demo twice makes each thing once
CHARTER = "本会由街坊自愿组成，互助互议，不代替业主大会和居民委员会。理事由街坊推选，一届三年，可以连任一次。"
OFFICES = [{"duty": "会长", "seats": 1}, {"duty": "调解", "seats": 1}, {"duty": "长者关怀", "seats": 1}]
# title, why, how many second it, whose power (empty: nobody has looked yet), what was answered
TOPICS = [
    ("儿童滑梯的地垫换一换", "有两块翘起来了，孩子绊倒过。", 4, "meeting", "ready", ""),
    ("外墙广告的收入先用在哪里", "去年的收入还没说怎么用。", 5, "owners", "ready", ""),
    (
        "北门红绿灯绿灯太短",
        "老人家过不完马路。",
        6,
        "authority",
        "passed_on",
        "已转交警中队，受理单号贴在大堂。",
    ),
    ("共享书屋周末几点开门", "", 1, "", "", ""),
    ("广场舞音箱放低一点", "晚上九点以后楼上睡不着。", 2, "", "", ""),
]


def neighbours(estate: Estate) -> list[User]:
    homes = Residency.objects.filter(dwelling__place__path__startswith=estate.place.path, ended_on=None)
    return [home.user for home in homes.select_related("user").order_by("id")[:20]]


def found_councils(world: World) -> None:
    for estate in world.estates.values():
        adopt_charter(
            by=estate.president,
            council=estate.council,
            seats=9,
            offices=OFFICES,
            quorum=Share(1, 2, is_strict=True),
            text=CHARTER,
            adopted_on=world.at(-380).date(),
            now=world.at(-380),
        )


def fill_the_tray(world: World) -> None:
    estate = world.estates["shuian"]
    people = neighbours(estate)
    for number, (title, text, seconds, power, state, answer) in enumerate(TOPICS):
        at = world.at(-12 + number, "20:10")
        topic = raise_topic(
            by=people[number],
            place=estate.place,
            title=title,
            text=text,
            client_key=uuid5(NAMES, title),
            now=at,
        )
        for neighbour in people[number + 1 : number + 1 + seconds]:
            endorse_topic(by=neighbour, topic=topic, now=at + timedelta(hours=2))
        if power:
            sort_topic(
                by=estate.secretary,
                topic=topic,
                power=power,
                state=state,
                answer=answer,
                now=at + timedelta(days=1),
            )


def begin_the_series(world: World) -> None:
    """Every month on the same weekday; the next one is called by the clock, as anywhere."""
    estate, first = world.estates["shuian"], world.at(33, "19:30")
    begin_series(
        by=estate.secretary,
        kind="joint",
        place=estate.place,
        organisation=estate.committee,
        title="水岸公馆联席会议",
        venue="4 栋二层创熟加油站",
        starts_at=first,
        rule=rule_for("month", first.date()),
        client_key=uuid5(NAMES, "series"),
        now=world.at(-1),
    )


def talk_about_the_posting(world: World) -> None:
    """A neighbour asks about what hangs downstairs, and has an answer within three days."""
    estate = world.estates["shuian"]
    posting = PublicPosting.objects.filter(meeting__place=estate.place).order_by("-starts_on").first()
    if posting is None:
        return
    at = posting.meeting.closed_at + timedelta(days=1)
    said = comment(
        by=neighbours(estate)[0],
        posting=posting,
        text="停水那几天，几点停到几点？能提前贴到门口吗？",
        client_key=uuid5(NAMES, "comment"),
        now=at,
    )
    answer_comment(
        by=estate.secretary,
        comment=said,
        answer="每批不超过 6 小时，提前三天贴到各栋大堂，楼长在群里再说一遍。",
        now=at + timedelta(days=1),
    )
