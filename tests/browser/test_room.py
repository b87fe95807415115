"""Three browsers hold a meeting: the secretary's desk, a delegate's phone and the projector follow one another."""

import hashlib
import os
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.django_db(transaction=True)
FOLLOWS = 10_000  # ms; that they follow is shown here, how soon is another question on a busy machine


@pytest.fixture
def estate(transactional_db):
    from issues.operations.categories import load_categories
    from tests.committees.ground import make_place

    load_categories()
    return make_place()


def shot(page: Page, name: str) -> None:
    if folder := os.environ.get("SHOTS"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


# Meeting 1 of the year's sample: what is said, what is moved, who does it by when.
CHARGING, THROWING, LIBRARY = "电动车集中充电点", "高空抛物监控", "共享书屋开放时间"
MAPS = "由物业 7 日内补充两处选址的消防距离图，贴到各栋大堂。"
CAMERA = "增设朝天摄像头，费用拟用公共收益；属业主共同决定，转业主大会。"
HOURS = "书屋试开 19:00 – 21:00。"


@pytest.fixture
def sample(estate):
    """Begun ten minutes ago, nobody checked in yet; a promise of the meeting before is still open."""

    from committees.operations import ActionPlan, ItemPlan, close_meeting, record_resolution, reply
    from tests.committees.ground import attend, convene_now, convene_soon

    last = convene_soon(estate, days=-20)
    attend(estate, last, now=last.starts_at)
    task = ActionPlan("补路灯", timezone.localdate() - timedelta(days=2), organisation=estate.property)
    record_resolution(by=estate.staff, meeting=last, text="北门补两盏路灯", actions=[task])
    close_meeting(by=estate.staff, meeting=last, minutes="已议")
    agenda = [ItemPlan(CHARGING, 30, "物业"), ItemPlan(THROWING, 25), ItemPlan(LIBRARY, 10)]
    meeting = convene_now(estate, agenda=agenda, chair=estate.president)
    early = meeting.starts_at - timedelta(days=1)
    for user in (estate.staff, estate.president, estate.captain):
        reply(by=user, meeting=meeting, reply="coming", now=early)
    return meeting


def write(desk: Page, what: str, text: str) -> None:
    desk.locator(f"textarea[data-note^={what}]").fill(text)
    expect(desk.locator(f"[data-status^={what}]")).to_contain_text("自动保存")


def next_item(desk: Page, title: str) -> None:
    desk.get_by_role("button", name="下一项").click()
    expect(desk.locator("#table")).to_contain_text(title)


def test_three_browsers_hold_the_sample_meeting_to_posted_minutes_and_pdf(estate, sample, page, as_, axe):
    desk, screen = as_(page("desktop"), estate.staff), page("desktop")
    phone = as_(page("phone"), estate.manager)
    room = f"/meetings/{sample.pk}/room/"

    # The delegate scans the code at the door; the others are ticked off the list.
    screen.goto(f"/meetings/{sample.pk}/screen/{sample.screen_code}/")
    expect(screen.locator("#stage")).to_contain_text("请签到")
    phone.goto(f"/meetings/{sample.pk}/here/{sample.checkin_code}/")
    axe(phone)
    phone.get_by_role("button", name="我到了").click()
    expect(screen.locator("#bar")).to_contain_text("已到 1，需要 3", timeout=FOLLOWS)
    desk.goto(f"{room}people/")
    desk.get_by_role("button", name="给答复要来的都签到").click()
    axe(desk)
    expect(screen.locator("#bar")).to_contain_text("人数已够", timeout=FOLLOWS)

    # Item 1: what was promised. Without a word about it the meeting cannot be closed.
    desk.goto(room)
    desk.get_by_role("button", name="开会").click()
    expect(phone.locator("#table")).to_contain_text("第 1 项", timeout=FOLLOWS)
    heard = phone.locator("main").get_by_role("status")
    heard.evaluate("region => { region.dataset.stays = 'yes'; }")  # a region that came anew would be silent
    expect(desk.locator("#desk")).to_contain_text("北门补两盏路灯")
    shot(desk, "desk-item-1")

    # Item 2: a speech, off the topic; a motion; a vote on phones that fails to move anybody; a vote by hands.
    next_item(desk, CHARGING)
    expect(phone.locator("#table")).to_contain_text(CHARGING, timeout=FOLLOWS)
    phone.get_by_role("button", name="赞成").click()
    expect(phone.locator("#me")).to_contain_text("排在第 1 位")
    expect(desk.locator("#floor")).to_contain_text(estate.manager.display_name, timeout=FOLLOWS)
    desk.get_by_role("button", name="请发言").click()
    expect(heard).to_have_text("请您发言", timeout=FOLLOWS)
    desk.get_by_role("button", name="跑题").click()
    expect(screen.locator("#speaking")).to_contain_text("跑题", timeout=FOLLOWS)
    expect(phone.locator("#me")).to_contain_text("请回到正题", timeout=FOLLOWS)
    shot(screen, "screen-off-topic")
    write(desk, "summary", "物业报两处选址，6 栋居民担心离窗太近；街坊会建议先民意征询。")
    write(desk, "motion", MAPS)
    expect(screen.locator("#stage")).to_contain_text(MAPS, timeout=FOLLOWS)
    desk.get_by_role("button", name="手机表决").click()
    expect(screen.locator("#stage")).to_contain_text("正在表决", timeout=FOLLOWS)
    expect(heard.and_(phone.locator("[data-stays]"))).to_have_text(
        re.compile(f"表决.*{MAPS}"), timeout=FOLLOWS
    )
    phone.get_by_role("button", name="同意").click()
    expect(desk.locator("#tally")).to_contain_text("同意 1", timeout=FOLLOWS)
    expect(screen.locator("#stage")).to_contain_text("同意 1", timeout=FOLLOWS)
    axe(phone)
    shot(phone, "phone-vote")
    desk.get_by_role("button", name="撤回动议").click()
    write(desk, "motion", MAPS)
    desk.get_by_role("button", name="举手表决").click()
    expect(desk.locator(".vote .yes")).to_have_count(4)
    for yes in desk.locator(".vote .yes").all():
        yes.click()
    expect(desk.locator("#tally")).to_contain_text("同意 4")
    desk.get_by_label("要做什么").first.fill("补消防距离图")
    desk.get_by_label("谁来办").first.select_option(label=estate.manager.display_name)
    desk.get_by_label("什么时候前").first.fill(f"{timezone.localdate() + timedelta(days=7):%Y-%m-%d}")
    axe(desk)
    shot(desk, "desk-hands")
    desk.get_by_role("button", name="形成决议").click()
    expect(phone.locator("#decided")).to_contain_text(MAPS, timeout=FOLLOWS)

    # Items 3 and 4: beyond the meeting's power; and what nobody objects to.
    next_item(desk, THROWING)
    write(desk, "motion", CAMERA)
    desk.get_by_text("不表决：一致同意").click()
    desk.get_by_role("radio", name="无人反对，一致同意").check()
    desk.get_by_label("属业主共同决定，转业主大会").check()
    desk.get_by_label("预算（元）").fill("12800")
    desk.get_by_role("button", name="形成决议").click()
    expect(phone.locator("#decided")).to_contain_text("转业主大会", timeout=FOLLOWS)
    next_item(desk, LIBRARY)
    write(desk, "motion", HOURS)
    desk.get_by_text("不表决：一致同意").click()
    desk.get_by_role("radio", name="无人反对，一致同意").check()
    desk.get_by_role("button", name="形成决议").click()
    expect(desk.locator("#decided")).to_contain_text(HOURS)
    shot(desk, "desk-decided")
    shot(phone, "phone-decided")

    # The end: the open promise wants a word; then the parties confirm, two on phones and two on paper.
    minutes = f"/meetings/{sample.pk}/minutes/"
    desk.goto(minutes)
    desk.get_by_label("会议纪要").fill("各方逐项说了情况。")
    desk.get_by_role("button", name="结束会议").click()
    expect(desk.get_by_role("alert").first).to_contain_text("补路灯")
    desk.goto(f"/meetings/{sample.pk}/carried/")
    desk.locator("form[action*='/carried/'] [name=state][value=open]").check()
    desk.locator("form[action*='/carried/'] [name=text]").fill("供电部门已批复，下周装。")
    desk.locator("form[action*='/carried/'] button").click()
    desk.goto(minutes)
    desk.get_by_label("会议纪要").fill("各方逐项说了情况。")
    shot(desk, "closing")
    desk.get_by_role("button", name="结束会议").click()
    expect(phone.locator("#table")).to_contain_text("已散会", timeout=FOLLOWS)
    expect(screen.locator("#stage")).to_contain_text("已散会", timeout=FOLLOWS)
    desk.goto(minutes)
    desk.locator("form[action$='/minutes/send/'] button").click()
    for delegate in (phone, desk):
        delegate.goto(f"{minutes}confirm/")
        delegate.get_by_role("button", name="本方确认纪要").click()
    shot(phone, "minutes-phone")
    for name in (estate.president.display_name, estate.captain.display_name):
        desk.goto(f"{minutes}paper/")
        desk.locator("[name=party]").select_option(
            index=1 if desk.locator("[name=party] option").nth(0).get_attribute("value") == "" else 0
        )
        desk.locator("[name=signed_by]").fill(name)
        desk.locator("[name=answer][value=confirmed]").check()
        desk.locator(".actionbar button").click()
    expect(desk.locator(".chip").first).to_have_text("已封存")
    axe(desk)
    shot(desk, "minutes-sealed")
    desk.get_by_role("button", name="公示纪要").click()
    shot(desk, "posting")
    assert_posted(sample, desk, page("phone"), axe)


def assert_posted(sample, desk: Page, visitor: Page, axe) -> None:
    """The whole for the parties, the public part for everyone; and the seal can be checked at home."""
    base = f"/meetings/{sample.pk}/"
    visitor.goto(f"{base}posting/")
    for words in (MAPS, CAMERA, HOURS, "转业主大会"):
        expect(visitor.locator("#main")).to_contain_text(words)
    axe(visitor)
    shot(visitor, "posting-visitor")
    public, whole = visitor.request.get(f"{base}minutes.pdf"), desk.request.get(f"{base}minutes.pdf")
    for pdf in (public, whole):
        assert pdf.headers["content-type"] == "application/pdf"
        assert pdf.body().startswith(b"%PDF-")
    sealed = desk.request.get(f"{base}minutes.json?whole=1").body()
    sample.minutes.refresh_from_db()
    assert hashlib.sha256(sealed).hexdigest() == sample.minutes.sha256
    desk.goto(f"{base}minutes/")
    expect(desk.locator(".hash")).to_have_text(sample.minutes.sha256)
    assert visitor.request.get(f"{base}minutes.json?whole=1").status == 404


@pytest.fixture
def held(estate):
    """A meeting that is on, with everyone checked in and the second item on the table."""
    from committees.operations.room import check_in, finish_item, open_meeting
    from tests.committees.ground import convene_now

    meeting = convene_now(estate, chair=estate.president)
    for invitation in meeting.invitations.all():
        check_in(by=estate.staff, meeting=meeting, invitation=invitation)
    open_meeting(by=estate.staff, meeting=meeting)
    finish_item(by=estate.staff, meeting=meeting)
    meeting.refresh_from_db()
    return meeting


def summary(meeting) -> str:
    return meeting.agenda.get(position=2).summary


def test_two_secretaries_type_at_once_and_keep_both_texts(estate, held, page, as_, axe):
    url = f"/meetings/{held.pk}/room/"
    one, two = as_(page("desktop"), estate.staff), as_(page("desktop"), estate.president)
    for secretary in (one, two):
        secretary.goto(url)
    box = "textarea[data-note^=summary]"
    # The first one writes while the line is away, so that neither page knows of the other's words.
    one.context.set_offline(True)
    one.locator(box).fill("物业：两处选址。")
    expect(one.locator("[data-status^=summary]")).to_contain_text("留在本机")
    two.locator(box).fill("会长：先问问 6 栋。")
    expect(two.locator("[data-status^=summary]")).to_contain_text("自动保存")
    one.context.set_offline(False)
    expect(one.get_by_role("alert")).to_contain_text("会长：先问问 6 栋。")
    axe(one)
    shot(one, "17-conflict")
    one.get_by_role("button", name="两段都留").click()
    expect(one.locator("[data-status^=summary]")).to_contain_text("自动保存")
    assert summary(held) == "会长：先问问 6 栋。\n物业：两处选址。"
    expect(two.locator(box)).to_have_value(
        summary(held), timeout=FOLLOWS
    )  # who is not typing gets the new text


def test_a_lost_line_and_a_browser_that_dies_lose_no_word(estate, held, page, as_):
    desk = as_(page("desktop"), estate.staff)
    url = f"/meetings/{held.pk}/room/"
    desk.goto(url)
    box = "textarea[data-note^=summary]"
    desk.context.set_offline(True)
    desk.locator(box).fill("6 栋街坊担心离窗太近，")
    expect(desk.locator("[data-status^=summary]")).to_contain_text("留在本机")
    desk.locator(box).press_sequentially("想先征")
    again = desk.context.new_page()
    desk.close()  # in the middle of the sentence
    desk.context.set_offline(False)
    assert summary(held) == ""
    again.goto(url)
    expect(again.locator(box)).to_have_value("6 栋街坊担心离窗太近，想先征")
    expect(again.locator("[data-status^=summary]")).to_contain_text("自动保存")
    assert summary(held) == "6 栋街坊担心离窗太近，想先征"


def test_the_line_comes_back_by_itself(estate, held, page, as_):
    desk = as_(page("desktop"), estate.staff)
    desk.goto(f"/meetings/{held.pk}/room/")
    desk.context.set_offline(True)
    desk.locator("textarea[data-note^=motion]").fill("先征询 5 天。")
    expect(desk.locator("[data-status^=motion]")).to_contain_text("留在本机")
    desk.context.set_offline(False)
    expect(desk.locator("[data-status^=motion]")).to_contain_text("自动保存", timeout=5_000)
    assert held.motions.get().text == "先征询 5 天。"


def two_pulses(tab: Page) -> None:
    """Longer than the script waits before it saves."""
    for _ in range(2):
        with tab.expect_request("**/pulse/**"):
            pass


def test_letters_on_their_way_to_a_character_are_not_saved(estate, held, page, as_):
    """Whoever looks for the right sign in the list of an input method has said nothing yet."""
    desk = as_(page("desktop"), estate.staff)
    desk.goto(f"/meetings/{held.pk}/room/")
    posted = []
    desk.on("request", lambda one: posted.append(one.post_data) if one.method == "POST" else None)
    desk.locator("textarea[data-note^=summary]").focus()
    keys = desk.context.new_cdp_session(desk)
    keys.send("Input.imeSetComposition", {"text": "wu ye", "selectionStart": 5, "selectionEnd": 5})
    expect(desk.locator("textarea[data-note^=summary]")).to_have_value("wu ye")
    two_pulses(desk)
    assert posted == []
    keys.send("Input.insertText", {"text": "物业"})
    expect(desk.locator("[data-status^=summary]")).to_contain_text("自动保存")
    assert summary(held) == "物业"


def test_a_phone_whose_browser_is_older_takes_part(estate, held, page, as_):
    desk = as_(page("desktop"), estate.staff)
    desk.add_init_script("delete AbortSignal.timeout")
    desk.goto(f"/meetings/{held.pk}/room/")
    write(desk, "summary", "物业报了两处选址。")
    assert summary(held) == "物业报了两处选址。"
    next_item(desk, "高空抛物监控")


def test_whoever_signed_in_anew_beside_the_room_goes_on_writing(estate, held, page, as_, settings):
    """The page's tokens are from before: each save and each press was refused, and "no connection" was said."""
    desk = as_(page("desktop"), estate.staff)
    desk.goto(f"/meetings/{held.pk}/room/")
    desk.context.clear_cookies(name=settings.CSRF_COOKIE_NAME)
    beside = as_(desk.context.new_page(), estate.staff)
    beside.goto("/accounts/me/")
    beside.close()
    write(desk, "summary", "物业报了两处选址。")
    assert summary(held) == "物业报了两处选址。"
    next_item(desk, "高空抛物监控")


def test_a_server_that_is_away_is_shown_and_what_was_typed_arrives_later(estate, held, page, as_):
    desk = as_(page("desktop"), estate.staff)
    desk.goto(f"/meetings/{held.pk}/room/")
    away = {"status": 502, "content_type": "text/html", "body": "Bad gateway"}
    desk.route("**/room/**", lambda route: route.fulfill(**away))
    expect(desk.locator("html[data-cut-off]")).to_have_count(1)
    desk.locator("textarea[data-note^=summary]").fill("物业报了两处选址。")
    expect(desk.locator("[data-status^=summary]")).to_contain_text("留在本机")
    desk.unroute("**/room/**")
    expect(desk.locator("[data-status^=summary]")).to_contain_text("自动保存")
    assert summary(held) == "物业报了两处选址。"


def test_the_whole_room_without_script(estate, held, page, as_):
    desk = as_(page("desktop", script=False), estate.staff)
    phone = as_(page("phone", script=False), estate.manager)
    url = f"/meetings/{held.pk}/room/"
    desk.goto(url)
    desk.locator("textarea[name=text]").first.fill("物业报了两处选址。")
    desk.get_by_role("button", name="保存").first.click()
    assert summary(held) == "物业报了两处选址。"
    desk.locator("textarea[name=text]").nth(1).fill("由街坊会征询 5 天。")
    desk.get_by_role("button", name="手机表决").click()
    phone.goto(url)
    phone.get_by_role("button", name="反对").click()
    expect(phone.get_by_role("button", name="反对")).to_have_attribute("aria-pressed", "true")
    desk.goto(url)
    expect(desk.locator("#tally")).to_contain_text("反对 1")
    desk.get_by_role("button", name="形成决议").click()
    expect(desk.locator("#decided")).to_contain_text("未通过")
