"""For everyone: by keyboard alone, without script, in an old WeChat browser, at 320 px with wider letter spacing."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import reverse
from playwright.sync_api import expect

from notices.models import Notice, NoticeRead
from tests.browser.measures import TOO_WIDE, too_small
from tests.factories import make_resident
from tests.notices.ground import new_ground

pytestmark = pytest.mark.django_db(transaction=True)

WATER = {
    "title": "今天停水，更换阀门",
    "is_urgent": True,
    "when_text": "今天 14:00 – 17:00",
    "ask_text": "请存好水",
    "asks_acknowledgement": True,
}
WECHAT = (
    "Mozilla/5.0 (Linux; Android 10) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0 Chrome/86.0.4240.99 "
    "XWEB/4317 MMWEBSDK/20220903 Mobile Safari/537.36 MicroMessenger/8.0.28"
)
# WCAG 1.4.12: whoever sets these loses no words
SPACED = "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important }"


@pytest.fixture
def ground(transactional_db):
    ground = new_ground()
    ground.publish(**WATER)
    ground.publish(title="周五早上灭蚊")
    return ground


def focused(tab) -> str:
    return tab.evaluate("document.activeElement.textContent.trim() || document.activeElement.name || ''")


def press_until(tab, words: str, key: str = "Tab", most: int = 60) -> None:
    """Steps until the focus is on it; each step's focus can be seen and no bar lies over it."""
    for _ in range(most):
        tab.keyboard.press(key)
        if words in focused(tab):
            assert tab.evaluate(IS_SEEN), f"the focus on {words} cannot be seen"
            return
    raise AssertionError(f"{most} times {key} and no {words}; the focus is on {focused(tab)!r}")


IS_SEEN = """() => {
  const e = document.activeElement, r = e.getBoundingClientRect(), s = getComputedStyle(e.matches('input') ? e.closest('label') || e : e);
  const x = r.left + Math.min(r.width, innerWidth - r.left) / 2, y = r.top + r.height / 2, top = document.elementFromPoint(x, y);
  return (parseFloat(s.outlineWidth) >= 2 || getComputedStyle(e).outlineWidth !== '0px') && y > 0 && y < innerHeight &&
    (e.contains(top) || top.contains(e) || top.closest('label') === e.closest('label'));
}"""


@pytest.mark.slow
def test_large_text_by_keyboard_alone(ground, page, as_, axe):
    """From the home page to the switch, to the first notice, "I know", home again, and an issue begun."""
    user = make_resident(ground.first, "0201")
    tab = as_(page("phone"), user)
    tab.goto("/")
    tab.keyboard.press("Tab")
    assert focused(tab) == "跳到正文"
    press_until(tab, "大字")
    tab.keyboard.press("Enter")
    expect(tab.locator("html")).to_have_attribute("data-comfort", "large")
    axe(tab)
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")  # past the bar, to the text
    assert tab.evaluate("location.hash") == "#main"
    press_until(tab, "打开看")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_contain_text("今天停水")
    press_until(tab, "我家知道了")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", name="您家知道了")).to_be_focused()
    assert NoticeRead.objects.get(user=user, acknowledged_at__isnull=False)
    press_until(tab, "首页")
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile("/$"))
    press_until(tab, "报个事")
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile(reverse("issues:new")))
    expect(tab.get_by_role("heading", level=1)).to_be_visible()
    assert too_small(tab) == []


@pytest.mark.slow
def test_the_four_large_buttons_by_keyboard_alone(ground, page, as_):
    """From the sticker's address: each of the four; then the notices, one of them, and "I know"."""
    tab = as_(page("phone"), make_resident(ground.first, "0201"))
    tab.goto("/elder/")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Enter")  # past the bar, to the text
    for words in ("报个事", "看告示", "打给楼长", "听一听"):
        press_until(tab, words)
    press_until(tab, "看告示", "Shift+Tab")
    tab.keyboard.press("Enter")
    expect(tab).to_have_url(re.compile(reverse("notices:list")))
    press_until(tab, "今天停水")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_contain_text("今天停水")
    press_until(tab, "我家知道了")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", name="您家知道了")).to_be_focused()
    assert too_small(tab) == []


@pytest.mark.slow
def test_without_script_every_road_is_open(ground, page, as_):
    tab = as_(page("phone", script=False), make_resident(ground.first, "0201"))
    for path in ("/", "/elder/", "/notices/", reverse("notifications:preferences"), reverse("people:me")):
        assert tab.goto(path).status == 200
        assert tab.get_by_role("heading", level=1).count() == 1
        buttons = tab.locator("main button:visible, main [role=button]:visible")
        for number in range(buttons.count()):  # what needs script is not there
            assert buttons.nth(number).evaluate("(b) => !!b.form"), (path, buttons.nth(number).inner_text())
    tab.goto("/elder/")
    tab.get_by_role("button", name="我知道了").click()
    expect(tab.get_by_role("heading", name="您家知道了")).to_be_focused()
    tab.goto("/")
    tab.get_by_role("button", name="English").click()
    expect(tab.locator("html")).to_have_attribute("lang", "en")
    visitor = page("phone", script=False)
    visitor.goto(reverse("account_login"))
    expect(visitor.get_by_role("textbox").first).to_be_visible()
    visitor.get_by_role("button", name="English").click()
    expect(visitor.locator("html")).to_have_attribute("lang", "en")


@pytest.mark.slow
def test_an_old_wechat_browser_reads_presses_and_calls(ground, page, as_):
    """As Chromium 86 takes our styles: without what stands in layers, and with what is meant for it alone."""
    tab = as_(page("phone", user_agent=WECHAT), make_resident(ground.first, "0201"))
    tab.route(
        "**/*.css", lambda route: route.fulfill(content_type="text/css", body=as_of_old(route.request.url))
    )
    tab.add_init_script("delete window.speechSynthesis; delete window.Notification")
    tab.set_viewport_size({"width": 320, "height": 640})
    for path in (
        "/",
        "/elder/",
        "/notices/",
        reverse("issues:new"),
        Notice.objects.first().get_absolute_url(),
    ):
        tab.goto(path)
        assert tab.evaluate(TOO_WIDE) <= 0, path
        expect(tab.get_by_role("heading", level=1)).to_be_visible()
    tab.goto("/elder/")
    assert (
        tab.evaluate("'speechSynthesis' in window") or tab.get_by_role("button", name="听一听").count() == 0
    )
    expect(tab.get_by_role("link", name="打给楼长").first).to_have_attribute("href", "tel:10000009999")
    tab.get_by_role("button", name="我知道了").click()
    expect(tab.get_by_role("heading", name="您家知道了")).to_be_visible()


def as_of_old(url: str) -> str:
    source = Path(finders.find(url.partition("/static/")[2])).read_text("utf-8")
    if url.endswith("/old.css"):
        return re.sub(r"@supports [^{]+\{", "@supports (color:red){", source, count=1)
    return without_layers(source)


def without_layers(source: str) -> str:
    """A kernel that does not know @layer drops each such rule with all that is in it."""
    while found := re.search(r"@layer [\w,]+\s*([;{])", source):
        end = found.end()
        depth = 1 if found[1] == "{" else 0
        while depth:
            depth += {"{": 1, "}": -1}.get(source[end], 0)
            end += 1
        source = source[: found.start()] + source[end:]
    return source


@pytest.mark.slow
def test_wider_spacing_and_200_percent_lose_nothing(ground, page, as_):
    """WCAG 1.4.10 and 1.4.12: 640 px at 200 % are 320; with wider letters no page scrolls sideways."""
    tab = as_(page("phone"), make_resident(ground.first, "0201"))
    tab.set_viewport_size({"width": 320, "height": 640})
    for path in (
        "/",
        "/elder/",
        "/notices/",
        reverse("issues:new"),
        reverse("people:me"),
        "/accounts/login/",
    ):
        tab.goto(path)
        tab.evaluate(
            "(css) => { const s = new CSSStyleSheet(); s.replaceSync(css); document.adoptedStyleSheets = [s]; }",
            SPACED,
        )
        assert tab.evaluate(TOO_WIDE) <= 0, path


NEWER_THAN_86 = re.compile(
    r"\.at\(|structuredClone|Object\.hasOwn|\bstatic \{|\.findLast|#\w+ in |\?\?=\s*await"
    r"|^\s*import |\.toSorted\(|\.groupBy\(|Array\.fromAsync|Promise\.withResolvers|\(\?<[=!]\w",
    re.MULTILINE,
)


def test_scripts_speak_no_newer_language_than_an_old_wechat_browser():
    for path in Path(finders.find("linli/linli.js")).parents[1].rglob("*.js"):
        found = NEWER_THAN_86.search(path.read_text("utf-8"))
        assert not found, f"{path.name}: {found and found[0]}"


CUT_EXAMPLES = """(comfort) => {
  document.documentElement.dataset.comfort = comfort;
  const pen = document.createElement("canvas").getContext("2d");
  return [...document.querySelectorAll("[role=search] input[placeholder]")].filter((e) => {
    const style = getComputedStyle(e), room = e.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight);
    pen.font = `${style.fontSize} ${style.fontFamily}`;
    return pen.measureText(e.placeholder).width > room;
  }).map((e) => `${e.placeholder} (${e.clientWidth} px)`);
}"""


@pytest.mark.parametrize("address", ["/nowhere/", "/search/", "/notices/"])
def test_the_example_in_a_search_field_is_not_cut_short(ground, page, address):
    tab = page("phone")
    tab.goto(address)
    assert tab.locator("main [role=search]").count() == 1
    for width, height in ((390, 844), (360, 640), (320, 640)):
        tab.set_viewport_size({"width": width, "height": height})
        assert [tab.evaluate(CUT_EXAMPLES, comfort) for comfort in ("normal", "large")] == [[], []], width
