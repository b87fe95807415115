"""What the tests without signal share."""

import re

from django.conf import settings
from playwright.sync_api import Page, expect

from issues.models import Issue
from tests.browser.test_issues import photo
from tests.browser.waits import until

# Otherwise Chromium sends in the background at once, before the page can be looked at.
NO_SYNC = "Object.defineProperty(ServiceWorkerRegistration.prototype, 'sync', {value: undefined})"


def ready(tab: Page, path: str = "/issues/new") -> Page:
    """The page after one visit, once its copy for offline is there."""
    tab.goto(path)
    until_kept(tab, path)
    return tab


def until_kept(tab: Page, address: str) -> None:
    until(tab, "address => caches.match(address).then(Boolean)", address)


def until_none_kept(tab: Page) -> None:
    for _ in range(200):
        if not copies(tab):
            return
        tab.wait_for_timeout(50)
    raise AssertionError(f"still kept: {copies(tab)}")


def copies(tab: Page) -> list[str]:
    return tab.evaluate(
        """(async () => {
            const found = [];
            for (const name of await caches.keys()) {
                if (!name.startsWith('linli-pages-')) continue;
                for (const r of await (await caches.open(name)).keys()) found.push(new URL(r.url).pathname);
            }
            return found;
        })()"""
    )


def waiting(tab: Page) -> list[dict]:
    until(tab, "'linliQueue' in window")  # a page that has just come may not have its scripts yet
    return tab.evaluate("linliQueue.all()")


def fill(tab: Page, kind: str, text: str, photos: int = 1) -> None:
    tab.get_by_text(kind, exact=True).click()
    tab.locator("input[type=file]").set_input_files([photo(f"{n}.jpg") for n in range(photos)])
    expect(tab.locator(".photo img")).to_have_count(photos)
    tab.get_by_label("说一句").fill(text)


def log(tab: Page, kind: str, text: str, photos: int = 1) -> None:
    fill(tab, kind, text, photos)
    tab.get_by_role("button", name=re.compile("记下|报上去")).click()


def log_offline(tab: Page, kind: str, text: str, photos: int = 1) -> None:
    tab.goto("/issues/new")
    log(tab, kind, text, photos)
    tab.wait_for_url("**/offline/")
    expect(tab.locator("[data-part=row]").get_by_text(text)).to_be_visible()


NO_ANSWER = "() => fetch('/healthz', { cache: 'no-store' }).then(() => false, () => true)"


def no_signal(tab: Page) -> None:
    """Nobody has a network any more: the page, and the service worker behind it.

    Chromium acknowledges the wish before its network process has heard of it, so a request made at once may
    still get through.
    """
    tab.context.set_offline(True)
    for asked in (tab, *tab.context.service_workers):
        for _ in range(100):
            if asked.evaluate(NO_ANSWER):
                break
            tab.wait_for_timeout(20)
        else:
            raise AssertionError(f"{asked} has a network")


def signal_back(tab: Page) -> None:
    """There is a signal again, and the page is told, as a phone tells it.

    Chromium here takes a page that was opened without one to be online, and says nothing when it is. Without
    that word what waits goes out by its own timer, some five seconds later.
    """
    tab.context.set_offline(False)
    tab.evaluate("dispatchEvent(new Event('online'))")


def arrived(tab: Page) -> None:
    """Nothing waits any more."""
    for _ in range(200):
        if not waiting(tab):
            return
        tab.wait_for_timeout(50)
    raise AssertionError(waiting(tab))


def texts() -> list[str]:
    return sorted(Issue.objects.values_list("text", flat=True))


def sign_out(tab: Page) -> None:
    tab.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
