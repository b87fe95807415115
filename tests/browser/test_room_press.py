"""What comes from the server in the middle of a press, or later than what was saved meanwhile."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.browser.test_room import FOLLOWS, MAPS, estate, held, two_pulses, write  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db(transaction=True)


def holding_news(desk: Page, change: Callable[[], object]) -> Callable[[], None]:
    """The answer that tells of the change has been given and not yet arrived; what comes back lets it arrive."""
    held_back: list = []

    def hold(route: Route) -> None:
        answer = route.fetch()
        if answer.status == 200 and not held_back:
            held_back.append((route, answer))
        else:
            route.fulfill(response=answer)

    desk.route("**/pulse/**", hold)
    change()
    while not held_back:
        desk.wait_for_timeout(50)

    def arrives() -> None:
        route, answer = held_back[0]
        with desk.expect_response("**/pulse/**"):
            route.fulfill(response=answer)
        desk.evaluate("new Promise((done) => setTimeout(done, 100))")  # it has been read
        desk.unroute_all(behavior="ignoreErrors")  # none is under way when the page is closed

    return arrives


@pytest.fixture
def desk(estate, held, page, as_) -> Page:  # noqa: F811
    tab = as_(page("desktop"), estate.staff)
    tab.goto(f"/meetings/{held.pk}/room/")
    return tab


@pytest.fixture
def arrives(estate, held, desk) -> Callable[[], None]:  # noqa: F811
    """Of five minutes more: the clock beside the buttons is another one after it."""
    from committees.operations.room import add_minutes

    return holding_news(desk, lambda: add_minutes(by=estate.president, meeting=held, minutes=5))


def test_what_changes_while_a_button_is_held_down_does_not_take_the_press_away(desk, arrives):
    desk.get_by_role("button", name="下一项").hover()
    desk.mouse.down()
    arrives()
    desk.mouse.up()
    expect(desk.locator("#table")).to_contain_text("第 3 项")


def test_news_from_before_a_save_does_not_bring_the_old_words_back(desk, arrives):
    write(desk, "motion", MAPS)
    box = desk.locator("textarea[data-note^=motion]")
    box.evaluate("(e) => { e.dataset.same = 1; e.blur(); }")
    arrives()
    two_pulses(desk)
    expect(box).to_have_attribute("data-same", "1")
    expect(box).to_have_value(MAPS)


def test_a_press_leaves_nobody_in_a_text_box_they_did_not_ask_for(estate, held, desk, page, as_):  # noqa: F811
    """A phone's keyboard would come up, and a desk that is written on does not follow what the other one does."""
    write(desk, "motion", MAPS)
    desk.get_by_role("button", name="手机表决").click()
    expect(desk.get_by_role("button", name="撤回动议")).to_be_visible()
    expect(desk.locator("#desk :focus")).to_have_count(1)
    expect(desk.locator("#desk textarea:focus, #desk input:focus")).to_have_count(0)
    other = as_(page("desktop"), estate.president)
    other.goto(f"/meetings/{held.pk}/room/")
    other.get_by_role("button", name="撤回动议").click()
    expect(desk.get_by_role("button", name="手机表决")).to_be_visible(timeout=FOLLOWS)


def test_an_old_browser_says_by_its_click_which_button_it_was(estate, held, desk, page, as_):  # noqa: F811
    """Safari before 15.4: nobody could vote on it, and "take the motion back" made a resolution of it."""
    older = "delete SubmitEvent.prototype.submitter"
    write(desk, "motion", MAPS)
    desk.get_by_role("button", name="手机表决").click()
    expect(desk.locator("#votes")).to_be_visible()
    phone = page("phone")
    phone.add_init_script(older)
    as_(phone, estate.manager).goto(f"/meetings/{held.pk}/room/")
    phone.get_by_role("button", name="反对").click()
    expect(phone.get_by_role("button", name="反对")).to_have_attribute("aria-pressed", "true")
    desk.add_init_script(older)
    desk.reload()
    desk.get_by_role("button", name="撤回动议").click()
    expect(desk.get_by_role("button", name="手机表决")).to_be_visible()
    assert [motion.state for motion in held.motions.all()] == ["withdrawn"]
