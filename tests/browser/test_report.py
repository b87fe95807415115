"""The form that logs an issue, by touch: few taps, the picture of the building, and what is open already."""

import re

import pytest
from playwright.sync_api import expect

from buildings.models import Captaincy, Dwelling
from issues.models import Follower, Issue
from tests.browser.offline import no_signal
from tests.browser.test_issues import check_at_rest, estate, media, photo, signed_in  # noqa: F401

pytestmark = pytest.mark.django_db(transaction=True)


class Finger:
    """Counts how often the screen is touched."""

    def __init__(self) -> None:
        self.taps = 0

    def tap(self, target) -> None:
        self.taps += 1
        target.tap()


def window(tab, door: str):
    return tab.locator("label.door", has_text=door)


def test_a_captain_logs_a_common_issue_in_five_taps_or_fewer(estate, page):  # noqa: F811
    tab = signed_in(page("phone"), estate.captain)
    tab.goto("/issues/new")
    finger = Finger()
    finger.tap(tab.get_by_text("乱扔垃圾"))
    finger.tap(tab.locator("label.pick", has_text="2 楼"))
    finger.tap(tab.locator("label.pick", has_text="走廊"))
    expect(tab.locator("#receiver")).to_contain_text("乱扔垃圾 · 3栋 2 楼走廊")
    finger.tap(tab.get_by_role("button", name="记下"))
    expect(tab.get_by_text("记下了，编号")).to_be_visible()
    assert finger.taps <= 5
    issue = Issue.objects.get()
    assert (issue.category_id, issue.floor, issue.spot) == ("litter", 2, "corridor")


def test_a_leak_at_a_door_with_its_question_takes_four(estate, page):  # noqa: F811
    tab = signed_in(page("phone"), estate.captain)
    tab.goto("/issues/new")
    finger = Finger()
    finger.tap(tab.get_by_text("供水管网"))
    finger.tap(tab.get_by_text("一直流"))
    finger.tap(window(tab, "0302"))
    finger.tap(tab.get_by_role("button", name="记下"))
    expect(tab.get_by_text("记下了，编号")).to_be_visible()
    assert finger.taps <= 5
    issue = Issue.objects.get()
    assert (issue.dwelling.door, issue.floor, issue.answers[0]["said"]) == ("0302", 3, "一直流")


def test_a_window_brings_its_floor_and_another_floor_puts_it_out(estate, page):  # noqa: F811
    tab = signed_in(page("phone"), estate.captain)
    tab.goto("/issues/new?category=litter")
    window(tab, "0302").tap()
    expect(tab.get_by_label("3 楼")).to_be_checked()
    expect(tab.locator("#receiver")).to_contain_text("3栋 3 楼")
    tab.locator("label.pick", has_text="1 楼").tap()
    expect(tab.get_by_label("0302")).not_to_be_checked()
    window(tab, "0101").tap()
    tab.get_by_label("电梯口").check()
    expect(tab.get_by_label("0101")).not_to_be_checked()
    expect(tab.locator("#receiver")).to_contain_text("3栋 1 楼电梯口")


def test_the_rarer_kinds_are_one_tap_away_on_a_phone(estate, page):  # noqa: F811
    tab = signed_in(page("phone"), estate.captain)
    tab.goto("/issues/new")
    expect(tab.locator("label.tile", has_text="停车")).to_be_hidden()
    tab.locator("label.tile", has_text="更多").tap()
    tab.locator("label.tile", has_text="停车").tap()
    tab.locator("label.tile", has_text="更多").tap()
    expect(tab.locator("label.tile", has_text="停车")).to_be_visible()  # the chosen one stays
    expect(tab.locator("label.tile", has_text="违建")).to_be_hidden()
    expect(tab.get_by_text("堵住消防通道吗？")).to_be_visible()


def test_mine_too_joins_instead_of_a_second_report(estate, page, axe):  # noqa: F811
    issue = estate.report(text="天花滴水")
    tab = signed_in(page("phone"), estate.neighbour)
    tab.goto("/issues/new")
    tab.get_by_text("供水管网").tap()
    expect(tab.get_by_role("heading", name="是不是这件事？")).to_be_visible()
    check_at_rest(axe, tab)
    tab.get_by_role("button", name="这也是我家的事").tap()
    expect(tab.get_by_text("算上您家了")).to_be_visible()
    assert tab.url.endswith(issue.get_absolute_url())
    assert Issue.objects.count() == 1
    assert Follower.objects.get().user == estate.neighbour
    tab.goto("/issues/new")
    expect(tab.locator("[name=category]:checked")).to_have_count(0)  # no draft is left


def test_without_signal_questions_and_numbers_still_follow_and_nothing_complains(estate, page):  # noqa: F811
    tab = signed_in(page("phone"), estate.captain)
    tab.goto("/issues/new")
    no_signal(tab)
    with tab.expect_event("requestfailed"):
        tab.get_by_text("电梯故障").tap()
    expect(tab.get_by_text("有人困在里面吗？")).to_be_visible()
    expect(tab.get_by_role("link", name="119 消防")).to_be_visible()
    with tab.expect_event("requestfailed"):
        window(tab, "0201").tap()
    expect(tab.get_by_label("2 楼")).to_be_checked()
    expect(tab.locator("#toasts .toast")).to_have_count(0)
    tab.context.set_offline(False)
    tab.get_by_role("button", name="记下").tap()
    expect(tab.get_by_text("记下了，编号")).to_be_visible()


def test_without_script_the_picture_and_the_questions_work_as_well(estate, page):  # noqa: F811
    estate.report(text="天花滴水")
    tab = signed_in(page("phone", script=False), estate.neighbour)
    tab.goto("/issues/new")
    tab.get_by_text("供水管网").tap()
    window(tab, "0201").tap()
    tab.get_by_role("button", name="看看还要问什么").tap()
    expect(tab.get_by_text("水有多大？")).to_be_visible()
    expect(tab.get_by_role("button", name="这也是我家的事")).to_be_visible()
    expect(tab.get_by_label("0201")).to_be_checked()
    tab.get_by_text("喷出来").tap()
    tab.get_by_role("button", name="报上去").tap()
    expect(tab.get_by_text("记下了，编号")).to_be_visible()
    issue = Issue.objects.latest("pk")
    assert (issue.dwelling.door, issue.answers[0]["said"]) == ("0201", "喷出来")


def test_a_tall_building_stays_in_its_frame(estate, page, axe):  # noqa: F811
    Dwelling.objects.bulk_create(
        Dwelling(place=estate.building, floor=floor, door=f"{floor:02}{door:02}")
        for floor in range(4, 33)
        for door in range(1, 7)
    )
    for viewport, comfort in (("phone", "normal"), ("phone", "large"), ("desktop", "normal")):
        tab = signed_in(page(viewport), estate.captain)
        tab.goto(f"/issues/new?category=water&comfort={comfort}")
        check_at_rest(axe, tab)
        assert tab.locator(".facade").evaluate("box => box.clientHeight <= innerHeight * 0.75")


def test_the_picture_begins_at_the_floors_that_a_captain_looks_after(estate, page):  # noqa: F811
    Dwelling.objects.bulk_create(
        Dwelling(place=estate.building, floor=floor, door=f"{floor:02}01") for floor in range(4, 33)
    )
    Captaincy.objects.filter(user=estate.captain).update(floor_from=1, floor_to=16)
    tab = signed_in(page("phone"), estate.captain)
    tab.goto("/issues/new")
    box = tab.locator(".facade").bounding_box()
    assert abs(window(tab, "1601").bounding_box()["y"] - box["y"]) < 24
    assert tab.evaluate("scrollY") == 0


def test_a_slip_for_whoever_rang_comes_out_on_one_small_page(estate, page, axe):  # noqa: F811
    tab = signed_in(page("phone"), estate.captain)
    tab.goto("/issues/new?category=lift")
    tab.get_by_text("替来电或路上遇到的街坊记").tap()
    tab.get_by_label("怎么称呼").fill("梁叔")
    tab.get_by_role("button", name="记下").tap()
    tab.get_by_role("link", name="给来电的街坊打一张回条").tap()
    issue = Issue.objects.get()
    expect(tab.get_by_role("heading", name=issue.number)).to_be_visible()
    check_at_rest(axe, tab)
    paper = tab.pdf(prefer_css_page_size=True)
    assert paper.count(b"/Type /Page\n") == 1
    width, height = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", paper).groups()
    assert (round(float(width)), round(float(height))) == (298, 420)  # A6, in points


def test_after_a_reload_the_answers_to_its_questions_are_still_there(estate, page):  # noqa: F811
    tab = signed_in(page("phone"), estate.captain)
    tab.goto("/issues/new")
    tab.get_by_text("供水管网").tap()
    tab.get_by_text("一直流").tap()
    tab.get_by_label("说一句").fill("天花滴水")
    tab.reload()
    expect(tab.get_by_label("说一句")).to_have_value("天花滴水")
    expect(tab.get_by_label("供水管网")).to_be_checked()
    expect(tab.get_by_label("一直流")).to_be_checked()


NOT_IN_ITS_BUTTON = """() => [...document.querySelectorAll("#calls .btn")].filter((button) => {
  const words = document.createRange();
  words.selectNodeContents(button);
  return words.getBoundingClientRect().right > button.getBoundingClientRect().right - 4;
}).map((button) => button.textContent)"""


@pytest.mark.parametrize(
    ("width", "comfort"), [(320, "large"), (412, "normal"), (430, "large"), (768, "normal")]
)
def test_a_long_number_stands_within_its_button_at_every_width(estate, page, width, comfort):  # noqa: F811
    tab = signed_in(page("phone"), estate.captain)
    tab.set_viewport_size({"width": width, "height": 844})
    tab.goto("/issues/new")
    tab.evaluate("(comfort) => { document.documentElement.dataset.comfort = comfort; }", comfort)
    tab.get_by_text("高空抛物").tap()
    expect(tab.locator("#calls").get_by_text(re.compile(r"^0757-\d{4} \d{4}$"))).to_be_visible()
    assert tab.evaluate(NOT_IN_ITS_BUTTON) == []
    assert tab.evaluate("document.documentElement.scrollWidth") == width
