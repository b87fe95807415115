"""An agenda put in order by mouse and by keyboard, and what the pages of topics look like to axe."""

import pytest
from playwright.sync_api import Locator, Page, expect

from committees.models import Meeting

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def estate(transactional_db):
    from issues.operations.categories import load_categories
    from tests.committees.ground import make_place

    load_categories()
    return make_place()


def build(estate) -> tuple[Meeting, object]:
    from committees.operations import ItemPlan, raise_topic, sort_topic
    from tests.committees.ground import convene_soon

    topic = raise_topic(by=estate.resident, place=estate.place, title="书屋周末开不开", text="周末人多")
    sort_topic(by=estate.staff, topic=topic, power="owners", anyway=True)
    items = [ItemPlan("充电点选址", 20, "物业"), ItemPlan("高空抛物监控"), ItemPlan("外墙渗水")]
    return convene_soon(estate, agenda=items), topic


def titles(meeting: Meeting) -> list[str]:
    return [item.title for item in meeting.agenda.order_by("position")][1:]


def drag(screen: Page, number: int, onto: Locator) -> None:
    """Picks up an item by its handle and holds it over something."""
    screen.locator("[data-item]").nth(number).locator("[data-handle]").hover()
    there = onto.bounding_box()
    screen.mouse.down()
    screen.mouse.move(there["x"] + 40, there["y"] + 5, steps=12)


def test_the_order_by_dragging_and_by_buttons(estate, page, as_, axe):
    meeting, _topic = build(estate)
    screen = as_(page("desktop"), estate.staff)
    screen.goto(f"/meetings/{meeting.pk}/agenda/")
    axe(screen)
    items = screen.locator("[data-item]")
    drag(screen, 2, items.nth(0))
    screen.mouse.up()
    expect(screen.get_by_role("status")).to_have_text("顺序已保存。")
    expect(items.nth(0)).to_contain_text("外墙渗水")
    assert titles(meeting) == ["外墙渗水", "充电点选址", "高空抛物监控"]

    # Above the first item nothing is let go; Escape puts back what was picked up.
    drag(screen, 1, screen.get_by_role("heading", level=1))
    screen.keyboard.press("Escape")
    screen.mouse.up()
    expect(screen.locator("ol.agenda > li").nth(0)).to_contain_text("上次决议落实")
    assert titles(meeting) == ["外墙渗水", "充电点选址", "高空抛物监控"]

    down = screen.get_by_role("button", name="外墙渗水").nth(1)
    down.focus()
    screen.keyboard.press("Enter")
    expect(screen.locator("[data-item]").nth(1)).to_contain_text("外墙渗水")
    expect(down).to_be_focused()


def test_what_cannot_be_saved_is_put_back(estate, page, as_):
    from committees.operations import cancel_meeting

    meeting, _topic = build(estate)
    screen = as_(page("desktop"), estate.staff)
    screen.goto(f"/meetings/{meeting.pk}/agenda/")
    cancel_meeting(by=estate.staff, meeting=meeting, reason="台风")
    items = screen.locator("[data-item]")
    drag(screen, 2, items.nth(0))
    screen.mouse.up()
    expect(screen.get_by_role("status")).to_contain_text("取消")
    expect(items.nth(2)).to_contain_text("外墙渗水")


def test_two_quick_drags_are_saved_one_after_the_other(estate, page, as_):
    """The first is refused while the second is let go already: what is shown is what is saved."""
    meeting, _topic = build(estate)
    screen = as_(page("desktop"), estate.staff)
    screen.goto(f"/meetings/{meeting.pk}/agenda/")
    held = []
    screen.route("**/order/", lambda route: held.append(route) if not held else route.continue_())
    items = screen.locator("[data-item]")
    with screen.expect_request("**/order/"):
        drag(screen, 2, items.nth(0))
        screen.mouse.up()
    drag(screen, 2, items.nth(1))
    screen.mouse.up()
    expect(items).to_contain_text(["外墙渗水", "高空抛物监控", "充电点选址"])
    assert titles(meeting) == ["充电点选址", "高空抛物监控", "外墙渗水"]  # the second waits for the first
    with screen.expect_response(lambda answer: answer.status == 200 and "/order/" in answer.url):
        held[0].fulfill(status=409, content_type="text/plain; charset=utf-8", body="请再试一次")
    expect(screen.get_by_role("status")).to_have_text("顺序已保存。")
    expect(items).to_contain_text(["外墙渗水", "高空抛物监控", "充电点选址"])
    assert titles(meeting) == ["外墙渗水", "高空抛物监控", "充电点选址"]


def test_the_pages_of_topics_and_the_tray_on_a_phone(estate, page, as_, axe):
    meeting, topic = build(estate)
    phone = as_(page("phone"), estate.staff)
    for address in ("", "?show=ready", "new/", f"{topic.pk}/", f"{topic.pk}/sort/"):
        phone.goto(f"/meetings/topics/{address}")
        axe(phone)
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.goto(f"/meetings/{meeting.pk}/agenda/")
    axe(phone)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    phone.get_by_role("button", name="列入议程 书屋周末开不开").click()
    expect(phone.locator("[data-item]").nth(3)).to_contain_text("书屋周末开不开")
    phone.goto("/meetings/new/")
    axe(phone)
