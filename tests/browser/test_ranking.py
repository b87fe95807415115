"""Places in an order by two buttons beside each line: pressed by keyboard, and said to whoever does not see them."""

from playwright.sync_api import expect

from tests.browser.test_script import context, go, page, site  # noqa: F401

LINE = '<div class="rank"><input class="rank__n" id="r{n}" type="number"><label for="r{n}">{name} <small>说明</small></label></div>'


def test_each_move_says_the_order(page, site):  # noqa: F811
    lines = "".join(LINE.format(n=n, name=name) for n, name in enumerate(("洗衣机", "书架", "长凳")))
    site.pages["/"] = (
        '<script src="/static/ballots/ranking.js" defer></script>'
        f'<fieldset data-ranking data-up="上移：{{name}}" data-down="下移：{{name}}">{lines}</fieldset>'
    )
    go(page)
    said = page.locator("fieldset").get_by_role("status")
    for name in ("书架", "洗衣机"):
        page.get_by_role("button", name=f"上移：{name}").click()
    expect(said).to_have_text("1 书架, 2 洗衣机")
    page.keyboard.press("Enter")
    expect(said).to_have_text("1 洗衣机, 2 书架")
    expect(page.get_by_role("button", name="上移：洗衣机")).to_be_focused()
    assert [page.locator(f"#r{n}").input_value() for n in range(3)] == ["1", "2", ""]
