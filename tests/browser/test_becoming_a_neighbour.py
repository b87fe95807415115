"""A newcomer with a phone: the code, the questions, the door, the captain's word; or a code on paper."""

import re

import pytest
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from buildings.models import Residency
from buildings.operations import make_door_codes
from notifications.models import Message
from people.models import Consent, User
from tests.notices.ground import new_ground

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = "13800000902"
FOR_HOMES = "只给 1 栋住户看的"


@pytest.fixture
def ground(transactional_db, live_server, settings):
    cache.clear()
    settings.BASE_URL = live_server.url
    ground = new_ground()
    ground.publish(title=FOR_HOMES, is_public=False)
    return ground


def sign_up(here: Page) -> None:
    """The phone's own code, as it would arrive; then what may be done with what is known, nothing ticked."""
    here.locator("main").get_by_label("手机号", exact=True).fill("+86 138 0000 0902")
    here.locator("input[name=display_name]").fill("区·𠮷䶮")
    here.get_by_role("button", name="发验证码").click()
    box = here.locator("input[autocomplete='one-time-code']")
    expect(box).to_be_visible()
    said = Message.objects.get(address=PHONE, channel="sms").body
    box.fill(re.search(r"\b\d{6}\b", said)[0])
    if box.is_visible():  # the last figure may have sent it
        here.locator("main").get_by_role("button", name="继续").click()
    expect(here.get_by_role("heading", name="欢迎您，先问几句")).to_be_visible()
    boxes = here.get_by_role("checkbox")
    assert boxes.count() >= 2
    assert not any(boxes.nth(number).is_checked() for number in range(boxes.count()))
    expect(here.locator("#toasts .toast")).to_be_visible()  # what was said lies over no button
    here.locator("main").get_by_role("button", name="继续").click(timeout=4_000)
    assert User.objects.get(phone=PHONE).phone_verified


@pytest.mark.slow
def test_by_phone_code_and_the_captain_s_word(ground, page, as_):
    here = page("phone")
    here.goto(reverse("account_signup"))
    sign_up(here)
    expect(here.get_by_role("heading", name="您住哪一户？")).to_be_visible()
    here.get_by_role("link", name="水岸公馆").first.click()
    here.get_by_role("link", name="1栋", exact=True).click()
    here.get_by_role("link", name="0201").click()
    here.locator(".pick", has_text="家人").click()
    here.locator("input[name=agreed]").check()
    here.get_by_role("button", name="请楼长确认").click()
    expect(here).to_have_url(re.compile(reverse("buildings:my_claims")))
    newcomer = User.objects.get(phone=PHONE)
    assert Consent.objects.get(user=newcomer, withdrawn_at=None, item="home")
    assert not Residency.objects.filter(user=newcomer).exists()
    here.goto("/notices/")
    expect(here.get_by_text(FOR_HOMES)).to_have_count(0)  # nothing of the home before it is confirmed

    captain = as_(page("phone"), ground.captain)
    captain.goto(reverse("desk"))
    expect(captain.get_by_text("区·𠮷䶮")).to_have_count(0)
    captain.locator(f"a[href='{reverse('buildings:claims')}']").first.click()
    captain.get_by_role("link", name="0201").click()
    expect(captain.get_by_role("heading", name="区·𠮷䶮")).to_be_visible()
    captain.get_by_role("button", name="是，住在这里").click()
    expect(captain).to_have_url(re.compile(reverse("buildings:claims")))
    assert Residency.objects.get(user=newcomer).dwelling.door == "0201"

    here.goto("/notices/")
    here.get_by_role("link", name=FOR_HOMES).click()
    expect(here.get_by_role("heading", name=FOR_HOMES, level=1)).to_be_visible()


@pytest.mark.slow
def test_by_the_code_on_a_slip_of_paper(ground, page, axe):
    """From its QR: nothing of the home is said before signing in, and one comes back by oneself."""
    home = ground.first.dwellings.get(door="0302")
    made = make_door_codes(by=ground.captain, place=ground.first, dwellings=[home], kind="tenant")
    code = made[0][1]
    here = page("phone")
    here.goto(reverse("door"))
    here.locator("input[name=code]").fill(f" {code[:4]}-{code[4:8].lower()} {code[8:]}")
    here.locator("main").get_by_role("button", name="继续").click()
    expect(here.get_by_text("0302")).to_have_count(0)
    here.locator(f"main a[href^='{reverse('account_signup')}']").first.click()
    sign_up(here)
    expect(here.get_by_role("heading", level=1)).to_contain_text("0302")
    axe(here)
    here.locator("input[name=agreed]").check()
    here.get_by_role("button", name="是，这是我家").click()
    expect(here).to_have_url(re.compile(reverse("buildings:answers", args=[home.pk])))
    assert Residency.objects.get(user__phone=PHONE).kind == "tenant"
    here.goto("/notices/")
    expect(here.get_by_role("link", name=FOR_HOMES)).to_be_visible()
    other = page("phone")  # once used it opens nothing any more
    other.goto(reverse("door_code", args=[code]))
    expect(other.get_by_text("0302")).to_have_count(0)
