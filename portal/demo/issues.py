"""260 issues with their histories: most done, some waiting for their reporter, a few too late."""

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from buildings.models import Dwelling, Organisation
from issues.models import Category, Issue
from issues.operations import (
    accept_issue,
    answer_issue,
    confirm_issue,
    dispatch_issue,
    dispute_issue,
    join_issue,
    lapse_issue,
    mediate_issue,
    merge_issues,
    record_dissuasion,
    reopen_issue,
    report_issue,
    resolve_issue,
    sound_alarm,
    start_issue,
    suspend_issue,
    withdraw_issue,
)
from issues.operations.closing import SILENT_FOR
from people.models import User
from portal.demo.world import Estate, World

TEXTS = {
    "falling_object": ["{b}东侧昨晚 9 点有人从高处扔下玻璃瓶，差点砸到小朋友，请调看监控。", "楼上有人往下倒水，晾的衣服全湿了。"],
    "ebike": ["地下大堂又有两台电动车飞线充电，老人家夜里闻到焦味。", "{f} 楼走廊停了一台电动车，正在充电。"],
    "water": ["主水管又爆了，三楼以上没水，水流到一楼铺面。", "{f} 楼水表井渗水，墙角湿了一大片。", "{f} 楼电梯口天花在滴水，地上滑，怕老人家摔。"],
    "lift": ["右边电梯到 {f} 楼会抖一下，门要关两次。", "电梯里的灯闪，晚上看不清按钮。"],
    "common_space": ["{f} 楼走廊堆满纸皮和鞋柜，轮椅过不去。", "楼梯口放了一张旧沙发，三天了没人收。"],
    "litter": ["垃圾桶旁边堆了两袋装修垃圾，味道很大。", "巷口垃圾过夜，蚊子多。"],
    "noise": ["楼上夜里 12 点还在拖椅子，连着一周了。", "周末早上 7 点就开始装修。"],
    "pets": ["遛狗不牵绳，草坪上的狗粪没人捡。"],
    "mosquitoes": ["天台有积水，花盆底都是水，蚊子多。", "空地上的旧轮胎积了水。"],
    "upkeep": ["外墙瓷砖松了一块，下面是儿童乐园。", "{f} 楼楼道灯坏了，晚上黑。"],
    "parking": ["消防通道停了三台车，救护车进不来。"],
    "illegal_building": ["天台在搭铁皮棚，听说要住人。"],
    "dispute": ["隔壁的空调水滴到我家窗台，说过两次没改。"],
    "other": ["快递柜太高，长者拿不到上面的格子。", "南门的坡道太陡，推轮椅上不去。"],
}  # fmt: skip
WEIGHTS = {
    "water": 5,
    "ebike": 4,
    "upkeep": 4,
    "common_space": 4,
    "lift": 3,
    "litter": 3,
    "noise": 3,
    "parking": 2,
}
ANSWERS = ["师傅已经到场看过，今天下午处理。", "已经联系维修单位，明天上门。", "找到原因了，要等一个配件。"]
RESOLVED = ["已经修好，请您看看。", "处理好了，现场也清理了。", "换了新的，试过没问题。"]


# With eight of building 1 and six of building 2: 260.
SHARES = {"shuian": 106, "haiyun": 70, "dieer": 45, "jiangbin": 25}
LATELY = 14  # days; the newer, the denser: a fortnight of issues fills a first page


def write_recent_issues(world: World) -> None:
    """What an issue list shows first."""
    _resident_s_own(world)
    _captain_s_morning(world)
    _rare(world)
    _write(world, lambda days: days >= -LATELY)
    _let_clocks_run(world)


def write_older_issues(world: World) -> None:
    """The rest of the year, which charts and archives need and no first page does."""
    _write(world, lambda days: days < -LATELY)
    _let_clocks_run(world)


def _let_clocks_run(world: World) -> None:
    """What the clock would have done meanwhile, each at its hour: warnings, the next level, closing in silence."""
    for issue in Issue.objects.filter(next_alarm_at__lte=world.now):
        while issue.next_alarm_at and issue.next_alarm_at <= world.now:
            sound_alarm(issue=issue, now=issue.next_alarm_at)
    for issue in Issue.objects.filter(state="resolved", resolved_at__lte=world.now - SILENT_FOR):
        lapse_issue(issue=issue, now=issue.resolved_at + SILENT_FOR)


def has_older_issues(world: World) -> bool:
    return Issue.objects.filter(reported_at__lt=world.at(-90)).exists()


def _write(world: World, wanted: Callable[[float], bool]) -> None:
    for key, count in SHARES.items():
        for index in range(count):
            days = -355 * (1 - index / count) ** 1.6  # the newer, the denser: people got used to it
            if wanted(days):
                _issue(world, world.estates[key], days, index)


@dataclass(frozen=True)
class Case:
    """One issue on its way; each step happens some hours after the last."""

    world: World
    estate: Estate
    issue: Issue
    handler: User
    organisation: Organisation

    def after(self, hours: float):
        return min(self.issue.reported_at + timedelta(hours=hours), self.world.now - timedelta(minutes=3))


def _issue(world: World, estate: Estate, days: float, index: int) -> None:
    codes = list(TEXTS)
    code = world.rng.choices(codes, [WEIGHTS.get(c, 1) for c in codes])[0]
    category = Category.objects.get(code=code)
    reporter = world.rng.choice(estate.residents)
    home = reporter.residencies.select_related("dwelling__place").first()
    dwelling = home.dwelling if home else Dwelling.objects.below(estate.place.path).first()
    text = world.rng.choice(TEXTS[code]).format(b=dwelling.place.name, f=dwelling.floor or 1)
    reported = world.at(int(days), f"{world.rng.randint(7, 21)}:{world.rng.randint(0, 59):02d}")
    issue = report_issue(
        by=reporter,
        category=category,
        place=dwelling.place,
        floor=dwelling.floor,
        text=text,
        photos=[_photo(index)] if index % 9 == 0 else (),
        now=min(reported, world.now - timedelta(hours=1)),
    )
    case = _case(world, estate, issue)
    _history(case, age=-days, index=index, reporter=reporter)


def _case(world: World, estate: Estate, issue: Issue) -> Case:
    if estate.property and issue.category.lead == "property_company":
        return Case(world, estate, issue, estate.engineer, estate.property)
    return Case(world, estate, issue, estate.secretary, estate.committee)


def _history(case: Case, age: float, index: int, reporter: User) -> None:
    """Old ones ended; of this week's two in three are still open, and here and there an older one that is late."""
    if age < 0.5:
        return
    _hand_over(case)
    quick = case.issue.tier in ("p0", "p1")
    if ((age < 1 or not quick) and age < 7 and index % 3) or (age < 21 and index % 11 == 0):
        _stay_open(case, index)
        return
    start_issue(by=case.handler, issue=case.issue, now=case.after(6))
    answer_issue(by=case.handler, issue=case.issue, text=_pick(case, ANSWERS), now=case.after(8))
    resolve_issue(
        by=case.handler,
        issue=case.issue,
        text=_pick(case, RESOLVED),
        now=case.after(case.world.rng.randint(12, 90)),
    )
    if index % 17 == 0:
        reopen_issue(by=reporter, issue=case.issue, text="还是有一点，麻烦再看看。", now=case.after(100))
        start_issue(by=case.handler, issue=case.issue, now=case.after(102))
        resolve_issue(by=case.handler, issue=case.issue, text="重新做了一遍。", now=case.after(120))
    if age > 10 and index % 6:
        satisfied = None if index % 4 == 0 else index % 13 != 0
        confirm_issue(by=reporter, issue=case.issue, is_satisfied=satisfied, now=case.after(130))


def _hand_over(case: Case) -> None:
    """The captain who received it passes it to whoever can do something about it."""
    holder = case.issue.holder
    if holder is not None and holder != case.handler:
        dispatch_issue(
            by=holder,
            issue=case.issue,
            organisation=case.organisation,
            holder=case.handler,
            text="我去看过了，请尽快安排。",
            now=case.after(0.2),
        )
    accept_issue(by=case.handler, issue=case.issue, now=case.after(0.4))


def _stay_open(case: Case, index: int) -> None:
    if index % 3 == 1:
        start_issue(by=case.handler, issue=case.issue, now=case.after(5))
        answer_issue(by=case.handler, issue=case.issue, text=_pick(case, ANSWERS), now=case.after(9))


def _resident_s_own(world: World) -> None:
    """何茉莉's: one being repaired, one said to be done, one closed, one withdrawn."""
    shuian = world.estates["shuian"]
    he = next(user for user in shuian.residents if user.display_name == "何茉莉")
    building = shuian.buildings[0]
    plan = [
        ("water", 9, "电梯口天花滴水", "9 楼电梯口天花在滴水，地上滑，怕老人家摔。", 20, "working"),
        ("upkeep", 9, "9 楼楼道灯坏了", "从电梯口到 0902 这一段，晚上黑。", 6 * 24, "resolved"),
        ("ebike", 1, "大堂有电动车飞线充电", "地下大堂两台，夜里闻到焦味。", 40 * 24, "confirmed"),
        ("noise", 10, "楼上夜里拖椅子", "已经和楼上说好了，垫了脚垫。", 70 * 24, "withdrawn"),
    ]
    for number, (code, floor, title, text, hours, end) in enumerate(plan):
        issue = report_issue(
            by=he,
            category=Category.objects.get(code=code),
            place=building,
            floor=floor,
            spot="电梯口" if code == "water" else "",
            title=title,
            text=text,
            photos=[_photo(number)] if number < 2 else (),
            answers={"how": "drip", "electric": "no"} if code == "water" else None,
            now=world.now - timedelta(hours=hours),
        )
        if number == 0:
            for neighbour in [user for user in shuian.residents if user != he][:3]:
                join_issue(by=neighbour, issue=issue, now=issue.reported_at + timedelta(minutes=9))
        _end(_case(world, shuian, issue), end, he)


def _captain_s_morning(world: World) -> None:
    """What 罗白兰 finds on her desk: nobody has answered yet."""
    shuian = world.estates["shuian"]
    neighbours = [user for user in shuian.residents if user.display_name in {"麦石榴", "黄木棉"}]
    plan = [
        ("common_space", 3, "3 楼走廊堆满纸皮和鞋柜", "轮椅过不去。", 20),
        ("ebike", 11, "11 楼走廊停了一台电动车", "正在充电，闻到焦味。", 0.2),
        ("noise", 11, "楼上夜里 12 点还在拖椅子", "连着一周了，想请楼长去说一声。", 14),
        ("litter", 1, "一楼垃圾桶旁边堆了两袋装修垃圾", "味道很大。", 3),
    ]
    for number, (code, floor, title, text, hours) in enumerate(plan):
        report_issue(
            by=neighbours[number % len(neighbours)],
            category=Category.objects.get(code=code),
            place=shuian.buildings[0],
            floor=floor,
            title=title,
            text=text,
            now=world.now - timedelta(hours=hours),
        )


def _end(case: Case, end: str, reporter: User) -> None:
    if end == "withdrawn":
        withdraw_issue(by=reporter, issue=case.issue, text="已经说好了，谢谢。", now=case.after(20))
        return
    _hand_over(case)
    start_issue(by=case.handler, issue=case.issue, now=case.after(3))
    answer_issue(
        by=case.handler,
        issue=case.issue,
        text="师傅已到场，找到漏点：10 楼立管接头老化，下午趁停水一起更换。",
        photos=[_photo(7)],
        now=case.after(4),
    )
    if end == "working":
        return
    resolve_issue(by=case.handler, issue=case.issue, text=RESOLVED[0], now=case.after(40))
    if end == "confirmed":
        confirm_issue(by=reporter, issue=case.issue, is_satisfied=True, text="谢谢师傅。", now=case.after(50))


def _pick(case: Case, sentences: list[str]) -> str:
    return case.world.rng.choice(sentences)


def _photo(seed: int) -> SimpleUploadedFile:
    """A drawn corridor with a leak: nobody's real home, and no picture from anywhere."""
    walls = ["#cfc8ba", "#b9c6c0", "#c9c0cf", "#d3c3b0"]
    image = Image.new("RGB", (960, 720), walls[seed % len(walls)])
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, 960, 90), fill="#a79f90")
    draw.rectangle((0, 560, 960, 720), fill="#8f887a")
    draw.rectangle((120, 190, 360, 560), fill="#7b5a3f")
    draw.ellipse((330, 370, 346, 386), fill="#e6d7a8")
    x = 520 + (seed * 67) % 280
    draw.rectangle((x, 0, x + 60, 420), fill="#e4e0d6")
    draw.rectangle((x - 14, 300, x + 74, 340), fill="#b07b4d")
    for drop in range(4):
        draw.ellipse((x + 18, 440 + drop * 36, x + 34, 466 + drop * 36), fill="#7fb2b8")
    draw.ellipse((x - 130, 600, x + 190, 680), fill="#7fa3a5")
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=80)
    return SimpleUploadedFile("photo.jpg", buffer.getvalue(), content_type="image/jpeg")


def _rare(world: World) -> None:
    """What happens seldom, once each: not ours, put off, two reports of one thing, mediation, a dissuasion."""
    shuian = world.estates["shuian"]
    building, now = shuian.buildings[1], world.now
    first, second = shuian.residents[3], shuian.residents[4]

    def report(code: str, text: str, hours: float, by: User = first, **fields) -> Issue:
        category = Category.objects.get(code=code)
        at = now - timedelta(hours=hours)
        return report_issue(by=by, category=category, place=building, text=text, now=at, **fields)

    tree = report("upkeep", "儿童乐园旁的榕树根把地砖顶起来了。", 20, floor=1)
    dispatch_issue(by=tree.holder, issue=tree, organisation=shuian.property, now=now - timedelta(hours=19))
    dispute_issue(
        by=shuian.engineer, issue=tree, text="市政绿化带，不在物业合同里。", now=now - timedelta(hours=16)
    )
    pump = report("water", "二次供水的水泵夜里嗡嗡响。", 16)
    _hand_over(_case(world, shuian, pump))
    until = world.at(9).date()
    suspend_issue(
        by=shuian.engineer,
        issue=pump,
        text="减震垫厂家 9 天后发货，到了当天换。",
        until=until,
        now=now - timedelta(hours=12),
    )
    gate = report("common_space", "东门的门禁关不上，谁都能进。", 20)
    again = report("common_space", "东门又关不上了。", 18, by=second)
    merge_issues(by=shuian.secretary, issue=again, into=gate, now=now - timedelta(hours=17))
    noise = report(
        "noise", "楼上夜里 11 点还在唱歌。", 60, floor=12, answers={"when": "night", "what": "music"}
    )
    record_dissuasion(
        by=shuian.secretary,
        issue=noise,
        dissuader="居委会 李龙眼",
        dissuaded="13 楼住户",
        about="夜里 11 点后唱歌",
        at=now - timedelta(hours=44),
        witness="保安 冯师傅",
        outcome="promised",
        note="说好 10 点以后不唱。",
        now=now - timedelta(hours=43),
    )
    dispute = report("dispute", "空调水滴到晾的被子上。", 70, by=second)
    mediate_issue(by=shuian.secretary, issue=dispute, now=now - timedelta(hours=50))
