"""From a neighbour's proposal to the owners' decision that anyone can check; and a secret vote without script."""

import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from ballots.models import Ballot, Participation, Proposal, Result
from committees.models import AgendaItem, Resolution

pytestmark = pytest.mark.django_db(transaction=True)

TITLE, WHY = "更换 1 栋的电梯", "一年里停了十一次，老街坊上不了楼。"
MOTION = "更换 1 栋电梯，费用拟用维修资金；请业主共同决定。"
RECEIPT = re.compile(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}")


@pytest.fixture
def ground(transactional_db, settings, tmp_path):
    from tests.ballots.ground import new_ground

    settings.MEDIA_ROOT = tmp_path
    return new_ground()


def shot(screen: Page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        screen.screenshot(path=f"{folder}/{name}.png", full_page=True)


def fits(phone: Page) -> None:
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.slow
def test_from_a_proposal_to_a_decision_that_anyone_can_check(ground, page, as_, axe, tmp_path):
    from ballots.operations import set_rule

    owner, desk = as_(page("phone"), ground.owner), as_(page("desktop"), ground.chair)
    captain = as_(page("phone"), ground.captain)
    office = as_(page("desktop"), ground.staff)
    set_rule(by=ground.staff, place=ground.estate, seconders=2, answer_days=10)
    propose(owner, axe)
    proposal = Proposal.objects.get()
    for neighbour in (ground.second_owner, ground.tenant):
        second(as_(page("phone"), neighbour), proposal)
    answer(office, proposal, axe)
    resolution = decide_at_a_meeting(ground, office, proposal)
    ballot = prepare(desk, resolution, axe)
    ballot = announce(ground, desk, ballot, axe)

    receipt = vote(owner, ballot, axe)
    others_vote(ballot)
    hand_in(captain, ballot, axe)
    close_and_count(desk, office, ballot, axe)
    result = Result.objects.get(ballot=ballot)
    read_the_tests(owner, ballot, axe)
    recount(owner, ballot, receipt, tmp_path)
    post(desk, ballot, axe)
    read_the_notice(as_(page("phone"), ground.tenant), ballot, result, axe)


def propose(phone: Page, axe) -> None:
    """A draft that only its author sees; then out."""
    phone.goto("/ballots/proposals/new/")
    phone.get_by_label("想改变什么").fill(TITLE)
    phone.get_by_label("为什么，您觉得该怎么办").fill(WHY)
    phone.get_by_role("button", name="存草稿").click()
    expect(phone.get_by_text("存好了，只有您看得到。")).to_be_visible()
    phone.get_by_role("button", name="发出", exact=True).click()
    expect(phone.get_by_role("heading", level=1)).to_have_text(TITLE)
    axe(phone)
    fits(phone)
    shot(phone, "01-proposal")


def second(phone: Page, proposal: Proposal) -> None:
    phone.goto(proposal.get_absolute_url())
    phone.get_by_role("button", name="我附议").click()
    expect(phone.get_by_text("您已附议。")).to_be_visible()
    shot(phone, "02-seconded")


def answer(desk: Page, proposal: Proposal, axe) -> None:
    desk.goto(proposal.get_absolute_url())
    desk.get_by_role("link", name="街坊在等您答复").click()
    axe(desk)
    desk.get_by_label("业主共同决定").first.check()
    desk.get_by_label("提交会议讨论").check()
    desk.get_by_label("答复和理由").fill("电梯属共有部分，会上先听物业报价。")
    shot(desk, "03-answer")
    desk.get_by_role("button", name="答复").click()
    expect(desk.locator("#main")).to_contain_text("会上先听物业报价")
    shot(desk, "04-answered")


def decide_at_a_meeting(ground, desk: Page, proposal: Proposal) -> Resolution:
    """The topic stands in the tray, and its page knows the proposal. What is clicked in the meeting itself the
    journey of the room shows; here it is held by the operations, nine days after it was called."""
    from committees.operations import ItemPlan, PartyPlan, close_meeting, convene_meeting, record_resolution
    from committees.operations.room import open_meeting
    from tests.committees.ground import attend

    proposal.refresh_from_db()
    desk.goto("/meetings/topics/?show=ready")
    desk.get_by_role("link", name=TITLE).first.click()
    expect(desk.locator("#main")).to_contain_text("业主")
    shot(desk, "05-topic")
    starts = timezone.now() - timedelta(hours=2)
    office = [("居委会", ground.committee, ground.staff), ("物业", ground.company, ground.manager)]
    meeting = convene_meeting(
        by=ground.staff,
        organisation=ground.committee,
        title="电梯怎么办",
        place=ground.estate,
        venue="4 栋二层",
        starts_at=starts,
        ends_at=starts + timedelta(minutes=90),
        parties=[PartyPlan(name, organisation=org, users=[user]) for name, org, user in office],
        agenda=[ItemPlan(topic=proposal.topic, minutes=30)],
        now=starts - timedelta(days=9),
    )
    open_meeting(by=ground.staff, meeting=attend(ground, meeting, starts), now=starts)
    item = AgendaItem.objects.get(meeting=meeting, topic=proposal.topic)
    given = {"text": MOTION, "agenda_item": item, "is_beyond_power": True, "votes_for": 2}
    resolution = record_resolution(by=ground.staff, meeting=meeting, **given)
    close_meeting(by=ground.staff, meeting=meeting, minutes="各方说了报价和工期。")
    return resolution


def prepare(desk: Page, resolution: Resolution, axe) -> Ballot:
    """From the words of the resolution; the electorate and the effect are set already."""
    desk.goto(f"/meetings/{resolution.meeting_id}/")
    expect(desk.locator("#main")).to_contain_text("转业主大会")
    shot(desk, "06-meeting")
    desk.get_by_role("link", name="准备业主表决").click()
    expect(desk.locator("#main")).to_contain_text("电梯怎么办")
    expect(desk.get_by_label("用一句话写要问什么")).to_have_value(MOTION)
    expect(desk.get_by_label("业主", exact=True)).to_be_checked()
    expect(desk.get_by_label("正式决定")).to_be_checked()
    axe(desk)
    desk.get_by_label("用一句话写要问什么").fill("是否使用维修资金更换 1 栋电梯")
    desk.get_by_label("业主决定什么").select_option(label="使用建筑物及其附属设施的维修资金")
    opens = timezone.localdate() + timedelta(days=16)
    desk.get_by_label("表决开始").fill(f"{opens:%Y-%m-%d}")
    desk.get_by_label("表决结束").fill(f"{opens + timedelta(days=5):%Y-%m-%d}")
    shot(desk, "07-prepare")
    desk.get_by_role("button", name="存草稿").click()
    expect(desk.get_by_role("heading", level=1)).to_have_text("是否使用维修资金更换 1 栋电梯")
    ballot = Ballot.objects.get()
    assert ballot.resolution == resolution
    return ballot


def announce(ground, desk: Page, ballot: Ballot, axe) -> Ballot:
    """The page says what will be frozen, and refuses to begin before fifteen days are over. They are waited for
    by the clock of the operation alone: notice was given sixteen days ago, voting began an hour ago."""
    from ballots.operations import announce_ballot

    expect(desk.locator("#main")).to_contain_text("名册上有 12 个计票人")
    axe(desk)
    tomorrow = timezone.localdate() + timedelta(days=1)
    desk.get_by_label("表决开始").fill(f"{tomorrow:%Y-%m-%d}")
    desk.get_by_role("button", name="公告并封存").click()
    expect(desk.get_by_role("alert").first).to_contain_text("表决开始")
    expect(desk.locator("#main")).to_contain_text("业主表决至少提前 15 天通知")
    shot(desk, "08-too-soon")
    opens = timezone.now() - timedelta(hours=1)
    hours = {"opens_at": opens, "closes_at": opens + timedelta(days=5), "now": opens - timedelta(days=16)}
    return announce_ballot(by=ground.chair, ballot=ballot, **hours)


def vote(phone: Page, ballot: Ballot, axe) -> str:
    phone.goto(ballot.get_absolute_url())
    expect(phone.locator("#main")).to_contain_text("您代表 1栋0101 投票：计 1 人、专有部分面积 80.00 平方米")
    axe(phone, in_both=True)
    fits(phone)
    shot(phone, "09-vote")
    phone.get_by_label("同意", exact=True).check()
    phone.get_by_role("button", name="投出这一票").click()
    expect(phone.locator("[role=status]").filter(has_text="投好了，回执号就在这一页。")).to_be_visible()
    expect(phone.locator(".receipt")).to_have_text(RECEIPT)
    axe(phone)
    shot(phone, "10-receipt")
    return phone.locator(".receipt").inner_text()


def others_vote(ballot: Ballot) -> None:
    """Six more on their phones: with the paper exactly two thirds of the twelve."""
    from tests.ballots.counting import cast_for

    voting = ballot.electors.filter(participation=None).exclude(label__contains="0102").order_by("number")
    for elector, choice in zip(voting, ["yes"] * 4 + ["no", "abstain"], strict=False):
        cast_for(elector, choice)


def hand_in(phone: Page, ballot: Ballot, axe) -> None:
    """The captain types it in on the stairs."""
    phone.goto(ballot.get_absolute_url())
    phone.get_by_role("link", name="纸质票", exact=True).click()
    phone.get_by_label("门牌").fill("102")
    phone.get_by_role("button", name="查找").click()
    axe(phone)
    shot(phone, "11-find")
    phone.locator("#found").get_by_role("link", name="0102").first.click()
    axe(phone)
    fits(phone)
    phone.get_by_label("同意", exact=True).check()
    shot(phone, "12-paper")
    phone.get_by_role("button", name="票上就是这样").click()
    expect(phone.locator("[role=status]").filter(has_text="等另一个人复读后计入")).to_be_visible()
    shot(phone, "13-handed-in")


def close_and_count(desk: Page, office: Page, ballot: Ballot, axe) -> None:
    """The hour comes by the clock of the closing job; a paper still waits, so nothing is counted by itself."""
    from ballots.operations import close_due

    close_due(now=ballot.closes_at + timedelta(minutes=1))
    count = f"{ballot.get_absolute_url()}count/"
    desk.goto(count)
    expect(desk.locator("#main")).to_contain_text("1 张纸质票等第二个人看")
    expect(desk.get_by_role("button", name="数一数")).to_have_count(0)
    axe(desk)
    shot(desk, "14-waits")

    office.goto(f"{ballot.get_absolute_url()}papers/")
    office.get_by_role("link", name="0102").click()
    expect(office.get_by_label("同意", exact=True)).not_to_be_checked()
    office.get_by_label("同意", exact=True).check()
    office.get_by_role("button", name="票上就是这样").click()
    expect(office.locator("[role=status]").filter(has_text="两次读的一样")).to_be_visible()
    axe(office)
    shot(office, "15-confirmed")

    desk.goto(count)
    desk.get_by_role("link", name="纸质票已收齐").click()
    axe(desk)
    shot(desk, "15-all-in")
    desk.get_by_role("button", name="纸质票已收齐").click()
    desk.get_by_role("button", name="数一数").click()
    expect(desk.locator("#result")).to_contain_text("已通过")
    axe(desk)
    shot(desk, "16-counted")


def read_the_tests(phone: Page, ballot: Ballot, axe) -> None:
    """Each of the four with its figure, what it takes and what is left over; and one's own vote."""
    phone.goto(ballot.get_absolute_url())
    result = phone.locator("#result")
    for name, figures, margin in (
        ("人数参与", "8 人，共 12 人；须达到三分之二，即 8 人。", "正好达到。"),
        ("面积参与", "640.00 平方米，共 960.00 平方米；须达到三分之二，即 640.00 平方米。", "正好达到。"),
        ("人数同意", "6 人，共 8 人；须超过一半，即 5 人。", "已达到，多出 1 人。"),
        (
            "面积同意",
            "480.00 平方米，共 640.00 平方米；须超过一半，即 320.01 平方米。",
            "多出 159.99 平方米。",
        ),
    ):
        line = result.get_by_role("listitem").filter(has_text=name)
        expect(line).to_contain_text(figures)
        expect(line).to_contain_text(margin)
    axe(phone)
    fits(phone)
    shot(phone, "17-result")


def recount(phone: Page, ballot: Ballot, receipt: str, folder: Path) -> None:
    """By the program that is handed out, in a process that knows nothing of this site."""
    number = phone.locator("#result .mono").inner_text()
    with phone.expect_download() as saved:
        phone.get_by_role("link", name="选票文件").click()
    file = folder / saved.value.suggested_filename
    saved.value.save_as(file)
    command = [sys.executable, "-m", "ballots.verify", file, "--posted", number, "--receipt", receipt]
    found = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
    assert found.returncode == 0, found.stderr
    for sentence in ("参与人数 8：要 8（12 的 2/3），余量 0", "和公告一样。", "您的票：同意"):
        assert sentence in found.stdout
    file.write_bytes(file.read_bytes().replace(b'"no"', b'"yes"', 1))
    assert subprocess.run(command, capture_output=True, check=False).returncode == 1

    record = phone.request.get(phone.get_by_role("link", name="表决记录（PDF）").get_attribute("href"))
    assert record.headers["content-type"] == "application/pdf"
    assert record.body().startswith(b"%PDF")
    phone.get_by_role("link", name="查我的回执").click()
    phone.locator("[name=receipt]").fill(receipt.lower().replace("-", " "))
    phone.get_by_role("button", name="查一查").click()
    expect(phone.get_by_role("status").filter(has_text="这张票已计入")).to_contain_text("同意")
    shot(phone, "18-checked")


def post(desk: Page, ballot: Ballot, axe) -> None:
    desk.goto(ballot.get_absolute_url())
    desk.get_by_role("link", name="公示结果").click()
    axe(desk)
    shot(desk, "19-post")
    desk.get_by_role("button", name="发出公示").click()
    expect(desk.locator("#main")).to_contain_text("核对号")
    shot(desk, "20-posted")


def read_the_notice(phone: Page, ballot: Ballot, result: Result, axe) -> None:
    """A tenant, who is on no roll of owners, reads it all the same."""
    phone.goto("/notices/")
    phone.get_by_role("link", name=re.compile("结果.*更换 1 栋电梯|更换 1 栋电梯.*结果")).first.click()
    expect(phone.locator("#notice-text")).to_contain_text("人数参与：8 人，共 12 人")
    expect(phone.locator("#notice-text")).to_contain_text(result.chain_head)
    axe(phone)
    fits(phone)
    shot(phone, "21-notice")


# --- a secret ballot without script ---------------------------------------------------------------------


def test_a_secret_vote_without_script_counts_once(ground, page, as_, axe):
    """Twice on the button, back and again, and from another tab: one vote, one receipt."""
    from tests.ballots.ground import opened

    ballot = opened(ground, electorate="residents", legal_effect="advisory", secrecy="secret")
    url = ballot.get_absolute_url()
    looked_at = as_(page("phone"), ground.second_owner)  # axe is a script
    looked_at.goto(url)
    axe(looked_at, in_both=True)
    phone = as_(page("phone", script=False), ground.owner)
    phone.goto(url)
    other = phone.context.new_page()
    other.goto(url)
    shot(phone, "30-secret")

    phone.get_by_label("反对").check()
    phone.get_by_label("我已年满 18 周岁").check()
    phone.get_by_role("button", name="投出这一票").dblclick()
    expect(phone.get_by_role("heading", name="您的票已进票箱")).to_be_visible()
    receipt = phone.locator(".receipt").inner_text()
    assert RECEIPT.fullmatch(receipt)
    fits(phone)
    shot(phone, "31-secret-receipt")

    phone.reload()  # the same form once more: the same receipt, and no second vote
    expect(phone.locator(".receipt")).to_have_text(receipt)

    phone.go_back()
    expect(phone.locator("#main")).to_contain_text("选了什么、回执号是多少，谁也调不出来")
    expect(phone.get_by_role("button", name="投出这一票")).to_have_count(0)
    shot(phone, "32-secret-back")

    other.get_by_label("同意", exact=True).check()
    other.get_by_label("我已年满 18 周岁").check()
    other.get_by_role("button", name="投出这一票").click()
    expect(other.get_by_role("alert")).to_contain_text("这一票已经投过。无记名的票找不回来，也不能改。")
    shot(other, "33-secret-tab")
    expect(other.locator(".receipt")).to_have_count(0)

    phone.goto(url)
    expect(phone.locator("#main")).to_contain_text("谁也调不出来")
    expect(phone.locator("#main")).not_to_contain_text(receipt)
    assert Participation.objects.filter(ballot=ballot).count() == 1


# In how many lines a weekday stands, at the widest.
LINES_OF_A_WEEKDAY = """() => Math.max(...[...document.querySelectorAll("main .list .meta")].flatMap((meta) => {
  const walker = document.createTreeWalker(meta, NodeFilter.SHOW_TEXT), lines = [];
  for (let node; (node = walker.nextNode()); )
    for (const { index } of node.data.matchAll(/星期./g)) {
      const range = document.createRange();
      range.setStart(node, index);
      range.setEnd(node, index + 3);
      lines.push(new Set([...range.getClientRects()].map((rect) => rect.top)).size);
    }
  return lines;
}))"""


def test_no_weekday_is_broken_where_a_ballot_is_announced(ground, page, as_):
    ground.announced(title="换门禁")
    phone = as_(page("phone"), ground.owner)
    phone.goto("/ballots/")
    for width in range(320, 440, 10):
        phone.set_viewport_size({"width": width, "height": 844})
        assert phone.evaluate(LINES_OF_A_WEEKDAY) == 1, width
