"""Whoever reads by the system's own colours, in letters twice as large, on paper, or by keyboard."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from issues.models import Category
from issues.operations import report_issue
from issues.operations.categories import load_categories
from issues.operations.records import record_dissuasion
from tests.browser.measures import (
    BROKEN_NUMBERS,
    HARD_TO_PRESS,
    PANEL_ON_ITS_WAY,
    TOO_WIDE,
    tables_cut_off,
    too_small,
)
from tests.browser.pasting import editor

pytestmark = pytest.mark.django_db(transaction=True)

WATER = {
    "title": "1 栋、2 栋今天下午停水，更换供水阀门",
    "is_urgent": True,
    "when_text": "今天 14:00 – 17:00（约 3 小时）",
    "ask_text": "请在 13:30 前存好水，关紧水龙头",
    "asks_acknowledgement": True,
}
GROUND = "(e) => getComputedStyle(e).backgroundColor"


@pytest.fixture
def ground(transactional_db):
    from tests.notices.ground import new_ground

    return new_ground()


def test_the_systems_colours_tell_the_chosen_and_the_present(ground, page, as_):
    tab = as_(page("desktop", forced_colors="active"), ground.writer)
    tab.goto("/notices/new/")
    for kind in ("tile", "pick"):
        chosen = tab.locator(f".{kind}:visible:has(:checked)").first
        others = tab.locator(f".{kind}:visible:not(:has(:checked))").first
        assert chosen.evaluate(GROUND) != others.evaluate(GROUND), kind
    present, others = tab.locator(".rail__item[aria-current]"), tab.locator(".rail__item:not([aria-current])")
    assert present.first.evaluate(GROUND) != others.first.evaluate(GROUND)


def test_letters_twice_as_large_leave_all_of_the_bar_on_a_phone(ground, page, as_):
    """A phone's 390 px in letters of 32 are 195 in letters of 16: media queries count in the browser's own."""
    ground.publish()
    tab = as_(page("phone"), ground.resident)
    tab.set_viewport_size({"width": 195, "height": 422})
    for path in ("/", f"/places/{ground.first.pk}/", f"/places/{ground.estate.pk}/", "/elder/"):
        tab.goto(path)
        assert tab.evaluate(TOO_WIDE) <= 0, path
        bell = tab.locator(".appbar__end>.iconbtn").last.bounding_box()
        assert bell["x"] + bell["width"] <= 200, path  # its own edge may hang over, its picture does not
        for cut in tab.locator(".card--flush").all():
            assert cut.evaluate("(e) => e.scrollWidth <= e.clientWidth"), path


def test_large_text_in_letters_twice_as_large_fits_a_narrow_phone(ground, page, as_):
    """320 px in letters of 32 are 160; with the tasks whose bar has two buttons, and messages that wait."""
    ground.publish()
    tab = as_(page("phone"), ground.resident)
    tab.goto("/?comfort=large")
    tab.set_viewport_size({"width": 160, "height": 422})
    for path in (
        "/",
        "/elder/",
        "/notices/",
        "/issues/new",
        f"/places/{ground.first.pk}/claim/",
        "/accounts/me/",
    ):
        tab.goto(path)
        assert tab.evaluate(TOO_WIDE) <= 0, path
        for button in tab.locator(".appbar .iconbtn").all():
            box = button.bounding_box()
            assert min(box["width"], box["height"]) >= 22, path  # 44 in its own pixels
            assert box["x"] >= -8, path
            assert box["x"] + box["width"] <= 168, path


@pytest.mark.parametrize("width", [320, 360, 390, 768])
def test_no_number_falls_apart_in_large_text_with_doubled_letters(ground, page, as_, width):
    """With the browser's own letters, as whoever reads so has them: what counts in px does not grow with them."""
    paths = {
        ground.captain: [
            "/",
            "/elder/",
            ground.publish(**WATER).get_absolute_url(),
            f"/places/{ground.first.pk}/",
            "/desk/people/",
        ],
        ground.writer: [f"/issues/dissuasions/{dissuaded(ground).pk}"],
    }
    tab = page("phone")
    tab.context.new_cdp_session(tab).send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    tab.set_viewport_size({"width": width, "height": 844})
    tab.goto("/?comfort=large")
    assert tab.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    for user, path in ((user, path) for user, some in paths.items() for path in some):
        as_(tab, user).goto(path)
        expect(tab.locator(PANEL_ON_ITS_WAY)).to_have_count(0)
        assert tab.evaluate(TOO_WIDE) <= 0, path
        assert tab.evaluate(BROKEN_NUMBERS) == [], path


def test_four_windows_of_a_floor_and_the_plan_are_large_enough_in_large_text_on_a_narrow_phone(
    ground, page, as_
):
    from tests.factories import make_building, make_captain

    wide = make_building(ground.estate, "9栋", doors=4)
    tab = as_(page("phone"), make_captain(wide))
    tab.set_viewport_size({"width": 360, "height": 740})
    tab.goto("/?comfort=large")
    for path in ("/desk/", f"/issues/around/{ground.estate.pk}/"):
        tab.goto(path)
        pressed = [one for one in too_small(tab) if "x" in one.partition(" ")[0]]  # not the letters
        assert pressed == [], path


def test_whatever_is_pressed_on_a_phone_is_large_enough(ground, page, as_):
    notice = ground.publish(**WATER)
    tab = as_(page("phone"), ground.captain)
    for path in (
        "/",
        "/notices/",
        notice.get_absolute_url(),
        f"{notice.get_absolute_url()}doors/",
        "/issues/",
        "/issues/new",
        f"/places/{ground.first.pk}/",
        "/offline/",
        "/accounts/me/",
    ):
        tab.goto(path)
        expect(tab.locator(PANEL_ON_ITS_WAY)).to_have_count(0)
        assert tab.evaluate(HARD_TO_PRESS) == [], path


def dissuaded(ground):
    load_categories()
    words = {"category": Category.objects.get(pk="noise"), "place": ground.first, "text": "夜里 11 点后唱歌"}
    return record_dissuasion(
        by=ground.writer,
        issue=report_issue(by=ground.resident, **words),
        dissuader="居委会李龙眼",
        dissuaded="13 楼住户",
        about="夜里 11 点后唱歌",
        at=timezone.now() - timedelta(hours=1),
        outcome="promised",
    )


@pytest.mark.parametrize(("width", "height"), [(320, 180), (844, 390)])
def test_bars_stay_out_of_the_way_of_a_low_screen(ground, page, as_, width, height):
    """1280 x 720 at 400 % are 320 x 180: two bars that stayed left 55 px for the text, with a task's buttons none.
    A phone on its side is 390 high: they took a third of it, on the queue half."""
    for person, paths in (
        (ground.resident, ("/notices/", "/issues/new")),
        (ground.writer, ("/issues/queue",)),
    ):
        tab = as_(page("phone"), person)
        tab.set_viewport_size({"width": width, "height": height})
        for path in paths:
            tab.goto(path)
            tab.evaluate("document.body.style.paddingBottom = '999px'; scrollTo(0, 300)")
            bars = (
                "(y) => document.elementFromPoint(160, y).closest('.appbar,.tabbar,.actionbar,.desk__bulk')"
            )
            seen = [
                y
                for y in (5, height // 3, height // 2, height - 5)
                if tab.evaluate(f"({bars})({y}) !== null")
            ]
            assert not seen, (path, seen)


def test_paper_says_the_number_that_a_screen_calls(ground, page, as_):
    notice = ground.publish()
    tab = as_(page("desktop"), ground.resident)
    tab.goto(notice.get_absolute_url())
    tab.emulate_media(media="print")
    call = tab.locator("[data-tel]").first
    expect(call).to_be_visible()
    said = call.evaluate("(e) => getComputedStyle(e, '::after').content")
    assert "".join(filter(str.isdigit, said)) == ground.committee.phone
    expect(call.locator(".icon")).to_be_hidden()
    expect(tab.locator(".pagefoot a.more").first).to_be_hidden()


def test_the_editor_shows_that_one_writes_in_it(ground, page, as_):
    tab = as_(page("desktop"), ground.writer)
    tab.goto("/notices/new/")
    ring = "() => getComputedStyle(document.querySelector('.editor__box')).outlineStyle"
    expect(editor(tab)).to_be_visible()
    assert tab.evaluate(ring) == "none"
    editor(tab).focus()
    assert tab.evaluate(ring) == "solid"


def test_a_table_of_many_columns_folds_before_it_is_cut(ground, page, as_):
    notice = ground.publish()
    tab = as_(page("desktop"), ground.writer)
    tab.goto(f"{notice.get_absolute_url()}coverage/")
    expect(tab.locator(".table--wide")).to_be_visible()
    assert tables_cut_off(tab) == []
    tab.evaluate("document.querySelector('.table--wide').classList.remove('table--wide')")
    assert tables_cut_off(tab)
