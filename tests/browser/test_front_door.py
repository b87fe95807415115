"""The front door in a real browser: a passkey from a virtual device, the code's countdown, and axe on its pages."""

import pytest
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.factories import UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(autouse=True)
def at_this_address(live_server, settings):
    cache.clear()
    settings.BASE_URL = live_server.url


def with_device(page: Page) -> Page:
    tools = page.context.new_cdp_session(page)
    tools.send("WebAuthn.enable")
    tools.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return page


def test_a_passkey_is_made_and_then_opens_the_door(page, as_, axe):
    person = UserFactory(display_name="何茉莉", phone_verified=True, password=None)
    here = as_(with_device(page("phone")), person)
    here.goto(reverse("mfa_add_webauthn"))
    axe(here, in_both=True)
    here.get_by_label("叫什么名字").fill("我的手机")
    here.get_by_role("button", name="创建通行密钥").click()
    expect(here.get_by_text("我的手机").first).to_be_visible()
    axe(here, in_both=True)
    assert Authenticator.objects.filter(user=person, type="webauthn").count() == 1

    here.goto(reverse("account_logout"))
    here.locator("main").get_by_role("button", name="退出登录").click()
    here.wait_for_url(lambda address: "logout" not in address)
    here.goto(f"{reverse('account_login')}?next=/accounts/me/")
    here.get_by_role("button", name="用通行密钥登录").click()
    here.wait_for_url("**/accounts/me/")
    expect(here.get_by_role("heading", name="我的账号")).to_be_visible()

    here.goto(reverse("mfa_list_webauthn"))
    here.get_by_role("link", name="改名").click()
    here.wait_for_load_state()
    axe(here)


def test_without_passkeys_a_sentence_stands_there_instead(page, as_):
    person = UserFactory(password=None)
    here = as_(page("phone", script=False), person)
    here.goto(reverse("mfa_add_webauthn"))
    expect(here.get_by_text("不支持通行密钥")).to_be_visible()
    expect(here.get_by_role("button", name="创建通行密钥")).to_be_hidden()


def test_the_code_s_page_counts_down_and_takes_a_whole_message(page, axe):
    here = page("phone")
    here.goto(reverse("account_login"))
    axe(here, in_both=True)
    here.locator("main").get_by_label("手机号", exact=True).first.fill("+86 138 0000 0902")
    here.get_by_role("button", name="发验证码").click()
    again = here.get_by_role("button", name="秒后可以再发一次")
    expect(again).to_be_disabled()
    axe(here, in_both=True)
    box = here.locator("input[autocomplete='one-time-code']")
    box.focus()
    box.evaluate(
        """(box) => { const data = new DataTransfer(); data.setData("text", "【邻里】您的验证码是 ４８２１９０，15 分钟内有效");
        box.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true })); }"""
    )
    expect(box).to_have_value("482190")


PAGES = ["mfa_index", "mfa_activate_totp", "mfa_list_webauthn", "second_step"]


@pytest.mark.parametrize("look", ["phone", "desktop"])
def test_axe_finds_nothing_on_its_pages(page, as_, axe, look, settings):
    settings.STAFF_SECOND_STEP = True
    here = as_(
        page(look, dark=look == "desktop"), UserFactory(is_superuser=True, is_staff=True, password=None)
    )
    here.goto(reverse("home"))
    assert here.url.endswith(reverse("second_step"))
    for name in PAGES:
        here.goto(reverse(name))
        axe(here, in_both=look == "phone")
        assert here.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
