"""The editor of notices in a real browser: by keyboard, with a paste, under the page's strict policy."""

import pytest
from playwright.sync_api import expect

from notices.models import Notice
from tests.browser.pasting import editor, paste
from tests.kit.test_pasted import WECHAT, WORD

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ground(transactional_db):
    from tests.notices.ground import new_ground

    return new_ground()


@pytest.fixture
def tab(ground, page, as_):
    """Whatever the browser complains of fails the test: the policy lets no style and no script in."""
    tab, said = as_(page("phone"), ground.writer), []
    tab.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: said.append(str(error)))
    yield tab
    assert not said


def test_words_headings_lists_and_tables_by_keyboard(ground, tab, axe):
    tab.goto("/notices/new/?comfort=large")
    tab.get_by_label("标题", exact=True).first.fill("周六大扫除")
    expect(editor(tab)).to_be_visible()
    axe(tab, in_both=True)
    tab.emulate_media(color_scheme="light")
    editor(tab).focus()
    tab.keyboard.type("各位街坊：")
    tab.keyboard.press("Enter")
    toolbar = tab.get_by_role("toolbar", name="正文格式")
    tab.keyboard.press("Shift+Tab")
    expect(toolbar.get_by_role("button", name="标题", exact=True)).to_be_focused()
    tab.keyboard.press("Enter")
    expect(editor(tab)).to_be_focused()
    tab.keyboard.type("带什么")
    tab.keyboard.press("Enter")
    toolbar.get_by_role("button", name="列表").click()
    expect(toolbar.get_by_role("button", name="列表")).to_have_attribute("aria-pressed", "true")
    tab.keyboard.type("扫把")
    sizes = toolbar.evaluate(
        "bar => [...bar.querySelectorAll('button')].map(b => b.offsetHeight).filter(Boolean)"
    )
    assert min(sizes) >= 60, "in large text"
    tab.get_by_text("水岸公馆", exact=True).first.click()
    tab.locator(".pick", has_text="1栋").first.click()
    expect(tab.get_by_text("会通知到 2 人")).to_be_visible()
    tab.get_by_role("button", name="存草稿").click()
    expect(tab.get_by_role("heading", name="带什么")).to_be_visible()
    notice = Notice.objects.get()
    assert notice.body == "<p>各位街坊：</p>\n<h2>带什么</h2>\n<ul><li>扫把</li></ul>"
    assert notice.source == "各位街坊：\n\n## 带什么\n\n- 扫把"


def test_the_enter_that_ends_a_word_of_an_input_method_does_not_set_the_link(ground, tab):
    tab.goto("/notices/new/")
    tab.get_by_role("toolbar", name="正文格式").get_by_role("button", name="链接", exact=True).click()
    box = tab.locator("[data-dialog=link] input")
    box.fill("fs.gov")
    enter = "new KeyboardEvent('keydown', { key: 'Enter', isComposing: %s, bubbles: true, cancelable: true })"
    box.evaluate(f"box => box.dispatchEvent({enter % 'true'})")
    expect(box).to_be_visible()
    box.fill("fs.gov.cn")
    tab.keyboard.press("Enter")
    expect(box).to_be_hidden()
    expect(editor(tab).get_by_role("link")).to_have_attribute("href", "https://fs.gov.cn")


def test_a_paste_from_word_and_wechat_comes_out_clean(ground, tab):
    notice = ground.draft(body="开头。")
    tab.goto(f"/notices/{notice.pk}/edit/")
    editor(tab).click()
    tab.keyboard.press("Control+End")
    tab.keyboard.press("Enter")
    for html in (WORD, WECHAT):
        paste(tab, html)
    expect(editor(tab).locator("table")).to_be_visible()
    expect(editor(tab).locator("img[src]")).to_have_count(0)
    tab.get_by_role("button", name="存草稿").click()
    expect(tab.locator("#notice-text table")).to_be_visible()
    notice.refresh_from_db()
    assert "<ul><li>存好水</li><li>关好龙头</li></ul>" in notice.body
    assert "<p><strong>停水通知</strong></p>" in notice.body
    assert "mmbiz" not in notice.body


def test_without_script_the_box_takes_plain_words(ground, page, as_):
    tab = as_(page("phone", script=False), ground.writer)
    notice = ground.draft()
    tab.goto(f"/notices/{notice.pk}/edit/")
    tab.get_by_label("正文", exact=True).fill("## 带什么\n- 扫把")
    tab.get_by_role("button", name="存草稿").click()
    expect(tab.get_by_role("heading", name="带什么")).to_be_visible()
