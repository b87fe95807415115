"""How today's notice went from door to door: ticks, a photo of the board, a question answered and one waiting."""

from uuid import UUID

from PIL import Image, ImageDraw

from buildings.models import Dwelling, Residency
from kit.uploads import CleanPhoto, encoded
from notices.models import Notice, NoticeCategory
from notices.operations import answer_question, ask_question, draft_notice, hang_up, publish_notice, tell_home
from notices.queries.coverage import SILENT, homes_meant, with_reach
from people.models import User
from portal.demo.world import World

QUESTIONS = [
    ("电梯广告的钱是按月到账还是一年一结？", "按季度到账，每季的转账凭证都在物业前台，工作日可以来看。"),
    ("临停收入比上季度少了，是什么原因？", ""),
]


def reach_people(world: World) -> None:
    _knocking(world)
    _asking(world)


def _knocking(world: World) -> None:
    """The captains of the first building have begun their round, and left some doors."""
    notice = Notice.objects.filter(asks_acknowledgement=True, is_urgent=True).with_places().first()
    building = world.estates["shuian"].buildings[0]
    meant = with_reach(homes_meant(notice).below(building.path), notice).filter(reach__in=SILENT)
    ways = ("door", "door", "phone", "door", "slip", "door")
    for captaincy in building.captaincies.filter(role="lead").select_related("user"):
        doors = meant.filter(floor__gte=captaincy.floor_from or 1, floor__lte=captaincy.floor_to or 99)
        for way, home in zip(ways, doors.select_related("place").order_by("floor", "door"), strict=False):
            _tell(world, captaincy.user, notice, home, way)
    hang_up(by=world.estates["shuian"].engineer, notice=notice, place=building, photo=board(), now=world.now)


def _tell(world: World, captain, notice: Notice, home: Dwelling, way: str) -> None:
    tell_home(by=captain, notice=notice, dwelling=home, way=way, now=world.now)


def board() -> CleanPhoto:
    """A sheet of paper under glass; nobody is in the picture."""
    picture = Image.new("RGB", (640, 480), "#8aa39b")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((40, 30, 600, 450), fill="#d9d2c3", outline="#5c4a36", width=14)
    draw.rectangle((210, 70, 430, 400), fill="#ffffff", outline="#999999")
    draw.rectangle((228, 92, 412, 122), fill="#0e5a55")
    for line in range(6):
        draw.rectangle((228, 148 + line * 26, 412 - (line % 3) * 34, 158 + line * 26), fill="#666666")
    draw.rectangle((352, 330, 412, 390), fill="#222222")
    return encoded(picture)


def _asking(world: World) -> None:
    """Under a public posting that hangs now."""
    shuian, at = world.estates["shuian"], world.at(-3, "9:20")
    notice = draft_notice(
        by=shuian.secretary,
        organisation=shuian.committee,
        places=[shuian.place],
        title="上季度公共收益公示：电梯广告、临停收入",
        category=NoticeCategory.POSTING,
        when_text="公示 14 天",
        ask_text="有疑问请在下面留言，三个工作日内回复",
        body="电梯广告收入 18,600 元，临时停车收入 42,350 元，支出 31,200 元，结余转入公共维修资金。\n\n凭证在物业前台可以查。",
        expires_at=world.at(11, "18:00"),
        now=at,
    )
    notice = publish_notice(by=shuian.secretary, notice=notice, publish_at=at, now=at)
    homes = Residency.objects.current().filter(
        dwelling__place__path__startswith=shuian.place.path, is_minor=False
    )
    readers = User.objects.filter(pk__in=homes.values("user")).order_by("pk")
    for number, (text, answer) in enumerate(QUESTIONS):
        asked = world.at(number - 2, "19:40")
        reader = readers[number]
        said = ask_question(
            by=reader,
            notice=notice,
            text=text,
            client_key=UUID(int=0x5EAC4 + number),
            now=min(asked, world.now),
        )
        if answer:
            answer_question(by=shuian.secretary, comment=said, answer=answer, now=world.at(-1, "11:05"))
