"""`make looks`: every address in every role, light and dark, at three widths, in large text and with doubled letters.

No part of the suite (its name does not begin with test_). It prints a table of what it found and leaves the pictures
in var/looks/. ROLES="staff elder", NAMES="notices" and LOOKS="390-light 1440-dark" narrow it.
"""

import os
from collections import Counter
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import expect

from portal.demo.roles import DEMO_ROLES
from tests.browser.measures import BROKEN_NUMBERS, CUT_TABLES, PANEL_ON_ITS_WAY, TOO_WIDE, too_small
from tests.browser.routes import PAGES, visits
from tests.browser.rows import person, rows_of_the_demo
from tests.browser.serving import server_of_the_demo  # noqa: F401 (a fixture)
from tests.people.fresh import come

PICTURES = Path(__file__).resolve().parents[2] / "var" / "looks"
ROLES = os.environ.get("ROLES", "").split() or ["visitor", *(role.key for role in DEMO_ROLES)]
NAMES = os.environ.get("NAMES", "").split()
WIDTHS = (320, 390, 1440)
# each width in each light, and large text where it is tightest and where it is widest
ALL_LOOKS = [f"{width}-{light}" for width in WIDTHS for light in ("light", "dark")]
ALL_LOOKS += ["390-light-large", "1440-dark-large"]
ALL_LOOKS += [f"{width}-light-large-doubled" for width in (320, 390, 768)]  # and the browser's own letters
LOOKS = os.environ.get("LOOKS", "").split() or ALL_LOOKS
PAGES_WITH_WORDS = {200, 422}  # a code that nobody gave is answered with a form and a sentence
CLOSED = {302, 403, 404}  # not for this role


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("role", ROLES)
def test_looks(page, axe, live_server, role):
    PICTURES.mkdir(parents=True, exist_ok=True)
    paths = {visit.path: visit.name for visit in visits(rows_of_the_demo()) if wanted(visit.name)}
    found, statuses = [], Counter()
    for look in LOOKS:
        tab = tab_of(page, live_server.url, role, look)
        for path, name in list(paths.items()):
            letters(
                tab, live_server.url, "large" in look
            )  # a page for elders changes them for all that follow
            problems, status = look_at(tab, path, axe, "large" in look)
            statuses[status] += 1
            found += [f"{role:10} {look:16} {path:44} {problem}" for problem in problems]
            if status in CLOSED:  # in every look alike: once is enough
                del paths[path]
            elif not look.startswith("320"):
                tab.screenshot(path=PICTURES / f"{name.replace(':', '-')} {role} {look}.png")
        tab.context.close()
    said = "\n".join(found or [f"{role}: nothing found"])
    said += f"\n{role}: {len(PAGES)} names; answers {dict(statuses)}"
    (PICTURES / f"{role}.txt").write_text(said + "\n")
    assert not found, said


def tab_of(page, url: str, role: str, look: str):
    width = int(look.split("-")[0])
    tab = page("phone", dark="dark" in look)
    tab.context.set_default_timeout(60_000)
    tab.set_viewport_size({"width": width, "height": 900 if width > 1000 else 844})
    if "doubled" in look:
        sizes = {"fontSizes": {"standard": 32, "fixed": 26}}
        tab.context.new_cdp_session(tab).send("Page.setFontSizes", sizes)
    enter(tab, url, role)
    return tab


def wanted(name: str) -> bool:
    return not NAMES or any(part in name for part in NAMES)


def look_at(tab, path: str, axe, large: bool) -> tuple[list[str], int]:
    answer = tab.goto(path)
    if answer.request.redirected_from:
        return [], 302
    if answer.status not in PAGES_WITH_WORDS:
        return ([] if answer.status in CLOSED else [f"status {answer.status}"]), answer.status
    expect(tab.locator(PANEL_ON_ITS_WAY)).to_have_count(0)
    wide = tab.evaluate(TOO_WIDE)
    problems = [f"{wide} px too wide"] if wide > 0 else []
    problems += tab.evaluate(CUT_TABLES) + tab.evaluate(BROKEN_NUMBERS)
    try:
        axe(tab)
    except AssertionError as said:
        problems.append(str(said))
    return problems + (too_small(tab) if large else []), answer.status


def enter(tab, url: str, role: str) -> None:
    if role != "visitor":
        client = come(Client(), person(role))
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        tab.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url}])


def letters(tab, url: str, large: bool) -> None:
    value = "large" if large else "normal"
    tab.context.add_cookies([{"name": "comfort", "value": value, "url": url}])
