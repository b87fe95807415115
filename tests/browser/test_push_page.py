"""The page of preferences: on a phone, on a desk, in the dark, with large text; and what its script does."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from notifications.management.commands.push_key import new_key
from notifications.models import AddressMark, PushDevice
from tests.notifications.test_ways import person

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("viewport, dark", [("phone", False), ("desktop", True)])
def test_choosing_on_any_screen(page, as_, axe, live_server, settings, viewport, dark):
    settings.VAPID_PRIVATE_KEY = new_key()
    someone = person(sms=False)
    AddressMark.objects.create(channel="email", address=someone.email, what="bounced")
    PushDevice.objects.update(label="Chrome · Android")
    tab = as_(page(viewport, dark=dark), someone)
    tab.goto(live_server.url + reverse("notifications:preferences"))
    axe(tab)
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    tab.get_by_label("议事和落实 · 电子邮件").select_option("digest")
    tab.get_by_role("button", name="保存").click()
    assert someone.preferences.get().mode == "digest"
    tab.goto(live_server.url + reverse("notifications:preferences") + "?comfort=large")
    axe(tab)
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_where_no_worker_is_ever_ready_it_says_so(page, as_, live_server, settings):
    settings.VAPID_PRIVATE_KEY = new_key()
    tab = as_(page("phone"), person(sms=False))
    tab.context.grant_permissions(["notifications"])
    tab.clock.install()
    tab.goto(live_server.url + reverse("notifications:preferences"))
    tab.locator("[data-push-on]").click()
    expect(tab.locator("[data-push-on][aria-disabled]")).to_have_count(1)
    tab.wait_for_timeout(300)  # its question about permission is answered
    tab.clock.fast_forward(11_000)
    expect(tab.locator("[data-push-error]")).to_be_visible()
    expect(tab.locator("[data-push-on][aria-disabled]")).to_have_count(0)
