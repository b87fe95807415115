"""The organisation's desk in a browser: by keys, by pointer, on a phone, and without script."""

import re

import pytest
from playwright.sync_api import expect

from issues.models import Issue, SavedView
from issues.operations import dispute_issue
from tests.browser.test_issues import check_at_rest, estate, fits, media, signed_in
from tests.browser.waits import until_held

__all__ = ["estate", "media"]
pytestmark = pytest.mark.django_db(transaction=True)
QUEUE = "/issues/queue/"


@pytest.fixture
def three(estate):
    return [estate.report(by=estate.captain, text=text) for text in ("甲漏水", "乙漏水", "丙漏水")]


def states() -> list[str]:
    return list(Issue.objects.order_by("pk").values_list("state", flat=True))


def test_a_morning_at_the_desk_by_keys(estate, three, page, axe):
    tab = signed_in(page("desktop"), estate.engineer)
    tab.goto(QUEUE)
    check_at_rest(axe, tab)
    panel = tab.locator("#panel")
    expect(panel).to_contain_text("在左边点一件")

    tab.keyboard.press("j")
    expect(panel.get_by_role("heading", level=2)).to_have_text("3栋甲漏水")
    assert tab.url.endswith(f"issue={three[0].pk}")
    tab.keyboard.press("j")
    tab.keyboard.press("k")
    tab.keyboard.press("j")
    expect(panel.get_by_role("heading", level=2)).to_have_text("3栋乙漏水")
    check_at_rest(axe, tab)
    tab.keyboard.press("a")
    expect(tab.get_by_text("由您接手了")).to_be_visible()
    expect(panel.locator(".chip").first).to_have_text("已接手")
    assert states() == ["reported", "accepted", "reported"]
    tab.keyboard.press("s")
    expect(panel.locator(".chip").first).to_have_text("处理中")

    # What is being worked on has more time and stands last now; the next key goes to what took its place.
    tab.keyboard.press("j")
    tab.keyboard.press("d")  # pressed while the panel may still be on its way
    expect(panel.get_by_role("heading", level=2)).to_have_text("3栋丙漏水")
    first = panel.get_by_role("radio").first
    expect(first).to_be_focused()
    check_at_rest(axe, tab)
    panel.get_by_label(str(estate.committee)).check()
    panel.get_by_label("对方要知道的情况").fill("公用管道，jk 按键不该动")
    assert tab.url.endswith(f"issue={three[2].pk}")
    panel.get_by_role("button", name="转过去").click()
    expect(tab.get_by_text("转过去了")).to_be_visible()
    three[2].refresh_from_db()
    assert three[2].offered_organisation == estate.committee

    tab.keyboard.press("?")
    expect(tab.get_by_text("这一页用快捷键")).to_be_visible()
    check_at_rest(axe, tab)
    tab.get_by_text("这一页用快捷键").click()
    here = tab.url
    tab.keyboard.press("k")
    assert tab.url == here
    tab.get_by_text("这一页用快捷键").click()
    tab.keyboard.press("k")
    expect(panel.get_by_role("heading", level=2)).to_have_text("3栋甲漏水")
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile(rf"/issues/{three[0].pk}/$"))


def test_keys_pressed_in_one_breath_are_done_one_after_the_other(estate, three, page):
    tab = signed_in(page("desktop"), estate.engineer)
    tab.goto(QUEUE)
    for key in "jaj":
        tab.keyboard.press(key)
    expect(tab.get_by_text("由您接手了")).to_be_visible()
    expect(tab.locator("#work-title")).not_to_have_text("3栋甲漏水")
    tab.keyboard.press("s")
    expect(tab.locator("#panel .chip").first).to_have_text("处理中")
    assert sorted(states()) == ["accepted", "in_progress", "reported"]


def test_keys_pressed_while_an_answer_is_on_its_way_wait_for_it(estate, three, page):
    tab = signed_in(page("desktop"), estate.engineer)
    tab.goto(f"{QUEUE}?issue={three[0].pk}")
    held = []
    tab.route("**/issues/queue/act**", lambda route: held.append(route))
    tab.keyboard.press("a")
    expect(tab.locator("#panel form[aria-busy]")).to_have_count(1)
    until_held(tab, held)
    tab.keyboard.press("j")
    tab.keyboard.press("d")
    assert tab.url.endswith(f"issue={three[0].pk}"), "neither key was done yet"
    held[0].continue_()
    expect(tab.locator("#work-title")).not_to_have_text("3栋甲漏水")
    expect(tab.locator("#panel").get_by_role("radio").first).to_be_focused()


def test_what_is_sent_outruns_a_panel_that_is_late(estate, three, page):
    """The panel that was asked for before must not come into the desk that the answer brought."""
    tab = signed_in(page("desktop"), estate.engineer)
    tab.goto(f"{QUEUE}?issue={three[0].pk}")
    held = []
    tab.route(f"**/issues/queue/?issue={three[1].pk}", lambda route: held.append(route))
    tab.locator(f"#row-{three[1].pk}").click()
    tab.locator(".desk__tick input").nth(2).check()
    tab.locator("#bulk").get_by_role("button", name="接手").click()
    expect(tab.get_by_text("由您接手了")).to_be_visible()
    assert len(held) == 1
    assert sorted(states()) == ["accepted", "reported", "reported"]


def test_every_key_has_a_button_one_can_see(estate, three, page):
    tab = signed_in(page("desktop"), estate.engineer)
    tab.goto(f"{QUEUE}?issue={three[0].pk}")
    for key in "jkasd?":
        expect(tab.locator(f'[data-key="{key}"]')).to_be_visible()
    expect(tab.locator(".desk__tick input").first).to_be_visible()
    expect(tab.get_by_role("link", name="打开全页")).to_be_visible()
    tab.get_by_role("button", name="下一件").click()
    expect(tab.locator("#work-title")).to_have_text("3栋乙漏水")


def test_several_ticked_by_keys_are_joined_by_staff(estate, three, page, axe):
    tab = signed_in(page("desktop"), estate.staff)
    tab.goto(QUEUE)
    for _number in range(2):
        tab.keyboard.press("j")
        tab.keyboard.press("x")
    expect(tab.locator("[data-ticked]")).to_have_text("已勾选 2")
    tab.get_by_role("button", name="合并…").click()
    expect(tab.locator("#work-title")).to_have_text("把这 2 件并成一件")
    expect(tab.locator("#work-title")).to_be_focused()
    check_at_rest(axe, tab)
    tab.get_by_role("button", name="并成一件").click()
    expect(tab.get_by_text(f"1 件并入了 {three[0].number}。")).to_be_visible()
    assert states() == ["reported", "merged", "reported"]
    expect(tab.locator(".desk__row")).to_have_count(2)


def test_what_was_refused_stays_to_be_read(estate, three, page):
    dispute_issue(by=estate.engineer, issue=three[0], text="不归我们")
    tab = signed_in(page("desktop"), estate.engineer)
    tab.goto(QUEUE)
    tab.get_by_role("button", name="全选").click()
    expect(tab.locator("[data-ticked]")).to_have_text("已勾选 3")
    tab.locator("#bulk").get_by_role("button", name="接手").click()
    toast = tab.get_by_role("status").filter(has_text="接手了 2 件。")
    expect(toast).to_contain_text("1 件没有办成")
    expect(toast.get_by_role("link", name=three[0].number)).to_be_visible()


def test_on_a_phone_one_or_the_other(estate, three, page, axe):
    tab = signed_in(page("phone"), estate.engineer)
    tab.goto(f"{QUEUE}?who=ours")
    check_at_rest(axe, tab)
    expect(tab.locator("#panel")).to_be_hidden()
    tab.get_by_role("link", name="乙漏水").click()
    expect(tab.locator("#work-title")).to_be_visible()
    expect(tab.locator("#rows")).to_be_hidden()
    check_at_rest(axe, tab)
    tab.locator("#panel").get_by_role("button", name="接手").click()
    expect(tab.get_by_text("由您接手了")).to_be_visible()
    tab.get_by_role("link", name="回列表").click()
    expect(tab.locator(".desk__row")).to_have_count(3)
    assert "who=ours" in tab.url


def test_without_script_all_of_it_works(estate, three, page):
    tab = signed_in(page("desktop", script=False), estate.engineer)
    tab.goto(QUEUE)
    tab.get_by_role("link", name="甲漏水").click()
    tab.locator("#panel").get_by_role("button", name="接手").click()
    expect(tab.get_by_text("由您接手了")).to_be_visible()
    tab.get_by_role("link", name="更多条件").click()
    tab.get_by_label("待接手", exact=True).check()
    tab.get_by_role("button", name="看这些").click()
    expect(tab.locator(".desk__row")).to_have_count(2)
    tab.get_by_label("给这个筛选起个名").fill("没人接的")
    tab.get_by_role("button", name="存成常用").click()
    expect(tab.get_by_role("link", name="没人接的")).to_have_attribute("aria-current", "page")
    for box in tab.locator(".desk__tick input").all():
        box.check()
    tab.locator("#bulk").get_by_role("button", name="转给…").click()
    tab.get_by_label(str(estate.committee)).check()
    tab.get_by_role("button", name="转过去").click()
    expect(tab.get_by_text("转出 2 件。")).to_be_visible()
    assert Issue.objects.filter(offered_organisation=estate.committee).count() == 2
    tab.get_by_role("link", name="没人接的").click()
    tab.get_by_role("button", name="删掉常用").click()
    assert not SavedView.objects.exists()
    with tab.expect_download() as download:
        tab.get_by_role("button", name="导出 Excel").click()
    assert re.fullmatch(r"事项-\d{8}-\d{4}\.xlsx", download.value.suggested_filename)
    assert fits(tab)


def test_the_counts_follow_while_one_looks_and_rest_while_one_does_not(estate, three, page):
    tab = page("desktop")
    tab.clock.install()
    signed_in(tab, estate.engineer)
    asked = []
    tab.on(
        "request",
        lambda request: asked.append(request) if request.headers.get("hx-target") == "counts" else None,
    )
    tab.goto(QUEUE)
    expect(tab.locator("#tab-waiting")).to_contain_text("3")
    estate.report(by=estate.captain, text="丁漏水")
    tab.clock.fast_forward(30_000)
    expect(tab.locator("#tab-waiting")).to_contain_text("4")
    before = len(asked)
    tab.evaluate(
        "Object.defineProperty(document, 'visibilityState', {get: () => window.__hidden ? 'hidden' : 'visible'}); window.__hidden = true"
    )
    for _number in range(3):
        tab.clock.fast_forward(30_000)
    estate.report(by=estate.captain, text="戊漏水")
    tab.evaluate("window.__hidden = false; document.dispatchEvent(new Event('visibilitychange'))")
    expect(tab.locator("#tab-waiting")).to_contain_text("5")
    assert len(asked) == before + 1


def test_large_text_and_dark_fit_and_are_clean(estate, three, page, axe):
    for viewport in ("phone", "desktop"):
        tab = signed_in(page(viewport), estate.staff)
        for query in ("comfort=large", "filter=1", f"issue={three[0].pk}"):
            tab.goto(f"{QUEUE}?{query}")
            tab.mouse.move(0, 0)
            axe(tab, in_both=True)
            assert fits(tab), query
