"""A visitor reads a notice; a neighbour says that the home knows; staff write one on a phone."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from notices.models import Notice
from notices.queries import homes_confirmed
from tests.browser.pasting import editor

pytestmark = pytest.mark.django_db(transaction=True)

WATER = {
    "title": "1 栋今天下午停水，更换供水阀门",
    "category": "utilities",
    "is_urgent": True,
    "when_text": "今天 14:00 – 17:00（约 3 小时）",
    "where_text": "1 栋全部住户",
    "ask_text": "请在 13:30 前存好水，关紧水龙头",
    "asks_acknowledgement": True,
    "body": "各位街坊：\n\n总阀门关不严，今天换掉。\n\n## 停水期间\n- 热水器请先关掉电源。",
}


@pytest.fixture
def ground(transactional_db):
    from tests.notices.ground import new_ground

    return new_ground()


def signed_in(tab, user):
    client = Client()
    client.force_login(user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    tab.context.add_cookies([{"name": cookie.key, "value": cookie.value, "domain": "localhost", "path": "/"}])
    return tab


def fits(tab) -> bool:
    return tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def older(ground, count: int) -> None:
    for number in range(count):
        notice = ground.publish(title=f"旧告示 {number + 1:02}", body="过去的事。")
        Notice.objects.filter(pk=notice.pk).update(publish_at=timezone.now() - timedelta(days=60 + number))


@pytest.mark.parametrize(("viewport", "comfort"), [("phone", "large"), ("desktop", "normal")])
def test_a_visitor_reads_a_notice(ground, page, axe, viewport, comfort):
    ground.publish(**WATER)
    ground.publish(title="只给住户看的", is_public=False)
    tab = page(viewport)
    tab.goto(f"/notices/?comfort={comfort}")
    expect(tab.get_by_role("heading", name="今天")).to_be_visible()
    assert tab.get_by_text("只给住户看的").count() == 0
    axe(tab, in_both=True)
    assert fits(tab)

    tab.get_by_role("link", name=WATER["title"]).click()
    expect(tab.get_by_role("heading", name=WATER["title"], level=1)).to_be_visible()
    expect(tab.get_by_text("今天 14:00 – 17:00（约 3 小时）")).to_be_visible()
    expect(tab.get_by_role("heading", name="停水期间")).to_be_visible()
    expect(tab.get_by_role("link", name="打电话给灯湖社区居委会")).to_have_attribute(
        "href", "tel:075700000100"
    )
    axe(tab, in_both=True)
    assert fits(tab)

    tab.get_by_role("link", name="看打印版").click()
    expect(tab.locator(".poster__qr svg")).to_be_visible()
    assert fits(tab)


def test_the_poster_is_one_sheet_of_paper(ground, page):
    ground.captain.captaincies.update(phone_is_public=True)
    notice = ground.publish(**WATER | {"body": WATER["body"] + "\n- 来水后先放水 2 分钟。" * 4})
    tab = page("desktop")
    tab.goto(f"/notices/{notice.pk}/poster/")
    paper = tab.pdf(prefer_css_page_size=True)
    assert re.findall(rb"/Count (\d+)", paper) == [b"1"]


def test_a_visitor_reads_without_script(ground, page):
    older(ground, 12)
    tab = page(script=False)
    tab.goto("/notices/")
    tab.get_by_role("link", name="再看 10 条").click()
    tab.get_by_role("link", name="旧告示 12").click()
    expect(tab.get_by_text("过去的事。")).to_be_visible()


def test_ten_more_come_in_place(ground, page, axe):
    older(ground, 13)
    tab = page()
    tab.goto("/notices/")
    expect(tab.locator(".item")).to_have_count(10)
    tab.get_by_role("link", name="再看 10 条").click()
    expect(tab.locator(".item")).to_have_count(13)
    assert "after=" not in tab.url, "the page itself stayed"
    expect(tab.get_by_role("link", name="再看 10 条")).to_have_count(0)
    axe(tab)


def test_a_neighbour_says_that_the_home_knows(ground, page, axe):
    notice = ground.publish(**WATER)
    tab = signed_in(page(), ground.resident)
    tab.goto("/notices/")
    expect(tab.locator(".notice__dot")).to_have_count(1)
    tab.get_by_role("link", name=WATER["title"]).click()
    expect(tab.get_by_text("0 / 6 户")).to_be_visible()
    tab.evaluate("window.here = true")
    tab.get_by_role("button", name="我家知道了").click()
    expect(tab.get_by_role("heading", name="您家知道了")).to_be_visible()
    expect(tab.get_by_text("1 / 6 户")).to_be_visible()
    assert tab.evaluate("window.here"), "only the card was changed"
    expect(tab.locator("#h-ack")).to_be_focused()  # the focus stays with what changed
    axe(tab)
    assert homes_confirmed(notice, {ground.first.path})[0].confirmed == 1
    tab.goto("/notices/")
    expect(tab.locator(".notice__dot")).to_have_count(0)


def test_staff_write_on_a_phone_look_at_it_and_let_it_out(ground, page, axe):
    tab = signed_in(page(), ground.writer)
    tab.goto("/notices/")
    tab.get_by_role("link", name="写告示").first.click()
    tab.get_by_role("button", name="发布").click()
    expect(tab.get_by_text("请写个标题。")).to_be_visible()
    axe(tab)

    tab.get_by_label("标题").fill(WATER["title"])
    editor(tab).click()
    tab.keyboard.type("各位街坊：总阀门关不严，今天换掉。")
    tab.keyboard.press("Enter")
    tab.get_by_role("toolbar").get_by_role("button", name="标题", exact=True).click()
    tab.keyboard.type("停水期间")
    tab.get_by_text("水岸公馆", exact=True).click()
    tab.get_by_label("1栋").check(force=True)
    tab.get_by_role("button", name="预览").click()
    expect(tab.get_by_role("heading", name="街坊看到的样子")).to_be_visible()
    expect(tab.get_by_role("article").get_by_role("heading", name="停水期间")).to_be_visible()
    expect(tab.get_by_label("1栋")).to_be_checked()
    assert not Notice.objects.exists()
    axe(tab)
    assert fits(tab)

    tab.get_by_role("button", name="发布").click()
    expect(tab.get_by_role("heading", name=WATER["title"], level=1)).to_be_visible()
    expect(tab.get_by_text("已发布，正在通知街坊。")).to_be_visible()
    assert list(Notice.objects.get().places.all()) == [ground.first]
    axe(tab)
