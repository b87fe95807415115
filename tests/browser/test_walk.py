"""Walks through the demonstration by the router's own list: every page opens, fits, and axe finds nothing."""

from weakref import WeakKeyDictionary

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.markup import faults_of
from tests.browser.measures import (
    IN_LARGE,
    PANEL_ON_ITS_WAY,
    WORDS_NOT_IN_NAME,
    tables_cut_off,
    too_small,
    too_wide_on_phones,
)
from tests.browser.no_pages import NO_PAGES, POST
from tests.browser.routes import PAGES, Visit, routes, visits
from tests.browser.rows import person, rows_of_the_demo
from tests.browser.serving import server_of_the_demo  # noqa: F401 (a fixture)
from tests.factories import UserFactory

LOOKS = [("phone", False), ("desktop", True)]  # light and dark in turn
# The same on all pages of one person: looked at on the first.
BUT_THE_FRAME = {"exclude": [[".rail"], [".tabbar"], [".pagefoot"]]}
ENTERED: WeakKeyDictionary[Page, str] = WeakKeyDictionary()


def test_no_address_of_the_router_is_forgotten():
    named = set(routes())
    assert named - set(PAGES) - set(NO_PAGES) == set(), "add a sample or a reason in tests/browser/routes.py"
    assert set(PAGES) & set(NO_PAGES) == set()
    assert (set(PAGES) | set(NO_PAGES)) - named == set(), "no longer an address"


@pytest.mark.django_db
def test_what_is_said_to_answer_posts_alone_does():
    client = Client()
    client.force_login(UserFactory())
    found = routes()
    for name in (name for name, reason in NO_PAGES.items() if reason == POST):
        path = reverse(name, args=[1 for _ in found[name].arguments])
        assert client.get(path).status_code == 405, name


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_every_page_of_the_router_opens_fits_and_is_accessible(page, axe, live_server, settings):
    settings.KEPT_QUESTIONS = "compared"  # with what would be asked of that person alone
    noise: list[str] = []
    opened = [page(viewport, dark=dark) for viewport, dark in LOOKS]
    for one in opened:
        one.on("console", lambda m: noise.append(m.text) if m.type == "error" else None)
        one.add_init_script(AXE_SCRIPT)  # once, instead of half a megabyte sent to each page
    found: list[str] = []
    for number, visit in enumerate(visits(rows_of_the_demo())):
        one = opened[number % 2]
        is_first = _enter(one, live_server.url, visit.role)
        noise.clear()
        about = f"{visit.path} as {visit.role or 'visitor'}"
        found += [f"{about}: {what}" for what in _look(one, visit, axe, noise, is_first)]
    assert not found, "\n".join(found)


def _look(page, visit: Visit, axe, noise: list[str], is_first: bool) -> list[str]:
    answer = page.goto(visit.path)
    if answer.status != 200 or page.url.partition("?")[0] != answer.url.partition("?")[0]:
        return [f"status {answer.status}"]
    expect(page.locator(PANEL_ON_ITS_WAY)).to_have_count(0)
    found = []
    try:
        axe(page, context=None if is_first else BUT_THE_FRAME)
    except AssertionError as problems:
        found.append(str(problems))
    found += [*faults_of(answer.text()), *page.evaluate(WORDS_NOT_IN_NAME), *tables_cut_off(page)]
    page.evaluate(IN_LARGE, True)
    found += [*too_small(page), *too_wide_on_phones(page), *noise]
    return [what for what in found if what]


def _enter(page, url: str, key: str) -> bool:
    """Whether it is this person's first page here; one sign-in serves all that follow."""
    if ENTERED.get(page) == key:
        return False
    ENTERED[page] = key
    page.goto("about:blank")  # whatever the last page still asks for is not this one's
    page.context.clear_cookies()
    if key:
        client = Client()
        client.force_login(person(key))
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}])
    return True
