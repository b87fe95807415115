"""What a notice may be besides plain words: with a table, a picture and a paper; for owners; for some floors;
waiting for a second pair of eyes.
"""

from datetime import timedelta
from io import BytesIO

from PIL import Image, ImageDraw

from buildings.models import Membership
from buildings.models.organisations import Office
from kit.uploads import encoded
from notices.addresses import Address
from notices.models import Notice
from notices.operations import add_file, draft_notice, publish_notice, submit_for_review
from portal.demo.world import Estate, World

TESTED = (
    "<p>上周清洗水箱后，检测单位取了三处水样，结果都合格。</p><h2>检测结果</h2>"
    "<table><tbody><tr><th>取水点</th><th>余氯 mg/L</th><th>浑浊度 NTU</th></tr>"
    "<tr><td>1 栋天面水箱</td><td>0.12</td><td>0.31</td></tr>"
    "<tr><td>4 栋天面水箱</td><td>0.10</td><td>0.28</td></tr>"
    "<tr><td>地下水泵房</td><td>0.15</td><td>0.22</td></tr></tbody></table>"
    "<p>全部数字在附件里，原件在物业前台可以看。</p>"
)


def write_kinds(world: World) -> None:
    shuian = world.estates["shuian"]
    _with_a_table(world, shuian)
    _for_owners(world, shuian)
    _for_some_floors(world, shuian)
    _waiting(world, shuian)


def _with_a_table(world: World, estate: Estate) -> None:
    at = world.at(-6, "10:10")
    notice = draft_notice(
        by=estate.engineer,
        organisation=estate.property,
        places=[estate.place],
        title="水箱水质检测结果：三处都合格",
        category="utilities",
        ask_text="放心用水，有疑问来前台看原件",
        body=TESTED,
        allows_comments=True,
        now=at,
    )
    for name, content, alt in (
        ("水箱.png", tank(), "天面的不锈钢水箱，盖子上了锁"),
        ("水质检测报告.pdf", sheet("Water test 2026, samples 1-3"), ""),
    ):
        add_file(by=estate.engineer, notice=notice, file=BytesIO(content), name=name, alt=alt, now=at)
    publish_notice(by=estate.engineer, notice=notice, publish_at=at, now=at)


def _for_owners(world: World, estate: Estate) -> None:
    at = world.at(-7, "15:30")
    notice = draft_notice(
        by=estate.secretary,
        organisation=estate.committee,
        places=[estate.place],
        audience=["owners"],
        is_public=False,
        title="业主请留意：维修资金账户年度对账",
        when_text="本月内",
        ask_text="到前台核对自家账户",
        body="每家的维修资金账户余额可以在物业前台核对，请带身份证。租客街坊不用来。",
        now=at,
    )
    publish_notice(by=estate.secretary, notice=notice, publish_at=at, now=at)


def _for_some_floors(world: World, estate: Estate) -> None:
    at = world.at(-5, "9:20")
    notice = draft_notice(
        by=estate.engineer,
        organisation=estate.property,
        addresses=[Address(estate.buildings[2], 1, 3)],
        title="3 栋 1–3 层更换楼道灯",
        category="utilities",
        when_text="上午 9:30 – 11:30",
        ask_text="楼道会暗一阵，请扶好扶手",
        body="换成感应灯，人来灯亮。师傅带了临时照明，老少出门请慢一点。",
        now=at,
    )
    publish_notice(by=estate.engineer, notice=notice, publish_at=at, now=at)


def _waiting(world: World, estate: Estate) -> None:
    """A member of the council wrote it; the president lets it out."""
    members = Membership.objects.filter(organisation=estate.council, office=Office.MEMBER, ended_on=None)
    writer = members.select_related("user").order_by("pk").first()
    if writer is None:
        return
    notice: Notice = draft_notice(
        by=writer.user,
        organisation=estate.council,
        places=[estate.place],
        title="周末楼下修单车，轮胎打气不收钱",
        category="activity",
        when_text="周六 14:00 – 17:00",
        where_text="4 栋架空层",
        body="会修车的街坊来帮忙，小朋友可以来学补胎。",
        now=world.now - timedelta(hours=3),
    )
    submit_for_review(by=writer.user, notice=notice, now=world.now - timedelta(hours=2))


def tank() -> bytes:
    """Drawn; no photo of anywhere."""
    picture = Image.new("RGB", (960, 600), "#dfe8ea")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 430, 960, 600), fill="#b9b2a2")
    draw.rounded_rectangle((250, 150, 710, 450), 26, fill="#9fb0b5", outline="#5e7076", width=6)
    for x in range(310, 700, 76):
        draw.line((x, 160, x, 440), fill="#83959b", width=4)
    draw.rounded_rectangle((400, 118, 560, 160), 10, fill="#7d8f95", outline="#5e7076", width=5)
    draw.rectangle((470, 96, 492, 122), fill="#c98a2b")
    return encoded(picture).content


def sheet(line: str) -> bytes:
    """A PDF of one line, put together by hand: the demo loads in seconds."""
    stream = f"BT /F1 18 Tf 72 760 Td ({line}) Tj ET".encode()
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    table += b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        out
        + table
        + b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(out))
    )
