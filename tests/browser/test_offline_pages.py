"""The pages that open without signal: whose they are, how old they say they are, and when they go."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from issues.models import Category, Issue
from tests.browser.offline import (
    arrived,
    copies,
    log_offline,
    no_signal,
    ready,
    sign_out,
    signal_back,
    until_kept,
    until_none_kept,
)
from tests.browser.test_issues import photo, signed_in
from tests.browser.test_offline import AHEAD
from tests.browser.waits import until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def service_workers() -> str:
    return "allow"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def estate(transactional_db):
    from tests.issues.estate import new_estate

    return new_estate()


def test_a_page_that_takes_too_long_is_shown_as_it_was(estate, page):
    tab = ready(signed_in(page("phone"), estate.captain))
    held = []
    tab.context.route("**/issues/new", lambda route: held.append(route))
    tab.goto("/issues/new")
    assert held
    expect(tab.locator(".banner--offline")).to_contain_text("没有信号，这是")


def test_one_that_was_kept_yesterday_says_the_day(estate, page):
    """ "As it was at 21:40", read the next morning, was taken for today's."""
    tab = ready(signed_in(page("phone"), estate.captain))
    no_signal(tab)
    tab.add_init_script(AHEAD)
    tab.goto("/issues/new")
    said = re.compile(r"没有信号，这是 \d+月\d+日 \d\d:\d\d 的样子")
    expect(tab.locator(".banner--offline")).to_contain_text(said)


def test_copies_are_one_persons_and_go_when_they_leave(estate, page):
    tab = ready(signed_in(page("phone"), estate.captain), "/issues/new")
    until_kept(tab, reverse("desk"))
    tab.goto("/notices/")
    tab.goto("/issues/")
    assert set(copies(tab)) == {"/issues/new", reverse("desk")}
    signed_in(tab, estate.resident).goto("/notices/")
    until_none_kept(tab)
    ready(tab, "/issues/new")
    tab.goto("/accounts/logout/")
    tab.locator("main").get_by_role("button").first.click()
    tab.wait_for_url(re.compile("/$"))
    until_none_kept(tab)
    no_signal(tab)
    tab.goto("/issues/new")
    expect(tab.get_by_role("heading", name="没有信号也能做的")).to_be_visible()


def test_back_after_signing_out_shows_nothing_of_whoever_left(estate, page):
    """Safari and Firefox show the page as it was left; this Chromium asks for it anew, so that is said to it."""
    tab = signed_in(page("phone"), estate.resident)
    tab.goto("/issues/")
    ready(tab)
    again = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"
    tab.evaluate("self.stood = true")
    tab.evaluate(again)
    other = tab.context.new_page()
    other.goto("/accounts/logout/")
    other.get_by_role("button", name="退出").click()
    other.wait_for_url(lambda address: "logout" not in address)
    until(other, "linliQueue.who().then((who) => who === '')")
    assert tab.evaluate("self.stood")
    with tab.expect_navigation():
        tab.evaluate(again)
    expect(tab.locator("html[data-who]:not([data-who=''])")).to_have_count(0)


def test_the_desk_and_the_form_open_offline_after_one_visit_to_the_desk(estate, page):
    tab = ready(signed_in(page("phone"), estate.captain), reverse("desk"))
    until_kept(tab, "/issues/new")
    no_signal(tab)
    tab.goto("/")
    assert tab.evaluate("location.pathname") == reverse("desk")
    expect(tab.get_by_role("heading", level=1)).to_contain_text("罗白兰")
    expect(tab.locator(".banner--offline")).to_contain_text(re.compile(r"没有信号，这是 \d\d:\d\d 的样子"))
    tab.goto("/issues/new?place=1")
    expect(tab.get_by_label("说一句")).to_be_visible()
    assert tab.evaluate("getComputedStyle(document.querySelector('.tile')).display") != "inline"


def test_another_building_is_picked_offline(estate, page):
    tab = ready(signed_in(page("phone"), estate.resident))
    elsewhere = f"/issues/new?place={estate.other.pk}"
    until_kept(tab, elsewhere)
    no_signal(tab)
    tab.goto("/issues/new")
    tab.get_by_text("乱扔垃圾", exact=True).click()
    tab.get_by_label("说一句").fill("门口两袋垃圾")
    tab.locator(f"a[href='{elsewhere}']").evaluate("link => link.click()")
    expect(tab.locator("[name=place]")).to_have_value(str(estate.other.pk))
    expect(tab.get_by_label("说一句")).to_have_value("门口两袋垃圾")
    tab.get_by_role("button", name="报上去").click()
    tab.wait_for_url("**/offline/")
    signal_back(tab)
    arrived(tab)
    assert Issue.objects.get().place == estate.other


def test_another_page_says_offline_what_still_works(estate, page, axe):
    tab = ready(signed_in(page("phone"), estate.captain))
    no_signal(tab)
    tab.goto("/meetings/")
    expect(tab.get_by_role("heading", name="没有信号也能做的")).to_be_visible()
    axe(tab)
    tab.get_by_role("link", name="记一件，带照片").click()
    expect(tab.get_by_label("说一句")).to_be_visible()


SLOW = """() => {
    const real = self.fetch;
    self.fetch = async (what, ...more) => {
        const answer = await real(what, ...more);
        if (what === LINLI.desk) await new Promise((go) => { self.go = go; });
        return answer;
    };
}"""


def test_what_comes_after_somebody_left_is_not_kept(estate, page):
    tab = ready(signed_in(page("phone"), estate.resident))
    worker = tab.context.service_workers[0]
    signed_in(tab, estate.captain).goto("/notices/")
    until_none_kept(tab)
    worker.evaluate(SLOW)
    tab.goto("/issues/new")
    until(worker, "'go' in self")
    tab.goto("/accounts/logout/")
    tab.locator("main").get_by_role("button").first.click()
    tab.wait_for_url(re.compile("/$"))
    until_none_kept(tab)
    worker.evaluate("self.go()")
    tab.wait_for_timeout(300)  # what would be put there is there
    assert copies(tab) == []


AWAY = """() => {
    const real = self.fetch, answer = () => new Response('restarting', { status: 503 });
    self.fetch = async (what, ...more) => (what === LINLI.offline ? (self.asked = answer()) : real(what, ...more));
}"""


def test_a_server_that_is_being_restarted_leaves_no_error_in_the_place_of_the_page_for_offline(estate, page):
    tab = ready(signed_in(page("phone"), estate.resident))
    worker = tab.context.service_workers[0]
    worker.evaluate(AWAY)
    tab.evaluate("navigator.serviceWorker.ready.then((one) => one.active.postMessage({ words: true }))")
    for _ in range(200):
        if worker.evaluate("'asked' in self"):
            break
        tab.wait_for_timeout(50)
    tab.wait_for_timeout(200)  # what would be put there is there
    no_signal(tab)
    tab.goto("/meetings/")
    expect(tab.get_by_role("heading", name="没有信号也能做的")).to_be_visible()


FULL = """() => {
    self.fetch = async () => new Response('arrived');
    Cache.prototype.put = async () => { throw new DOMException('full', 'QuotaExceededError'); };
}"""


def test_a_full_phone_still_gets_the_files_of_a_page(estate, page):
    tab = ready(signed_in(page("phone"), estate.resident))
    tab.context.service_workers[0].evaluate(FULL)
    new = "fetch('/static/linli/new.0123456789ab.css').then((answer) => answer.text())"
    assert tab.evaluate(new) == "arrived"


def test_a_session_that_ended_before_the_first_tap_takes_no_photo_away(estate, page):
    """What is asked of the server at a tap was answered with the page for signing in, and the form was gone."""
    tab = signed_in(page("phone"), estate.resident)
    tab.goto("/issues/new")
    tab.locator("input[type=file]").set_input_files([photo("0.jpg")])
    sign_out(tab)
    with tab.expect_response(lambda one: "/accounts/login/" in one.url):
        tab.get_by_text("电梯故障", exact=True).click()
    tab.wait_for_timeout(300)
    expect(tab.locator(".photo img")).to_have_count(1)
    tab.get_by_label("说一句").fill("右边电梯会抖")
    tab.get_by_role("button", name="报上去").click()
    tab.wait_for_url("**/accounts/login/?next=/offline/")
    signed_in(tab, estate.resident).goto("/issues/")
    arrived(tab)
    assert Issue.objects.get().photos.count() == 1


def test_what_waits_is_not_covered_on_the_home_page(estate, page):
    """The first card there is lifted over the picture, and lay over the banner and its link instead."""
    tab = ready(signed_in(page("phone"), estate.resident))
    no_signal(tab)
    log_offline(tab, "电梯故障", "右边电梯会抖")
    Category.objects.filter(name="电梯故障").update(
        is_active=False
    )  # so that it stays when there is a signal
    signal_back(tab)
    expect(tab.locator("[data-part=row] .chip")).to_have_text("没收下")
    tab.goto("/")
    link = tab.get_by_role("link", name="待发送 1 条")
    for width in (390, 1440):
        tab.set_viewport_size({"width": width, "height": 844})
        banner, lifted = (tab.locator(one).bounding_box() for one in (".banner--offline", ".hero__lift"))
        assert banner["y"] + banner["height"] <= lifted["y"]
    link.click()
    tab.wait_for_url("**/offline/")
