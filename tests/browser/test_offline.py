"""Without signal, in a real Chromium: issues wait on the phone and arrive once each, whatever happens in between.

The live server is plain HTTP on localhost, which browsers take for a secure context: the service worker runs as in
production. Only the names of static files are not hashed here, so the worker asks for them first and keeps them besides.
"""

import pytest
from playwright.sync_api import expect

from issues.models import Category, Issue
from tests.browser.offline import (
    NO_SYNC,
    arrived,
    fill,
    log,
    log_offline,
    no_signal,
    ready,
    sign_out,
    signal_back,
    texts,
    waiting,
)
from tests.browser.test_issues import photo, signed_in
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


def test_two_issues_logged_offline_arrive_once_after_the_tab_was_closed(estate, page, axe):
    tab = ready(signed_in(page("phone"), estate.captain))
    context = tab.context
    no_signal(tab)
    tab.goto("/issues/new")
    expect(tab.locator(".banner--offline")).to_contain_text("没有信号，这是")
    log_offline(tab, "供水管网", "三楼滴水", photos=2)
    log_offline(tab, "乱扔垃圾", "门口两袋垃圾")
    expect(tab.locator("[data-part=row]")).to_have_count(2)
    axe(tab)
    tab.goto("/issues/new")
    expect(tab.locator(".banner--offline a")).to_have_text("待发送 2 条")
    axe(tab)
    tab.close()
    assert Issue.objects.count() == 0

    context.set_offline(False)
    tab = context.new_page()
    tab.goto("/issues/")
    arrived(tab)
    assert texts() == ["三楼滴水", "门口两袋垃圾"]
    assert sorted(issue.photos.count() for issue in Issue.objects.all()) == [1, 2]
    tab.reload()
    tab.goto("/offline/")
    expect(tab.get_by_role("heading", name="手机里没有待发送的")).to_be_visible()
    assert Issue.objects.count() == 2


def test_the_network_comes_back_while_the_page_is_open(estate, page):
    tab = ready(signed_in(page("phone"), estate.resident))
    no_signal(tab)
    log_offline(tab, "电梯故障", "右边电梯会抖")
    tab.context.set_offline(False)  # without a word: by the timer of what waits
    expect(tab.get_by_role("heading", name="手机里没有待发送的")).to_be_visible()
    expect(tab.get_by_text(f"已送到：{Issue.objects.get().number}")).to_be_visible()


def test_one_that_is_refused_stays_with_its_reason_and_can_be_changed(estate, page, axe):
    tab = ready(signed_in(page("phone"), estate.resident))
    no_signal(tab)
    log_offline(tab, "电梯故障", "右边电梯会抖", photos=2)
    category = Category.objects.get(name="电梯故障")
    category.is_active = False
    category.save()
    signal_back(tab)
    row = tab.locator("[data-part=row]")
    expect(row.locator(".chip")).to_have_text("没收下")
    expect(row.locator(".error")).to_have_text("这一类已经停用，请另选一类。")
    axe(tab)
    assert Issue.objects.count() == 0

    tab.goto("/notices/")
    expect(tab.locator(".banner--offline")).to_contain_text("1 条没收下")
    said = tab.locator(".banner--offline").inner_text()
    assert said.count("待发送 1 条") == 1
    beside = tab.locator(".banner--offline .meta").bounding_box()
    link = tab.locator(".banner--offline a").bounding_box()
    assert link["x"] >= beside["x"] + beside["width"] + 4 or link["y"] >= beside["y"] + beside["height"]
    tab.set_viewport_size({"width": 320, "height": 844})  # in a line of its own it begins where the words do
    beside = tab.locator(".banner--offline .meta").bounding_box()
    link = tab.locator(".banner--offline a").bounding_box()
    assert link["y"] > beside["y"]
    assert link["x"] == beside["x"]
    tab.get_by_role("link", name="待发送 1 条").click()
    row.get_by_role("link", name="修改").click()
    expect(tab.get_by_label("说一句")).to_have_value("右边电梯会抖")
    expect(tab.locator(".photo img")).to_have_count(2)
    expect(tab.get_by_role("alert")).to_contain_text("这一类已经停用")
    tab.get_by_text("供水管网", exact=True).click()
    tab.get_by_role("button", name="报上去").click()
    expect(tab.get_by_text("记下了，编号")).to_be_visible()
    assert waiting(tab) == []
    assert Issue.objects.get().photos.count() == 2


def test_it_can_be_discarded_after_a_question(estate, page):
    tab = ready(signed_in(page("phone"), estate.resident))
    no_signal(tab)
    log_offline(tab, "电梯故障", "右边电梯会抖")
    tab.once("dialog", lambda dialog: dialog.dismiss())
    tab.get_by_role("button", name="不要了").click()
    assert len(waiting(tab)) == 1
    tab.once("dialog", lambda dialog: dialog.accept())
    tab.get_by_role("button", name="不要了").click()
    expect(tab.get_by_role("heading", name="手机里没有待发送的")).to_be_visible()
    assert waiting(tab) == []


def test_a_session_that_ended_keeps_it_until_the_same_person_is_back(estate, page):
    tab = ready(signed_in(page("phone"), estate.resident))
    no_signal(tab)
    log_offline(tab, "电梯故障", "右边电梯会抖")
    sign_out(tab)
    signal_back(tab)
    expect(tab.locator("[data-part=row] .chip")).to_have_text("请先登录")
    expect(tab.get_by_role("link", name="登录")).to_be_visible()
    assert Issue.objects.count() == 0

    signed_in(tab, estate.neighbour).goto("/notices/")
    tab.wait_for_timeout(300)
    tab.goto("/offline/")
    expect(tab.get_by_text("另有 1 条是别人记的")).to_be_visible()
    expect(tab.get_by_text("右边电梯会抖")).to_have_count(0)
    assert (Issue.objects.count(), len(waiting(tab))) == (0, 1)

    signed_in(tab, estate.resident).goto("/notices/")
    arrived(tab)
    assert Issue.objects.get().reporter == estate.resident


def test_a_session_that_ended_under_the_form_loses_nothing(estate, page):
    tab = signed_in(page("phone"), estate.resident)
    tab.goto("/issues/new")
    fill(tab, "电梯故障", "右边电梯会抖")
    sign_out(tab)
    tab.get_by_role("button", name="报上去").click()
    tab.wait_for_url("**/accounts/login/?next=/offline/")
    until(tab, "linliQueue.who().then(who => who === '')")  # the page for signing in knows nobody
    signed_in(tab, estate.resident).goto("/offline/")  # where signing in leads to
    expect(tab.get_by_role("heading", name="手机里没有待发送的")).to_be_visible()
    assert Issue.objects.get().photos.count() == 1


NO_LOCKS = "Object.defineProperty(Navigator.prototype, 'locks', {value: undefined})"


@pytest.mark.parametrize("locks", [True, False])
def test_two_tabs_at_once_send_it_once(estate, page, locks):
    tab = page("phone")
    tab.context.add_init_script(NO_SYNC if locks else NO_SYNC + ";" + NO_LOCKS)
    ready(signed_in(tab, estate.resident))
    posted = []
    tab.context.on(
        "request", lambda r: posted.append(r) if r.method == "POST" and "/issues/new" in r.url else 0
    )
    no_signal(tab)
    log_offline(tab, "电梯故障", "右边电梯会抖")
    other = tab.context.new_page()
    other.goto("/offline/")
    tab.context.set_offline(False)
    both = "linliQueue.flush({ now: true }), linliQueue.flush({ now: true })"
    tab.evaluate(f"Promise.all([{both}])")
    other.evaluate(f"Promise.all([{both}])")
    arrived(tab)
    assert texts() == ["右边电梯会抖"]
    assert len(posted) == 1


def test_an_answer_lost_on_the_way_makes_no_second(estate, page):
    tab = page("phone")
    tab.context.add_init_script(NO_SYNC)
    ready(signed_in(tab, estate.resident))
    answers = []

    def lose_the_first(route):
        if route.request.method != "POST":
            return route.fallback()
        answers.append(route.fetch().status)
        return route.abort() if len(answers) == 1 else route.fallback()

    tab.context.route("**/issues/new", lose_the_first)
    log(tab, "电梯故障", "右边电梯会抖")
    tab.wait_for_url("**/offline/")
    expect(tab.get_by_text("可能已经送到，会再发一次，只算一件")).to_be_visible()
    expect(tab.get_by_role("link", name="修改")).to_have_count(0)
    assert (answers, texts()) == ([201], ["右边电梯会抖"])
    Category.objects.update(is_active=False)  # what changed since is of no account: it is there
    tab.get_by_role("button", name="现在就发").click()
    arrived(tab)
    assert Issue.objects.count() == 1
    assert Issue.objects.get().photos.count() == 1


@pytest.mark.parametrize("status", [200, 503])
def test_a_page_in_our_place_is_no_answer(estate, page, status):
    """A lift's or hotel's network that answers everything with its own page, and a server that is being restarted."""
    tab = page("phone")
    tab.context.add_init_script(NO_SYNC)
    ready(signed_in(tab, estate.resident))
    portal = {"status": status, "content_type": "text/html", "body": "<h1>Free wifi</h1>"}
    tab.context.route("**/issues/new", lambda route: route.fulfill(**portal))
    log(tab, "电梯故障", "右边电梯会抖")
    tab.wait_for_url("**/offline/")
    expect(tab.get_by_text("还没有回音。试过 1 次")).to_be_visible()
    assert [entry["state"] for entry in waiting(tab)] == ["waiting"]
    tab.context.unroute("**/issues/new")
    tab.get_by_role("button", name="现在就发").click()
    arrived(tab)
    assert Issue.objects.count() == 1


@pytest.mark.parametrize(
    "status, words", [(403, "这条被挡下了"), (404, "收这条的页面已经没有了"), (413, "照片加起来太大")]
)
def test_a_refusal_without_words_gets_ours(estate, page, status, words):
    tab = page("phone")
    tab.context.add_init_script(NO_SYNC)
    ready(signed_in(tab, estate.resident))
    refusal = {"status": status, "content_type": "text/html", "body": "no"}
    tab.context.route("**/issues/new", lambda route: route.fulfill(**refusal))
    log(tab, "电梯故障", "右边电梯会抖")
    tab.wait_for_url("**/offline/")
    expect(tab.locator("[data-part=row] .chip")).to_have_text("没收下")
    expect(tab.locator("[data-part=row] .error")).to_contain_text(words)
    expect(tab.get_by_role("link", name="修改")).to_be_visible()


def test_a_full_phone_says_so_and_keeps_the_form(estate, page):
    tab = ready(signed_in(page("phone"), estate.resident))
    tab.evaluate("linliQueue.put = async () => { throw new DOMException('full', 'QuotaExceededError'); }; 1")
    no_signal(tab)
    log(tab, "电梯故障", "右边电梯会抖")
    expect(tab.get_by_text("手机存不下了")).to_be_visible()
    expect(tab.get_by_label("说一句")).to_have_value("右边电梯会抖")
    expect(tab.locator(".photo img")).to_have_count(1)
    tab.context.set_offline(False)
    tab.get_by_role("button", name="报上去").click()
    expect(tab.get_by_text("记下了，编号")).to_be_visible()
    assert Issue.objects.count() == 1


def test_what_is_wrong_is_said_at_the_form_which_keeps_its_photos(estate, page, axe):
    tab = signed_in(page("phone"), estate.resident)
    tab.goto("/issues/new")
    tab.locator("input[type=file]").set_input_files([photo("0.jpg")])
    tab.get_by_label("说一句").fill("右边电梯会抖")
    tab.get_by_role("button", name="报上去").click()
    expect(tab.get_by_role("alert")).to_be_focused()
    expect(tab.get_by_role("alert")).to_contain_text("请选是什么事")
    axe(tab)
    tab.get_by_text("电梯故障", exact=True).click()
    tab.get_by_role("button", name="报上去").click()
    expect(tab.get_by_text("记下了，编号")).to_be_visible()
    assert Issue.objects.get().photos.count() == 1
    assert waiting(tab) == []


@pytest.mark.parametrize("has_signal", [True, False])
def test_going_back_finds_no_form_with_words_that_are_on_their_way(estate, page, has_signal):
    """A browser fills in what was written there: sent again as another issue, or changed under the key of the first."""
    tab = page("phone")
    tab.context.add_init_script(NO_SYNC)
    ready(signed_in(tab, estate.resident))
    tab.goto("/notices/")
    tab.goto("/issues/new")
    if not has_signal:
        no_signal(tab)
    log(tab, "电梯故障", "右边电梯会抖")
    tab.wait_for_url("**/issues/*/" if has_signal else "**/offline/")
    tab.go_back()
    tab.wait_for_url("**/notices/")
    expect(tab.locator("#issue-form")).to_have_count(0)


AHEAD = "const now = Date.now; Date.now = () => now() + 24 * 60 * 60 * 1000"


def test_a_clock_that_was_a_day_ahead_holds_nothing_back(estate, page):
    tab = page("phone")
    tab.context.add_init_script(NO_SYNC)
    ready(signed_in(tab, estate.resident))
    no_signal(tab)
    tab.add_init_script(AHEAD)
    log_offline(tab, "电梯故障", "右边电梯会抖")
    tab.evaluate("linliQueue.flush({ now: true })")
    assert waiting(tab)[0]["tries"] > 0
    context = tab.context
    tab.close()
    context.set_offline(False)
    tab = context.new_page()
    tab.goto("/notices/")
    arrived(tab)
    assert texts() == ["右边电梯会抖"]


def test_what_is_being_changed_does_not_go_out_as_it_was(estate, page):
    """A signal came back while somebody changed what waited: the first words went out, the new ones were lost."""
    tab = page("phone")
    tab.context.add_init_script(NO_SYNC)
    ready(signed_in(tab, estate.resident))
    no_signal(tab)
    log_offline(tab, "电梯故障", "右边电梯会抖")
    log_offline(tab, "电梯故障", "门口的灯坏了")
    tab.locator("[data-part=row]").first.get_by_role("link", name="修改").click()
    expect(tab.get_by_label("说一句")).to_have_value("右边电梯会抖")
    signal_back(tab)
    expect(tab.get_by_text("已送到")).to_be_visible()  # the other one
    tab.get_by_label("说一句").fill("左边电梯会抖")
    tab.get_by_role("button", name="报上去").click()
    expect(tab.get_by_text("记下了，编号")).to_be_visible()
    assert texts() == ["左边电梯会抖", "门口的灯坏了"]
    assert waiting(tab) == []


def opened_to_be_changed(tab, who):
    """Logged without signal, and its form open again."""
    tab.context.add_init_script(NO_SYNC)
    ready(signed_in(tab, who))
    no_signal(tab)
    log_offline(tab, "电梯故障", "右边电梯会抖")
    tab.get_by_role("link", name="修改").click()
    expect(tab.get_by_label("说一句")).to_have_value("右边电梯会抖")
    return tab


def test_what_went_out_from_another_page_while_it_was_changed_is_said(estate, page):
    tab = opened_to_be_changed(page("phone"), estate.resident)
    tab.context.set_offline(False)
    tab.evaluate("linliQueue.send(new URLSearchParams(location.search).get('queued'), 15000)")
    assert texts() == ["右边电梯会抖"]
    tab.get_by_label("说一句").fill("左边电梯也会抖")
    tab.get_by_role("button", name="报上去").click()
    expect(tab.get_by_role("alert")).to_contain_text("这张单已经交过")
    tab.get_by_role("button", name="报上去").click()
    expect(tab.get_by_text("记下了，编号")).to_be_visible()
    assert texts() == ["右边电梯会抖", "左边电梯也会抖"]


def test_what_was_opened_to_be_changed_and_left_again_goes_out(estate, page):
    tab = opened_to_be_changed(page("phone"), estate.resident)
    tab.goto("/offline/")
    tab.context.set_offline(False)
    tab.get_by_role("button", name="现在就发").click()
    arrived(tab)
    assert texts() == ["右边电梯会抖"]


def test_a_database_that_never_answers_holds_nothing_up(estate, page):
    tab = signed_in(page("phone"), estate.resident)
    tab.add_init_script("IDBFactory.prototype.open = () => ({})")
    tab.goto("/issues/new")
    log(tab, "电梯故障", "右边电梯会抖")
    expect(tab.get_by_text("记下了，编号")).to_be_visible()
    assert Issue.objects.get().photos.count() == 1


def test_without_a_database_and_a_signal_the_form_stays_and_says_so(estate, page):
    tab = page("phone")
    tab.context.add_init_script("Object.defineProperty(self, 'indexedDB', {value: undefined})")
    ready(signed_in(tab, estate.resident))
    no_signal(tab)
    log(tab, "电梯故障", "右边电梯会抖")
    expect(tab.get_by_text("手机存不下了")).to_be_visible()
    expect(tab.get_by_label("说一句")).to_have_value("右边电梯会抖")
    expect(tab.locator(".photo img")).to_have_count(1)
