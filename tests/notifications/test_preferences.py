"""The page on which a person chooses what reaches them how."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from notifications.delivery import drain
from notifications.models import AddressMark, Hours, Message, Preference, PushDevice
from people.models import Consent
from tests.factories import UserFactory
from tests.notifications.browsers import Browser
from tests.notifications.test_quiet_hours import database_hour
from tests.notifications.test_ways import person, told

pytestmark = pytest.mark.django_db
URL = reverse("notifications:preferences")
DEFAULTS = {
    f"{topic}_{channel}": mode
    for topic in ("notices", "issues", "committees", "ballots", "buildings")
    for channel, mode in {
        "push": "now",
        "email": "digest" if topic == "notices" else "now",
        "sms": "off",
    }.items()
} | {"quiet_from": "", "quiet_until": "", "digest_day": "4"}


@pytest.fixture
def someone(client):
    made = person(push=False)
    client.force_login(made)
    return made


def test_what_is_chosen_holds_and_is_shown_again(client, someone):
    chosen = {"issues_push": "off", "notices_email": "now", "committees_sms": "now", "digest_day": "6"}
    chosen |= {"quiet_from": "22:00", "quiet_until": "07:30"}
    assert client.post(URL, DEFAULTS | chosen).status_code == 302
    rows = Preference.objects.filter(user=someone).values_list("topic", "channel", "mode")
    assert set(rows) == {("issues", "push", "off"), ("notices", "email", "now"), ("committees", "sms", "now")}
    form = client.get(URL).context["form"]
    assert {name: str(form[name].value()) for name in chosen} == chosen | {
        "quiet_from": "22:00:00",
        "quiet_until": "07:30:00",
    }
    client.post(URL, DEFAULTS)
    assert not Preference.objects.exists()
    assert Hours.objects.get().quiet_from is None


@pytest.mark.parametrize(
    "wrong, sentence",
    [
        ({"quiet_from": "22:00"}, "两个时间都填，或者都不填"),
        ({"quiet_until": "22:00"}, "两个时间都填，或者都不填"),
        ({"quiet_from": "22:00", "quiet_until": "22:00"}, "同一分钟"),
        ({"quiet_from": "25:00", "quiet_until": "7"}, "quiet_from"),
        ({"issues_push": "digest"}, "issues_push"),
        ({"issues_sms": "<script>"}, "issues_sms"),
        ({"digest_day": "7"}, "digest_day"),
    ],
)
def test_what_cannot_be_chosen_is_said(client, someone, wrong, sentence):
    response = client.post(URL, DEFAULTS | wrong)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Preference.objects.exists()


def test_what_is_switched_off_is_not_in_the_next_digest(client, someone):
    told(someone, "notices.published")
    client.post(URL, DEFAULTS | {"notices_email": "off"})
    assert Message.objects.get(channel="email").state == "void"


def test_the_page_says_what_does_not_reach_the_person(client, someone):
    Consent.objects.create(
        user=someone, item="texts", wording="1", given_at=timezone.now(), withdrawn_at=timezone.now()
    )
    AddressMark.objects.create(channel="email", address=someone.email, what="bounced")
    text = client.get(URL).content.decode()
    assert f"{someone.email} 收不到邮件" in text
    assert "您收回了收短信的同意" in text
    assert "关不掉的有两样" in text
    assert client.post(reverse("notifications:works_again", args=["email"])).status_code == 302
    assert "收不到邮件" not in client.get(URL).content.decode()
    assert client.post(reverse("notifications:works_again", args=["inbox"])).status_code == 404


@pytest.mark.parametrize("count", [1, 30])
def test_it_costs_the_same_for_one_device_and_thirty(client, someone, count, django_assert_num_queries):
    PushDevice.objects.bulk_create(
        PushDevice(user=someone, endpoint=f"https://push.example/{n}", p256dh="x", auth="y")
        for n in range(count)
    )
    client.get(URL)
    with django_assert_num_queries(9):
        client.get(URL)


def test_it_is_for_whoever_is_signed_in(client):
    for url in (URL, reverse("notifications:add_device")):
        assert client.post(url).status_code == 302


# --- devices -------------------------------------------------------------------------------------------------

PUSH = reverse("notifications:add_device")
PHONE = "Mozilla/5.0 (Linux; Android 14) Chrome/120"


def subscribe(client, browser: Browser, **more):
    said = {"endpoint": browser.endpoint, "keys": browser.keys, "expirationTime": None} | more
    return client.post(PUSH, json.dumps(said), content_type="application/json", headers={"user-agent": PHONE})


def test_a_browser_is_added_woken_and_removed(client, someone, push):
    browser = Browser(push.url)
    assert [subscribe(client, browser).status_code for _twice in range(2)] == [201, 201]
    device = PushDevice.objects.get()
    assert (device.user, device.label) == (someone, "Chrome · Android")
    assert "Chrome · Android" in (page := client.get(URL).content.decode())
    assert browser.endpoint not in page
    told(someone)
    drain()
    assert len(push.requests) == 1
    assert client.post(reverse("notifications:remove_device", args=[device.pk])).status_code == 302
    assert not PushDevice.objects.exists()


def test_a_browser_with_a_very_long_address_is_woken_too(client, someone, push):
    """Edge's are; how long they may be, nobody says."""
    path = "/w/?token=" + "x" * 900
    assert subscribe(client, Browser(push.url, path)).status_code == 201
    told(someone)
    drain()
    assert [request.path for request in push.requests] == [path]


def test_a_browser_as_a_form_and_of_the_next_person_on_the_same_phone(client, someone):
    browser = Browser("https://push.example")
    assert client.post(PUSH, {"endpoint": browser.endpoint, **browser.keys}).status_code == 201
    other = UserFactory()
    client.force_login(other)
    subscribe(client, browser)
    device = PushDevice.objects.get()
    assert device.user == other
    client.force_login(someone)
    assert client.post(reverse("notifications:remove_device", args=[device.pk])).status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": ""},
        {"endpoint": "javascript:alert(1)"},
        {"endpoint": "https://push.example/" + "x" * 1024},
        {"endpoint": "https://push.example/" + "推" * 1000},
        {"endpoint": "https://push.example/\r\nX: y"},
        {"endpoint": "https://[::1"},
        {"endpoint": "https://push.example:99999999/"},
        {"endpoint": "https://push.example/\ud800"},
        {"endpoint": "https://push.example/\x00"},
        {"endpoint": ["https://push.example/"]},
        {"keys": {}},
        {"keys": {"p256dh": "B" * 87, "auth": "A" * 22}},  # 65 octets, and no point of the curve
        {"keys": {"p256dh": "BA" + "\ud800" * 85, "auth": "A" * 22}},
        {"keys": {"p256dh": "AAAA", "auth": "AAAA"}},
        {"keys": "no"},
        {"keys": {"p256dh": ["x"], "auth": 7}},
    ],
)
def test_a_subscription_that_is_none(client, someone, wrong):
    response = subscribe(client, Browser("https://push.example"), **wrong)
    assert (response.status_code, bool(response.json()["error"])) == (422, True)
    assert not PushDevice.objects.exists()


@pytest.mark.parametrize(
    "body", ["[" * 100_000, '{"keys":' * 50_000, "9" * 5000, "null", "[]", "\\ud800", ""]
)
def test_json_that_is_no_subscription(client, someone, body):
    response = client.post(PUSH, body, content_type="application/json")
    assert (response.status_code, bool(response.json()["error"])) == (422, True)


def test_the_eleventh_device_takes_the_place_of_the_first(client, someone):
    for n in range(11):
        subscribe(client, Browser("https://push.example", f"/{n}"))
    assert set(PushDevice.objects.values_list("endpoint", flat=True)) == {
        f"https://push.example/{n}" for n in range(1, 11)
    }


# --- a person's own quiet ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "start, end, is_quiet", [(-1, 2, True), (1, -2, False), (-3, -1, False), (2, 1, True)]
)
def test_in_their_quiet_hours_nothing_rings_but_what_is_essential(
    client, someone, push, start, end, is_quiet
):
    Browser(push.url).of(someone)
    Hours.objects.create(user=someone, quiet_from=database_hour(start), quiet_until=database_hour(end))
    told(someone, channels=["inbox", "push"])
    told(someone, "notices.emergency", "emergency", channels=["inbox"], essential=True)
    drain()
    states = dict(Message.objects.filter(channel="push").values_list("letter__is_essential", "state"))
    assert states == {False: "pending" if is_quiet else "sent", True: "sent"}
    assert set(Message.objects.filter(channel="inbox").values_list("state", flat=True)) == {"sent"}


def test_whoever_knows_an_address_only_takes_no_browser_over(client, someone):
    browser, forged = Browser("https://push.example"), Browser("https://push.example")
    assert subscribe(client, browser).status_code == 201
    client.force_login(UserFactory())
    half = {"p256dh": browser.keys["p256dh"], "auth": forged.keys["auth"]}
    for keys in (forged.keys, half, {"p256dh": forged.keys["p256dh"], "auth": browser.keys["auth"]}):
        response = subscribe(client, browser, keys=keys)
        assert (response.status_code, "浏览器" in response.json()["error"]) == (422, True)
    device = PushDevice.objects.get()
    assert (device.user, device.p256dh, device.auth) == (someone, *browser.keys.values())
    padded = {name: key + "=" * (-len(key) % 4) for name, key in browser.keys.items()}
    assert subscribe(client, browser, keys=padded).status_code == 201, "the same keys, written with their end"


def test_its_owner_may_bring_new_keys(client, someone):
    subscribe(client, Browser("https://push.example"))
    assert subscribe(client, browser := Browser("https://push.example")).status_code == 201
    assert PushDevice.objects.get().auth == browser.keys["auth"]
