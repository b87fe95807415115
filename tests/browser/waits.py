"""Waiting for what a page's scripts bring about.

Playwright's own `wait_for_function` puts its expression together again inside the page at each look, which the site's
Content-Security-Policy forbids: it works only where the first look already finds what it asks.
"""

from time import sleep

from playwright.sync_api import Page, Worker


def until(tab: Page | Worker, expression: str, argument: object = None) -> None:
    """Wait, ten seconds at most, until JavaScript `expression` (a function, where it takes `argument`) is true."""
    for _ in range(200):
        if tab.evaluate(expression, argument):
            return
        sleep(0.05)
    raise AssertionError(f"never true: {expression}")


def until_held(tab: Page, held: list) -> None:
    """Wait, ten seconds at most, until a request has come to where it is held back: the page sends it after it says so."""
    for _ in range(200):
        if held:
            return
        tab.wait_for_timeout(50)
    raise AssertionError("nothing was asked for")
