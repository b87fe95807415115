"""What is said over a page: it goes by itself, but nobody has to read fast."""

from playwright.sync_api import expect

from tests.browser.test_script import context, go, page, site  # noqa: F401 (fixtures)


def test_a_toast_can_be_closed(page, site):  # noqa: F811
    site.pages["/"] = (
        '<div class="toast" data-toast><p>好了</p><button data-dismiss hidden aria-label="关闭">x</button></div>'
    )
    go(page)
    page.get_by_role("button", name="关闭").click()
    expect(page.get_by_text("好了")).to_have_count(0)


def test_a_toast_goes_but_stays_while_pointed_at_and_what_went_wrong_stays(page, site):  # noqa: F811
    page.clock.install()
    toast = '<div class="toast" data-toast><p{}>好了</p><button data-dismiss hidden aria-label="关闭">x</button></div>'
    said = page.get_by_text("好了")
    site.pages["/"] = toast.format("")
    go(page)
    page.get_by_role("button", name="关闭").focus()
    page.clock.run_for(20_000)
    expect(said).to_have_count(1)
    page.get_by_role("button", name="关闭").blur()
    page.clock.run_for(9_000)
    expect(said).to_have_count(0)
    site.pages["/wrong"] = toast.format(" data-stays")
    go(page, "/wrong")
    page.clock.run_for(60_000)
    expect(said).to_have_count(1)
