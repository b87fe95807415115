"""What a refused form, a message and a table are to somebody who goes by keys or listens; states in forced colours."""

import pytest
from playwright.sync_api import expect

from tests.browser.pasting import editor
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
# What a screen reader says of a live region: words that come into it once it is known.
HEARD = """addEventListener("DOMContentLoaded", () => new MutationObserver((changes) => {
  const said = changes.filter((change) => change.target.closest("[role=status]")).flatMap((change) => [...change.addedNodes]);
  if (said.length) document.documentElement.dataset.heard = said.map((node) => node.textContent.trim()).join();
}).observe(document.body, { childList: true, subtree: true }))"""


@pytest.fixture
def writer(transactional_db, page, as_):
    from tests.notices.ground import new_ground

    ground = new_ground()
    tab = as_(page("desktop"), ground.writer)
    tab.goto("/notices/new/")
    expect(editor(tab)).to_be_visible()
    return tab


def test_tab_leaves_a_table_behind_its_last_cell_and_adds_no_rows(writer):
    editor(writer).click()
    writer.get_by_role("toolbar", name="正文格式").get_by_role("button", name="表格").click()
    rows = editor(writer).get_by_role("row")
    expect(rows).to_have_count(3)
    for _cell in range(6):
        expect(editor(writer)).to_be_focused()
        writer.keyboard.press("Tab")
    expect(editor(writer)).not_to_be_focused()
    expect(rows).to_have_count(3)


def test_a_button_keeps_the_focus_when_the_form_around_it_comes_anew(writer):
    writer.goto("/meetings/new/")
    more, items = writer.get_by_role("button", name="再加三行"), writer.locator("[name$='-title']")
    lines = items.count()
    more.focus()
    writer.keyboard.press("Enter")
    expect(items).to_have_count(lines + 3)
    expect(more).to_be_focused()


def test_what_is_missing_in_a_notice_leads_to_the_editor(writer):
    writer.get_by_role("button", name="预览").click()
    alert = writer.get_by_role("alert").filter(has_text="请再看一下")
    expect(alert).to_be_focused()
    expect(editor(writer)).to_have_attribute("aria-invalid", "true")
    expect(editor(writer)).to_have_accessible_description("请写上要让大家知道的事。")
    alert.get_by_role("link", name="正文").click()
    expect(editor(writer)).to_be_focused()


def test_a_filter_that_is_reached_by_keys_is_seen_whole(page, transactional_db):
    tab = page("phone")
    tab.goto("/meetings/")
    row, last = tab.locator(".filters"), tab.locator(".filters a").last
    assert row.evaluate("row => row.scrollWidth > row.clientWidth")
    row.locator("a").first.focus()
    for _step in range(row.locator("a").count() - 1):
        tab.keyboard.press("Tab")
        seen = "a => { const r = a.getBoundingClientRect(); return r.left >= 0 && r.right <= innerWidth; }"
        assert tab.locator(":focus").evaluate(seen)
    expect(last).to_be_focused()


def test_a_refused_number_has_the_focus_at_the_front_door(page):
    tab = page("phone")
    tab.goto("/accounts/login/code/")
    tab.get_by_role("button", name="发验证码").click()
    box = tab.get_by_label("手机号", exact=True).and_(tab.locator("[aria-invalid=true]"))
    expect(box).to_be_focused()
    assert box.evaluate("box => document.getElementById(box.getAttribute('aria-describedby')).innerText")


def test_a_message_that_comes_with_a_page_is_heard(page, as_):
    tab = as_(page("phone"), UserFactory(display_name="何茉莉"))
    tab.add_init_script(HEARD)
    tab.goto("/accounts/me/")
    name = tab.get_by_label("您的称呼")
    expect(name).to_have_attribute("autocomplete", "name")
    name.fill("何小莉")
    tab.locator("main").get_by_role("button", name="保存").click()
    expect(tab.locator("html")).to_have_attribute("data-heard", "已保存。")


def test_states_are_told_apart_in_the_system_s_own_colours(page, as_, transactional_db):
    from tests.issues.estate import new_estate

    tab = as_(page("phone"), new_estate().resident)
    tab.emulate_media(forced_colors="active")
    tab.goto("/issues/new")
    colour = "door => getComputedStyle(door).backgroundColor"
    doors = tab.locator(".facade .door")
    doors.first.click()
    assert doors.first.evaluate(colour) != doors.nth(1).evaluate(colour)
