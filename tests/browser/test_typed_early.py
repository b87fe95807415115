"""What stands in a window is nobody's to take away: not a draft that comes back late, not a tap on a notification."""

import pytest
from playwright.sync_api import expect

from tests.browser.test_issues import photo, signed_in
from tests.browser.waits import until, until_held

pytestmark = pytest.mark.django_db(transaction=True)
FORM = "/issues/new?place={}&category=water"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture
def estate(transactional_db):
    from tests.issues.estate import new_estate

    return new_estate()


def drafts_of(tab) -> list[str]:
    return tab.evaluate(
        "Object.entries(localStorage).filter(([k]) => k.startsWith('draft:')).map(([, v]) => v)"
    )


# --- drafts.js comes late ---------------------------------------------------------------------------------


@pytest.mark.parametrize("service_workers", ["block"])  # it would fetch what is held here
def test_a_draft_that_comes_late_leaves_what_was_typed_meanwhile(estate, page):
    tab = signed_in(page("phone"), estate.captain)
    tab.goto(FORM.format(estate.building.pk))
    tab.locator("[name=text]").fill("昨天写的")
    tab.evaluate("document.querySelector('[name=caller]').closest('details').open = true")
    tab.locator("[name=caller]").fill("石榴婆婆")
    held = []
    tab.route("**/drafts*.js", lambda route: held.append(route))
    with tab.expect_request("**/drafts*.js"):
        tab.reload(wait_until="commit")
    key = tab.locator("[name=client_key]").input_value()
    tab.locator("[name=text]").fill("今天才写的")
    until_held(tab, held)
    for route in held:
        route.continue_()
    expect(tab.locator("[name=caller]")).to_have_value("石榴婆婆")  # it is here now
    expect(tab.locator("[name=text]")).to_have_value("今天才写的")
    assert tab.locator("[name=client_key]").input_value() == key
    (kept,) = drafts_of(tab)
    assert "今天才写的" in kept
    assert "石榴婆婆" in kept


@pytest.mark.parametrize("service_workers", ["block"])
def test_what_was_typed_before_it_came_is_kept_without_another_key(estate, page):
    tab = signed_in(page("phone"), estate.captain)
    held = []
    tab.route("**/drafts*.js", lambda route: held.append(route))
    with tab.expect_request("**/drafts*.js"):
        tab.goto(FORM.format(estate.building.pk), wait_until="commit")
    tab.locator("[name=text]").fill("早早写的")
    until_held(tab, held)
    for route in held:
        route.continue_()
    until(tab, "Object.keys(localStorage).some((k) => k.startsWith('draft:'))")
    tab.unroute("**/drafts*.js")
    tab.reload()
    expect(tab.locator("[name=text]")).to_have_value("早早写的")


# --- a notification -----------------------------------------------------------------------------------------

# What a browser does when a notification is tapped; it opens none for a script, so what is asked of it is noted.
TAP = """async (url) => {
  const asked = [];
  WindowClient.prototype.focus = async function () { return this; }; // asks for a real tap
  self.clients.openWindow = async (to) => { asked.push(new URL(to).pathname); };
  const work = [];
  const event = Object.assign(new Event("notificationclick"), {
    notification: { close() {}, data: { url } }, waitUntil: (promise) => work.push(promise),
  });
  dispatchEvent(event);
  await Promise.all(work.map((one) => one.catch((error) => asked.push(String(error)))));
  return asked;
}"""


@pytest.fixture
def service_workers() -> str:
    return "allow"


@pytest.fixture
def tab(estate, page):
    tab = signed_in(page("phone"), estate.captain)
    tab.goto(FORM.format(estate.building.pk))
    tab.evaluate("navigator.serviceWorker.ready")
    tab.reload()
    until(tab, "Boolean(navigator.serviceWorker.controller)")
    return tab


def tap(tab, url="/me/inbox/") -> list[str]:
    return tab.context.service_workers[0].evaluate(TAP, url)


@pytest.mark.parametrize("what", ["words", "photo"])
def test_a_tap_leaves_a_window_with_something_unsent_as_it_is(tab, what):
    here = tab.url
    if what == "words":
        tab.locator("[name=text]").fill("还没发")
    else:
        tab.locator("input[data-photos]").first.set_input_files(photo())
    assert tap(tab) == ["/me/inbox/"]
    assert tab.url == here


def test_a_tap_uses_a_window_in_which_nothing_stands(tab):
    assert tap(tab, "/notices/") == []
    tab.wait_for_url("**/notices/")


def test_a_window_that_says_nothing_is_left_alone(tab):
    tab.evaluate("navigator.serviceWorker.onmessage = null")
    assert tap(tab) == ["/me/inbox/"]
