"""A real Chromium on pytest-django's live server.

`page("phone")` and `page("desktop", dark=True)` open fresh pages; `axe(page)` fails with a readable list.
"""

import os
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from tests.browser.serving import started
from tests.people.fresh import come

VIEWPORTS = {"phone": {"width": 390, "height": 844}, "desktop": {"width": 1440, "height": 900}}
ARGUMENTS = [
    "--no-sandbox",  # as root Chromium refuses its sandbox; the pages are our own
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
# Playwright's own list, which one of ours replaces, and the last: each new context would start a second
# renderer as well, in case a page should leave for another site; that took a tenth of Chromium's time.
OFF = [
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "SpareRendererForSitePerProcess",
]
ARGUMENTS.append("--disable-features=" + ",".join(OFF))
# No page lives long enough to earn back what it costs to translate its scripts well: an eighth of Chromium's time.
ARGUMENTS.append("--js-flags=--no-opt --no-maglev")
expect.set_options(timeout=15_000)  # a busy machine is not a broken page; what holds is seen at once
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session", autouse=True)
def allow_async() -> Iterator[None]:
    """Playwright's sync API runs a loop in this thread, and Django would then refuse the ORM here."""
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    yield
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session")
def browser(chromium_path: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def live_server(django_db_setup) -> Iterator[LiveServer]:
    """Stands in for pytest-django's; its database connections are closed before the database goes."""
    server = started()
    yield server
    server.stop()


@pytest.fixture
def service_workers() -> str:
    """Each new context would fetch the pages to keep for offline; what is about them says "allow"."""
    return "block"


@pytest.fixture
def page(browser: Browser, live_server, service_workers) -> Iterator[Callable[..., Page]]:
    """`page(viewport="phone", dark=False, script=True, **context)`; addresses are relative to the live server."""
    contexts: list[BrowserContext] = []

    def open_page(viewport: str = "phone", *, dark: bool = False, script: bool = True, **more) -> Page:
        context = browser.new_context(
            base_url=live_server.url,
            viewport=VIEWPORTS[viewport],
            has_touch=viewport == "phone",
            color_scheme="dark" if dark else "light",
            java_script_enabled=script,
            locale=more.pop("locale", "zh-CN"),
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",
            service_workers=service_workers,
            **more,
        )
        context.set_default_timeout(20_000)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def as_(live_server) -> Callable[[Page, object], Page]:
    """`as_(page, user)`: that person is signed in there."""

    def sign_in(page: Page, user) -> Page:
        client = Client()  # one each: to sign in as somebody else would end the first one's session
        come(client, user)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        page.context.add_cookies(
            [{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url}]
        )
        return page

    return sign_in


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """Asserts that axe finds nothing, by WCAG 2.2 AA and its own best practice.

    `in_both`: a light page is put in the dark as well and its colours are looked at again; they are all that changes.
    """
    # All that passed would be carried out of the browser as well, which takes longer than finding it.
    command = (
        "([context, options]) => 'axe' in window && "
        "axe.run(context || document, options).then(found => found.violations)"
    )

    def scan(page: Page, context: str | dict | None, rules: list[str] | None = None) -> None:
        only = {"type": "rule", "values": rules} if rules else {"type": "tag", "values": WCAG}
        asked = [context, {"runOnly": only, "resultTypes": ["violations"], "preload": False}]
        if (found := page.evaluate(command, asked)) is False:
            page.evaluate(AXE_SCRIPT)
            found = page.evaluate(command, asked)
        problems = [
            f"{violation['id']} ({violation['impact']}): {violation['help']}\n"
            + "\n".join(
                f"    {' '.join(node['target'])}  {node['html'][:160]}" for node in violation["nodes"]
            )
            for violation in found
        ]
        assert not problems, f"axe at {page.url}:\n" + "\n".join(problems)

    def assert_clean(page: Page, *, context: str | dict | None = None, in_both: bool = False) -> None:
        scan(page, context)
        if in_both:
            page.emulate_media(color_scheme="dark", reduced_motion="reduce")
            page.evaluate("Promise.all(document.getAnimations().map((one) => one.finished))")
            scan(page, context, ["color-contrast"])
            page.emulate_media(color_scheme="light", reduced_motion="reduce")

    return assert_clean
