"""Pieces that a page asks for by itself or at a press."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from tests.factories import MessageFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ground(db):
    from tests.notices.ground import new_ground

    return new_ground()


@pytest.fixture
def tab(ground, page):
    """A visitor's phone; whatever the browser complains of fails the test."""
    tab, said = page("phone"), []
    tab.on("pageerror", lambda error: said.append(str(error)))
    for number in range(13):
        ground.publish(title=f"第 {number:02} 条", is_public=True)
    yield tab
    assert not said


def test_more_rows_come_at_a_press_and_whoever_goes_by_keys_reads_on(tab):
    tab.goto("/notices/")
    rows, more = tab.locator(".item__title"), tab.get_by_role("link", name="再看 10 条")
    expect(rows).to_have_count(10)
    more.focus()
    tab.keyboard.press("Enter")
    expect(rows).to_have_count(13)
    expect(tab.locator("a.item").nth(10)).to_be_focused()
    expect(more).to_have_count(0)
    assert tab.url.endswith("/notices/"), "the page stays"


def test_without_a_signal_the_button_stays_and_works_again_later(tab):
    tab.goto("/notices/")
    more = tab.get_by_role("link", name="再看 10 条")
    tab.route("**/notices/?after=*", lambda route: route.abort())
    more.click()
    expect(tab.locator("#toasts")).to_contain_text("刚才没连上")
    expect(tab.locator("[aria-busy]")).to_have_count(0)
    tab.unroute("**/notices/?after=*")
    more.click()
    expect(tab.locator(".item__title")).to_have_count(13)


def test_a_line_that_is_dead_without_saying_so_is_given_up(tab):
    tab.clock.install()
    tab.goto("/notices/")
    more = tab.get_by_role("link", name="再看 10 条")
    tab.route("**/notices/?after=*", lambda route: None)
    more.click()
    expect(tab.locator("[aria-busy]")).to_have_count(1)
    tab.clock.fast_forward(31_000)
    expect(tab.locator("#toasts")).to_contain_text("刚才没连上")
    tab.unroute("**/notices/?after=*")
    more.click()
    expect(tab.locator(".item__title")).to_have_count(13)


def test_another_way_of_opening_the_link_is_left_to_the_browser(tab):
    tab.goto("/notices/")
    taken = """link => ['ctrlKey', 'metaKey', 'shiftKey', ''].map((key) => {
        let taken;
        addEventListener('click', (event) => { taken = event.defaultPrevented; event.preventDefault(); }, { once: true });
        link.dispatchEvent(new MouseEvent('click', { bubbles: true, cancelable: true, [key]: true }));
        return taken;
    })"""
    assert tab.locator("[data-more]").evaluate(taken) == [False, False, False, True]


def test_a_building_shows_who_has_a_seat_and_what_is_open_there(ground, page, as_):
    tab = as_(page("phone"), ground.resident)
    tab.goto(ground.first.get_absolute_url())
    expect(tab.locator("[aria-busy]")).to_have_count(0)
    panels = tab.locator("[data-piece]")
    addresses = [panels.nth(n).get_attribute("data-piece") for n in range(panels.count())]
    assert reverse("issues:place_panel", args=[ground.first.pk]) in addresses
    expect(panels.first).not_to_be_empty()


def test_whose_session_ended_meanwhile_is_asked_to_sign_in(ground, page, as_):
    MessageFactory.create_batch(25, recipient=ground.resident, state="sent", sent_at=timezone.now())
    tab = as_(page("phone"), ground.resident)
    tab.goto("/inbox/")
    tab.context.clear_cookies()
    tab.locator("[data-more]").click()
    expect(tab).to_have_url(re.compile("/accounts/login/"))
