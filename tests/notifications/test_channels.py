"""Screens, text messages and chat groups: real servers on this machine, and never a word too much."""

import base64
import json
import logging
import socket
from datetime import timedelta
from io import StringIO

import pytest
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from launcher.valkey import free_port
from notifications import robots
from notifications.channels import safe_http
from notifications.channels.safe_http import Refusing
from notifications.delivery import drain
from notifications.models import AddressMark, Message, PushDevice, Robot
from notifications.operations import add_robot, post, post_to_robot, remove_robot, void
from notifications.vapid import public_key
from people.models import Consent
from tests.factories import MessageFactory, UserFactory
from tests.notifications.browsers import Browser
from tests.notifications.http_server import HttpServer

pytestmark = pytest.mark.django_db

SECRETS = ("何茉莉", "401", "欠费", "调解")
TITLE, BODY = "何茉莉家 401 的调解", "欠费的事周五调解"


def row(person, channel: str, **fields) -> Message:
    fields = {"kind": "issues.answered", "title": TITLE, "body": BODY, "url": "/issues/7/"} | fields
    return MessageFactory(recipient=person, channel=channel, **fields)


def state_of(message: Message) -> str:
    message.refresh_from_db()
    return message.state


@pytest.fixture
def log():
    """What the site's log gets. (caplog also hears loggers that tell it nothing.)"""
    said = StringIO()
    handler = logging.StreamHandler(said)
    logging.getLogger().addHandler(handler)
    yield said
    logging.getLogger().removeHandler(handler)


def again(message: Message) -> Message:
    Message.objects.filter(pk=message.pk).update(lease_until=Now() - timedelta(seconds=1))
    drain()
    message.refresh_from_db()
    return message


# --- the screen ------------------------------------------------------------------------------------------------


def test_a_screen_says_what_kind_of_thing_waits_and_leads_to_it(push):
    browser, person = Browser(push.url), UserFactory()
    device = browser.of(person)
    message = row(person, "push")
    assert drain() == 1
    (received,) = push.requests
    said = browser.read(received.body)
    assert said == {
        "title": "邻里",
        "body": "您关心的一件事有新进展，点开看",
        "url": "/issues/7/",
        "tag": f"message-{message.pk}",
    }
    assert not any(secret in json.dumps(said, ensure_ascii=False) for secret in SECRETS)
    assert all(secret.encode() not in received.body for secret in SECRETS)
    token, key = received.headers["authorization"].removeprefix("vapid t=").split(",k=")
    assert key == public_key()
    claims = json.loads(base64.urlsafe_b64decode(token.split(".")[1] + "=="))
    assert claims["aud"] == push.url
    assert received.headers["ttl"] == "86400"
    assert received.headers["topic"] == f"message-{message.pk}"  # a second copy takes the place of the first
    device.refresh_from_db()
    assert device.last_sent_at is not None


def test_a_screen_speaks_its_owners_language_and_an_emergency_says_what(push):
    browser, person = Browser(push.url), UserFactory(language="en")
    browser.of(person)
    row(person, "push", kind="notices.emergency", title="Urgent: Gas leak in building 4", is_essential=True)
    drain()
    assert browser.read(push.requests[0].body)["body"] == "Urgent: Gas leak in building 4"
    assert push.requests[0].headers["urgency"] == "high"


def test_all_devices_are_woken_and_one_is_enough(push):
    person = UserFactory()
    gone, well = Browser(push.url, "/gone"), Browser(push.url, "/well")
    ended, _alive = gone.of(person), well.of(person)
    push.answers["/gone"] = 410
    message = row(person, "push")
    drain()
    ended.refresh_from_db()
    assert (state_of(message), len(push.requests)) == ("sent", 2)
    assert ended.ended_at is not None
    row(person, "push")
    drain()
    assert [request.path for request in push.requests[2:]] == ["/well"]


@pytest.mark.parametrize("status", [404, 410])
def test_the_last_device_that_is_gone_fails_in_sight(push, status):
    person = UserFactory()
    Browser(push.url).of(person)
    push.status = status
    message = row(person, "push")
    drain()
    assert state_of(message) == "failed"
    assert str(status) in message.error
    assert PushDevice.objects.get().ended_at is not None


def test_a_busy_push_service_is_asked_again(push):
    person = UserFactory()
    Browser(push.url).of(person)
    push.status = 429
    message = row(person, "push")
    drain()
    assert (state_of(message), message.attempts) == ("pending", 1)
    push.status = 201
    assert again(message).state == "sent"


def test_a_push_address_leads_nowhere_else_by_a_redirect(push):
    person = UserFactory()
    Browser(push.url).of(person)
    push.status, push.location = 307, f"{push.url}/inside"
    row(person, "push")
    drain()
    assert [request.path for request in push.requests] == ["/wake/1"]


INSIDE = [
    "http://push.example.org/1",
    "https://127.0.0.1/1",
    "https://[::1]/1",
    "https://10.1.2.3/1",
    "https://169.254.169.254/latest/",
    "https://192.168.0.1/1",
    "https://[::ffff:10.0.0.1]/1",
    "https://[64:ff9b::a9fe:a9fe]/1",  # 169.254.169.254, as a network of the new kind alone writes it
    "https://[2002:7f00:1::]/1",
    "https://[::127.0.0.1]/1",
    "https://[fec0::1]/1",
    "https://localhost/1",
    "https://valkey/1",
    "https://push.example.org:6379/1",
    "https://me:secret@push.example.org/1",
    "ftp://push.example.org/1",
]


@pytest.mark.parametrize("endpoint", INSIDE)
def test_a_push_address_into_the_house_is_not_asked_and_its_device_ends(settings, push, endpoint):
    settings.PUSH_LOOPBACK = False
    person = UserFactory()
    device = Browser("").of(person)
    PushDevice.objects.update(endpoint=endpoint)
    message = row(person, "push")
    drain()
    device.refresh_from_db()
    assert state_of(message) == "failed"
    assert "push address" in message.error
    assert device.ended_at is not None


def test_a_name_that_leads_inside_is_found_out_on_the_line(monkeypatch, settings):
    """Whatever a name looked like before: where the line leads is asked before a byte is sent."""
    with HttpServer() as inside:
        there = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", inside.port))]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: there)
        with safe_http.safe_session() as session, pytest.raises(Refusing):
            session.post("https://push.example.org/1", data=b"x", timeout=2)
        assert inside.requests == []


def test_without_a_key_the_demo_keeps_it_and_a_house_says_what_is_missing(settings):
    person = UserFactory()
    assert state_of(kept := row(person, "push")) == "pending"
    drain()
    assert state_of(kept) == "sent"
    settings.DEMO = False
    waits = row(person, "push")
    drain()
    assert (state_of(waits), waits.error) == ("pending", "VAPID_PRIVATE_KEY is not set")


# --- text messages ---------------------------------------------------------------------------------------------


def test_a_text_message_says_no_more_than_that_something_waits(gateway):
    person = UserFactory(phone="10000000001", phone_verified=True)
    row(person, "sms")
    assert drain() == 1
    (received,) = gateway.requests
    assert received.json["to"] == "10000000001"
    assert (
        received.json["message"] == "【邻里】您关心的一件事有新进展，点开看 https://linli.example/issues/7/"
    )
    assert not any(secret in json.dumps(received.json, ensure_ascii=False) for secret in SECRETS)


def test_each_try_of_a_text_message_carries_the_same_key(gateway, settings):
    """A gateway that knows the key takes it once, though the line broke after its yes."""
    settings.SMS_GATEWAY += "&+Idempotency-Key={key}"
    gateway.hangs_up = True
    message = row(UserFactory(phone_verified=True), "sms")
    drain()
    gateway.hangs_up = False
    assert again(message).state == "sent"
    row(UserFactory(phone_verified=True), "sms")
    drain()
    first, second, other = [request.headers["idempotency-key"] for request in gateway.requests]
    assert first == second != other
    assert "{" not in first + other


KINDS = [
    "notices.published",
    "notices.again",
    "issues.danger",
    "committees.minutes",
    "buildings.claim",
    "people.x",
]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("is_essential", [False, True])
def test_no_kind_of_message_leaks_its_words(kind, is_essential, gateway, push):
    person = UserFactory(phone_verified=True)
    browser = Browser(push.url)
    browser.of(person)
    for channel in ("sms", "push"):
        row(person, channel, kind=kind, is_essential=is_essential, title="题目" + TITLE, body=BODY)
    drain()
    said = gateway.requests[0].json["message"] + browser.read(push.requests[0].body)["body"]
    assert BODY not in said
    is_emergency = is_essential and kind.startswith("notices.")
    assert (TITLE in said) == is_emergency


def test_a_code_goes_out_as_it_is_and_to_whom_no_account_answers(gateway, settings, log):
    settings.DEMO = False
    message = MessageFactory(
        channel="sms", recipient=None, address="10000000002", kind="people.code", body="邻里：验证码 123456"
    )
    drain()
    assert gateway.requests[0].json["message"] == "邻里：验证码 123456"
    assert gateway.requests[0].json["to"] == "10000000002"
    assert (state_of(message), message.body) == ("sent", "")
    assert "123456" not in log.getvalue()
    assert "10000000002" not in log.getvalue()


@pytest.mark.parametrize(
    "status, state", [(400, "failed"), (403, "failed"), (429, "pending"), (503, "pending")]
)
def test_what_a_gateway_answers(gateway, status, state):
    gateway.status = status
    message = row(UserFactory(phone_verified=True), "sms")
    drain()
    assert (state_of(message), message.error) == (state, f"the service answered {status}")


def test_a_gateway_that_cannot_be_reached_loses_nothing(settings):
    settings.SMS_GATEWAY = f"json://127.0.0.1:{free_port()}/?:to={{phone}}"
    rows = [row(UserFactory(phone_verified=True), "sms") for _n in range(2)]
    drain()
    assert {(state_of(one), one.attempts) for one in rows} == {("pending", 1)}
    assert rows[0].error == "the service cannot be reached"


def test_a_line_that_breaks_leaves_a_doubt(gateway):
    gateway.hangs_up = True
    message = row(UserFactory(phone_verified=True), "sms")
    drain()
    assert state_of(message) == "unknown"


def test_nothing_goes_where_it_is_not_wanted_any_more(gateway):
    given_up, marked, unverified = (UserFactory(phone_verified=n < 2) for n in range(3))
    now = timezone.now()
    Consent.objects.create(user=given_up, item="texts", wording="1", given_at=now, withdrawn_at=now)
    AddressMark.objects.create(channel="sms", address=marked.phone, what="complained")
    rows = [row(person, "sms") for person in (given_up, marked, unverified)]
    drain()
    assert {state_of(one) for one in rows} == {"failed"}
    assert gateway.requests == []


# --- chat groups -----------------------------------------------------------------------------------------------

HOOK = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=693a91f6-7xxx-4bc4"


@pytest.mark.parametrize(
    "pasted, secret, address",
    [
        (HOOK, "", "wecombot://693a91f6-7xxx-4bc4"),
        ("https://oapi.dingtalk.com/robot/send?access_token=abcdef012345", "", "dingtalk://abcdef012345"),
        (
            "https://oapi.dingtalk.com/robot/send?access_token=abcdef012345",
            "SEC99",
            "dingtalk://SEC99@abcdef012345",
        ),
        ("https://open.feishu.cn/open-apis/bot/v2/hook/abc-def-01234", "", "feishu://abc-def-01234"),
        (" wecombot://693a91f6-7xxx/ ", "", "wecombot://693a91f6-7xxx"),
        ("json://127.0.0.1:8000/", "", None),
        ("https://evil.example/cgi-bin/webhook/send?key=693a91f6-7xxx", "", None),
        ("https://qyapi.weixin.qq.com@evil.example/?key=693a91f6-7xxx", "", None),
        ("wecombot://693a91f6-7xxx?verify=no", "", None),
        ("feishu://a/../b", "", None),
        ("", "", None),
        ("<script>", "", None),
    ],
)
def test_the_address_of_a_robot(pasted, secret, address):
    assert robots.address_of(pasted, secret) == address


@pytest.fixture
def group(settings, monkeypatch):
    """WeCom itself, as a server of this test: the plugin's host is the only thing that is not real."""
    from apprise.plugins.wecombot import NotifyWeComBot

    settings.DEMO = False
    with HttpServer(status=200) as server:
        monkeypatch.setattr(NotifyWeComBot, "notify_url", server.url + "/send?key={key}")
        yield server


def speak(robot: Robot, **more) -> int:
    fields = {"kind": "notices.published", "title": "明天停水", "body": "9 点到 12 点", "url": "/notices/1/"}
    return post_to_robot(robots=[robot], subject=robot, dedupe="notice 1", **fields | more)


def test_a_robot_tells_its_group_once(group):
    robot = add_robot(by=UserFactory(), name="4栋群", url=HOOK)
    assert speak(robot) == 1
    assert speak(robot) == 0
    drain()
    (received,) = group.requests
    assert received.path == "/send?key=693a91f6-7xxx-4bc4"
    text = received.json["text"]["content"]
    assert [part in text for part in ("明天停水", "9 点到 12 点", "/notices/1/")] == [True] * 3
    message = Message.objects.get()
    assert (message.state, message.address) == ("sent", f"robot:{robot.pk}")


def test_a_robot_that_left_says_nothing_and_its_secret_is_gone(group):
    robot = add_robot(by=UserFactory(), name="4栋群", url=HOOK)
    speak(robot)
    remove_robot(by=robot.made_by, robot=robot)
    robot.refresh_from_db()
    assert speak(robot, title="另一件") == 0
    drain()
    assert (group.requests, Message.objects.get().state, robot.url) == ([], "failed", "")


def test_what_is_void_is_not_said_in_a_group(group):
    robot = add_robot(by=UserFactory(), name="4栋群", url=HOOK)
    speak(robot)
    assert void(subject=robot) == 1
    drain()
    assert group.requests == []


def test_posting_wakes_a_screen_and_nothing_of_it_is_in_the_log(push, log):
    browser, person = Browser(push.url), UserFactory()
    browser.of(person)
    post(to=[person], kind="committees.invitation", words=lambda: (_("Monday"), "内情"), url="/m/", subject=person,
         dedupe="m")  # fmt: skip
    drain()
    assert browser.read(push.requests[0].body)["body"] == "开会的事有新消息，点开看"
    assert browser.endpoint not in log.getvalue()
