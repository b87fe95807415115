"""linli.js, drafts.js and photos.js in a real browser, on pages served from memory under the site's own CSP."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext, Page, Route, expect

STATIC = Path(__file__).resolve().parents[2] / "static"
HOST = "http://linli.test"
CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; form-action 'self'"
SHELL = """<!doctype html><html lang="zh-CN" data-who="{who}"><head><title>t</title>
<script src="/static/linli/linli.js" defer data-restored="找回来了" data-copied="复制了" data-stop="停下" data-failed="没连上"
 data-drafts="/static/linli/drafts.js" data-photos="/static/linli/photos.js"
 data-no-picture="不是照片：{{names}}" data-too-many="最多 {{most}} 张" data-closed="打不开：{{names}}"></script></head><body>{body}<div id="toasts"></div></body></html>"""
FORM = """<form method="post" action="/post" data-draft="issue-new"><input type="hidden" name="client_key" value="{key}">
<input name="title"><textarea name="body" maxlength="30" data-count></textarea><input type="password" name="secret">
<input type="checkbox" name="urgent" value="1"><select name="place"><option>1栋</option><option>2栋</option></select>
<button>交</button></form>"""


class Site:
    """Pages by path, and what was posted. A path without a page answers 204, so that a posting page stays as it is."""

    def __init__(self) -> None:
        self.pages: dict[str, str] = {}
        self.who = "7"
        self.posted: list[str] = []

    def __call__(self, route: Route) -> None:
        path = urlsplit(route.request.url).path
        if path.startswith("/static/"):
            route.fulfill(path=STATIC / path.removeprefix("/static/"))
        elif route.request.method == "POST":
            self.posted.append(route.request.post_data or "")
            route.fulfill(status=204)
        else:
            body = SHELL.format(who=self.who, body=self.pages.get(path, ""))
            headers = {"Content-Security-Policy": CSP}
            route.fulfill(body=body, content_type="text/html; charset=utf-8", headers=headers)


@pytest.fixture
def site() -> Site:
    return Site()


@pytest.fixture
def context(browser, site) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.route("**/*", site)
    yield context
    context.close()


@pytest.fixture
def page(context) -> Iterator[Page]:
    page = context.new_page()
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    yield page
    assert problems == []


def go(page: Page, path: str = "/") -> None:
    page.goto(HOST + path, wait_until="load")


def drafts(page: Page) -> dict:
    return page.evaluate(
        "Object.fromEntries(Object.entries(localStorage).filter(([k]) => k.startsWith('draft:')))"
    )


def test_a_second_press_sends_nothing(page, site):
    site.pages["/"] = FORM.format(key="k1")
    go(page)
    button = page.get_by_role("button", name="交")
    button.click()
    expect(button).to_have_attribute("aria-disabled", "true")
    button.click(force=True)  # Playwright itself would wait for the button
    page.wait_for_timeout(100)
    assert len(site.posted) == 1


def test_coming_back_to_the_page_one_can_send_again(page, site):
    site.pages["/"] = FORM.format(key="k1")
    go(page)
    page.get_by_role("button", name="交").click()
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")
    expect(page.get_by_role("button", name="交")).not_to_have_attribute("aria-disabled", "true")
    page.get_by_role("button", name="交").click()
    page.wait_for_timeout(100)
    assert len(site.posted) == 2


def write(page: Page) -> None:
    page.locator("[name=title]").fill("电梯滴水")
    page.locator("[name=body]").fill("昨晚开始")
    page.locator("[name=secret]").fill("hunter2")
    page.locator("[name=urgent]").check()
    page.locator("[name=place]").select_option("2栋")


def test_words_come_back_after_a_session_that_ended(page, site):
    site.pages["/new"] = FORM.format(key="k1")
    go(page, "/new")
    write(page)
    assert "hunter2" not in str(drafts(page))
    site.who, site.pages["/login"] = "", "<p>登录</p>"
    go(page, "/login")
    site.who, site.pages["/new"] = "7", FORM.format(key="k2")
    go(page, "/new")
    expect(page.locator("[name=title]")).to_have_value("电梯滴水")
    expect(page.locator("[name=body]")).to_have_value("昨晚开始")
    expect(page.locator("[name=urgent]")).to_be_checked()
    expect(page.locator("[name=place]")).to_have_value("2栋")
    expect(page.locator("[name=secret]")).to_have_value("")
    expect(page.locator("[name=client_key]")).to_have_value("k2")  # it was never sent
    expect(page.get_by_role("status")).to_have_text("找回来了")


def test_another_person_on_the_same_phone_sees_none_of_it(page, site):
    site.pages["/new"] = FORM.format(key="k1")
    go(page, "/new")
    write(page)
    site.who = "8"
    go(page, "/new")
    expect(page.locator("[name=title]")).to_have_value("")


def test_saved_words_are_forgotten(page, site):
    site.pages["/new"] = FORM.format(key="k1")
    go(page, "/new")
    write(page)
    site.pages["/done"] = (
        '<div data-toast class="toast"><p data-saved="success saved:issue-new">记下了</p></div>'
    )
    go(page, "/done")
    assert drafts(page) == {}
    go(page, "/new")
    expect(page.locator("[name=title]")).to_have_value("")


def test_a_form_that_came_back_with_errors_keeps_what_the_server_says(page, site):
    site.pages["/new"] = FORM.format(key="k1")
    go(page, "/new")
    write(page)
    site.pages["/new"] = FORM.format(key="k1").replace(
        'name="title"', 'name="title" value="改过的" aria-invalid="true"'
    )
    go(page, "/new")
    expect(page.locator("[name=title]")).to_have_value("改过的")
    expect(page.locator("[name=body]")).to_have_value("")


def test_what_the_address_asks_for_is_newer_than_a_draft(page, site):
    site.pages["/new"] = FORM.format(key="k1")
    go(page, "/new")
    write(page)
    go(page, "/new?place=1%E6%A0%8B")
    expect(page.locator("[name=title]")).to_have_value("电梯滴水")
    expect(page.locator("[name=place]")).to_have_value("1栋")


def test_answers_come_back_when_their_questions_do(page, site):
    question = '<p id="late"><input type="radio" name="answer" value="no"><input type="radio" name="answer" value="yes"></p>'
    site.pages["/new"] = FORM.format(key="k1").replace("<button>", f"{question}<button>")
    go(page, "/new")
    write(page)
    page.locator("[name=answer][value=yes]").check()
    site.pages["/new"] = FORM.format(key="k2").replace("<button>", '<p id="late"></p><button>')
    go(page, "/new")
    expect(page.locator("[name=title]")).to_have_value("电梯滴水")
    page.evaluate(
        """html => {
            late.outerHTML = html;
            late.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true }));
        }""",
        question,
    )
    expect(page.locator("[name=answer][value=yes]")).to_be_checked()


def test_an_emptied_form_leaves_no_draft(page, site):
    site.pages["/new"] = FORM.format(key="k1")
    go(page, "/new")
    page.locator("[name=title]").fill("x")
    assert len(drafts(page)) == 1
    page.locator("[name=title]").fill("")
    assert drafts(page) == {}


def test_words_sent_without_an_answer_go_out_under_the_same_key(page, site):
    site.pages["/new"] = FORM.format(key="k1")
    go(page, "/new")
    write(page)
    page.get_by_role("button", name="交").click()
    site.pages["/new"] = FORM.format(key="k2")
    go(page, "/new")
    expect(page.locator("[name=client_key]")).to_have_value("k1")
    page.reload(wait_until="load")
    expect(page.locator("[name=client_key]")).to_have_value("k1")


def test_words_changed_after_that_get_the_new_key(page, site):
    site.pages["/new"] = FORM.format(key="k1")
    go(page, "/new")
    write(page)
    page.get_by_role("button", name="交").click()
    site.pages["/new"] = FORM.format(key="k2")
    go(page, "/new")
    page.locator("[name=title]").press("End")
    page.locator("[name=title]").press_sequentially("，又滴了")
    expect(page.locator("[name=client_key]")).to_have_value("k2")
    page.reload(wait_until="load")
    expect(page.locator("[name=title]")).to_have_value("电梯滴水，又滴了")
    expect(page.locator("[name=client_key]")).to_have_value("k2")


def test_a_damaged_or_old_draft_is_dropped(page, site):
    site.pages["/new"] = FORM.format(key="k1")
    go(page, "/new")
    for stored in ("{nonsense", "[]", '{"at": 1, "words": [["title", "old"]]}'):
        page.evaluate("(text) => localStorage.setItem('draft:7:issue-new', text)", stored)
        page.reload(wait_until="load")
        expect(page.locator("[name=title]")).to_have_value("")
        assert drafts(page) == {}


def test_the_arrow_goes_back_to_where_one_came_from(page, site):
    site.pages["/list"] = '<a href="/detail">d</a>'
    site.pages["/detail"] = '<a href="/list?fresh=1" data-back>back</a>'
    go(page, "/list?after=cursor")
    page.get_by_role("link", name="d").click()
    page.wait_for_url("**/detail")  # and its script is there
    page.get_by_role("link", name="back").click()
    page.wait_for_url("**/list?after=cursor")


def test_the_arrow_of_a_page_opened_by_itself_leads_to_its_address(page, site):
    site.pages["/detail"] = '<a href="/list?fresh=1" data-back>back</a>'
    go(page, "/detail")
    page.get_by_role("link", name="back").click()
    page.wait_for_url("**/list?fresh=1")


def test_buttons_that_need_the_device_show_themselves(page, site):
    site.pages["/"] = (
        '<button hidden data-share="/n/1/">转给家人</button><button hidden data-print>打印</button>'
        '<button hidden data-read-aloud="#t">读给我听</button><p id="t">停水。</p>'
    )
    page.add_init_script(
        "delete Navigator.prototype.share;"
        "const clipboard = {writeText: async (text) => { window.copied = text; }};"
        "Object.defineProperty(Navigator.prototype, 'clipboard', {value: clipboard});"
    )
    go(page)
    expect(page.get_by_role("button", name="打印")).to_be_visible()
    page.get_by_role("button", name="转给家人").click()
    expect(page.get_by_role("status")).to_have_text("复制了")
    assert page.evaluate("window.copied") == f"{HOST}/n/1/"


def test_reading_aloud_can_be_stopped(page, site):
    site.pages["/"] = '<button hidden data-read-aloud="#t">读给我听</button><p id="t">停水。Till five.</p>'
    page.add_init_script(
        "window.said = []; Object.defineProperty(window, 'speechSynthesis', {value: {speak: (u) => said.push(`${u.lang} ${u.text}`), cancel() {}}});"
        "window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };"
    )
    go(page)
    page.evaluate("document.documentElement.lang = 'en'")  # what neighbours wrote is Chinese there as well
    page.get_by_role("button", name="读给我听").click()
    assert page.evaluate("said") == ["zh 停水。", "en Till five."]
    expect(page.get_by_role("button", name="停下")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="停下").click()
    expect(page.get_by_role("button", name="读给我听")).to_have_attribute("aria-pressed", "false")


def test_a_browser_without_a_voice_offers_none(page, site):
    site.pages["/"] = '<button hidden data-read-aloud="#t">读给我听</button><p id="t">停水。</p>'
    page.add_init_script("Object.defineProperty(window, 'speechSynthesis', {value: undefined})")
    go(page)
    expect(page.get_by_role("button", name="读给我听", include_hidden=True)).to_be_hidden()


def test_characters_are_counted(page, site):
    site.pages["/"] = FORM.format(key="k1")
    go(page)
    page.locator("[name=body]").fill("一二三")
    page.locator("[name=body]").press_sequentially("四")
    expect(page.get_by_text("4 / 30")).to_have_count(1)


def photo(width: int, height: int, colour: str = "red") -> bytes:
    out = BytesIO()
    Image.effect_noise((width, height), 90).convert("RGB").save(out, "JPEG", quality=95)
    return out.getvalue()


def picked(page: Page) -> list[dict]:
    return page.evaluate(
        "Promise.all([...document.querySelector('input').files].map(async (f) => { const b = await createImageBitmap(f).catch(() => null); return {name: f.name, size: f.size, width: b?.width, height: b?.height}; }))"
    )


PICKER = (
    '<div class="photos"><label class="photo photo--add"><svg class="icon"><use href="/static/linli/icons.svg#camera"/></svg>'
    '拍一张<input type="file" multiple name="photos" data-photos="2" data-remove="删除照片"></label></div>'
)


def test_photos_are_shown_shrunk_limited_and_removable(page, site):
    site.pages["/"] = PICKER
    go(page)
    files = [
        {"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": photo(*size)}
        for n, size in enumerate([(2400, 1200), (800, 600), (10, 10)])
    ]
    page.locator("input").set_input_files(files[:1])
    expect(page.locator(".photo img")).to_have_count(1)
    page.locator("input").set_input_files(files[1:])  # one more fits, the third does not
    expect(page.locator(".photo img")).to_have_count(2)
    expect(page.locator(".photo--add")).to_be_hidden()
    expect(page.get_by_role("status")).to_have_text("最多 2 张")
    for _ in range(50):  # shrinking takes a moment; the page's CSP forbids waiting by an expression
        if [file["width"] for file in picked(page)] == [1600, 800]:
            break
        page.wait_for_timeout(100)
    first, second = picked(page)
    assert (first["width"], first["height"]) == (1600, 800)
    assert first["size"] < len(files[0]["buffer"])
    assert (second["width"], second["height"]) == (800, 600)
    page.get_by_role("button", name="删除照片 0.jpg").click()
    expect(page.locator(".photo img")).to_have_count(1)
    expect(page.locator(".photo--add")).to_be_visible()
    assert [file["name"] for file in picked(page)] == ["1.jpg"]


def test_what_is_no_photo_is_named_and_left_out(page, site):
    site.pages["/"] = PICKER
    go(page)
    page.locator("input").set_input_files(
        [
            {"name": "走廊.jpg", "mimeType": "image/jpeg", "buffer": photo(800, 600)},
            {"name": "走廊.mp4", "mimeType": "video/mp4", "buffer": b"x" * 1000},
            {"name": "空的.jpg", "mimeType": "image/jpeg", "buffer": b""},
        ]
    )
    expect(page.get_by_role("status")).to_have_text("不是照片：走廊.mp4, 空的.jpg")
    expect(page.locator(".photo img")).to_have_count(1)
    assert [file["name"] for file in picked(page)] == ["走廊.jpg"]


def test_what_the_browser_cannot_open_is_left_out_at_once_but_for_the_types_that_the_server_takes(page, site):
    """Sent as it is, an iPhone's HEIC was refused hours later, when a phone without signal had one again."""
    site.pages["/"] = PICKER
    page.on("console", lambda message: None)
    go(page)
    heic = {"name": "a.heic", "mimeType": "image/heic", "buffer": b"not really"}
    page.locator("input").set_input_files(
        [
            heic | {"name": "空的.jpg", "buffer": b""},
            heic,
            heic | {"name": "B.HEIC", "mimeType": ""},
            heic | {"name": "c.jpg", "mimeType": "image/jpeg"},
        ]
    )
    expect(page.get_by_role("status")).to_contain_text("不是照片：空的.jpg 最多 2 张 打不开：a.heic, B.HEIC")
    expect(page.locator(".photo img")).to_have_count(0)
    page.locator("input").set_input_files([heic | {"name": "c.jpg", "mimeType": "image/jpeg"}])
    expect(page.locator(".photo img")).to_have_count(1)
    page.wait_for_timeout(100)
    assert picked(page)[0]["size"] == len(b"not really")


def test_the_script_stays_small():
    assert len((STATIC / "linli" / "linli.js").read_bytes()) < 6000
