"""Walks through the demonstration as each of its people: every page opens, fits its screen, and axe finds nothing."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from buildings.models import Dwelling, Place
from committees.models import Meeting
from issues.models import Issue
from notices.models import Notice
from people.models import User
from portal.demo.load import load_demo
from portal.demo.roles import DEMO_ROLES

PHONES = {role.key: role.phone for role in DEMO_ROLES}
# Panels are asked for before the page counts as loaded; htmx marks who waits, and what was just put in.
PANEL_ON_ITS_WAY = ".htmx-request, .htmx-swapping, .htmx-settling, .htmx-added"
LOOKS = [("phone", "large"), ("desktop", "normal")]


def addresses() -> dict[str, list[str]]:
    """Who opens what; rows are found by what they say, since ids differ from one database to the next."""
    building = Place.objects.get(name="1栋", parent__name="水岸公馆")
    lane = Place.objects.get(name="15巷")
    home = Dwelling.objects.get(place=building, door="0902")
    notice = Notice.objects.get(asks_acknowledgement=True)
    leak = Issue.objects.get(title="电梯口天花滴水")
    upcoming = Meeting.objects.filter(state="convened", kind="joint").latest("starts_at")
    held = Meeting.objects.filter(state="closed", kind="joint", place=building.parent).latest("starts_at")
    place, meeting = "buildings:place", "committees:detail"
    return {
        "": [
            reverse("home"),
            reverse("notices:list"),
            reverse("notices:detail", args=[notice.pk]),
            reverse("committees:list"),
            reverse(meeting, args=[upcoming.pk]),
            reverse(place, args=[building.pk]),
            reverse("buildings:list"),
            reverse("account_login"),
            reverse("privacy"),
        ],
        "resident": [
            reverse("home"),
            reverse("notices:detail", args=[notice.pk]),
            reverse("issues:list"),
            reverse("issues:new"),
            reverse("issues:detail", args=[leak.pk]),
            reverse("buildings:answers", args=[home.pk]),
            reverse("notifications:inbox"),
        ],
        "captain": [
            reverse("home"),
            reverse(place, args=[building.pk]),
            reverse("issues:new"),
            reverse("buildings:answers", args=[home.pk]),
            reverse("buildings:register_neighbour", args=[home.pk]),
        ],
        "president": [reverse("home"), reverse("committees:minutes", args=[held.pk])],
        "property": [reverse("home"), reverse("issues:queue"), reverse("issues:detail", args=[leak.pk])],
        "staff": [
            reverse("home"),
            reverse("issues:queue"),
            f"{reverse('issues:queue')}?filter=1&issue={leak.pk}",
            reverse("notices:new"),
            reverse("committees:new"),
            reverse("committees:room", args=[held.pk]),
            reverse("buildings:roster", args=[building.parent_id]),
            reverse("outbox"),
            reverse("notifications:demo_outbox"),
            reverse(place, args=[lane.pk]),
        ],
        "street": [reverse("home")],
    }


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_every_page_of_the_demo_opens_fits_and_is_accessible(page, axe, live_server):
    load_demo()
    for viewport, comfort in LOOKS:
        opened, noise = page(viewport), []
        opened.on("console", lambda m, noise=noise: noise.append(m.text) if m.type == "error" else None)
        for key, paths in addresses().items():
            _enter(opened, live_server.url, key, comfort)
            for number, path in enumerate(paths):
                answer = opened.goto(path)
                where = f"{path} as {key or 'visitor'}, {viewport}, {comfort}"
                assert answer.status == 200, where
                expect(opened.locator(PANEL_ON_ITS_WAY)).to_have_count(0)
                wide = opened.evaluate(
                    "document.documentElement.scrollWidth - document.documentElement.clientWidth"
                )
                assert wide <= 0, f"{where}: {wide} px too wide"
                assert not noise, f"{where}: {noise}"
                # Rail, bar and tabs are the same on every page of a role; what lies between is looked at on the phone.
                if viewport == "phone" or number == 0:
                    axe(opened, in_both=True)
        opened.context.close()


def _enter(page, url: str, key: str, comfort: str) -> None:
    cookies = [{"name": "comfort", "value": comfort, "url": url}]
    if key:
        client = Client()
        client.force_login(User.objects.get(phone=PHONES[key]))
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookies.append({"name": settings.SESSION_COOKIE_NAME, "value": value, "url": url})
    page.context.clear_cookies()
    page.context.add_cookies(cookies)
