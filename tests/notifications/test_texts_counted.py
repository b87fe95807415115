"""Text messages cost money: their caps hold in the database, whatever asks and however many at once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import uuid4

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from kit.refused import Refused
from notifications import leases
from notifications.delivery import drain
from notifications.messages import TEXTS_USED_UP
from notifications.models import Message, TextCount
from notifications.operations import post_to_address
from tests.factories import MessageFactory, UserFactory, make_community, make_staff

ASK, CONFIRM = "/accounts/login/code/", "/accounts/login/code/confirm/"


@pytest.fixture
def keeper(db):
    """Whoever runs the site."""
    cache.clear()
    return UserFactory(is_superuser=True, is_staff=True)


def code(number: int, source: str = "") -> Message:
    return post_to_address(
        channel="sms",
        address=f"1380000{number:04d}",
        kind="people.code",
        title="t",
        body=f"邻里：验证码 {number:06d}",
        dedupe=str(uuid4()),
        source=source,
    )


def counts(what: str) -> int:
    return sum(TextCount.objects.filter(what=what).values_list("count", flat=True))


def fifty(act) -> list:
    """Fifty requests, ten at a time on ten connections, all let go together."""
    barrier = threading.Barrier(10)

    def run(lane: int) -> list:
        try:
            connection.ensure_connection()
            barrier.wait(timeout=20)
            return [act(lane * 5 + turn) for turn in range(5)]
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        return [result for results in pool.map(run, range(10)) for result in results]


@pytest.mark.django_db(transaction=True)
def test_fifty_who_ask_at_once_get_no_more_than_the_day_has(keeper, settings):
    """Each with a number and an address of their own, so that nothing but the day's cap can stop them."""
    settings.SMS_DAILY_CAP = 12

    def ask(n: int) -> int:
        return Client(REMOTE_ADDR=f"10.0.0.{n + 1}").post(ASK, {"phone": f"1380000{n:04d}"}).status_code

    statuses = fifty(ask)
    assert sorted(set(statuses)) == [302, 429]
    assert statuses.count(302) == Message.objects.filter(channel="sms").count() == counts("codes") == 6
    told = Message.objects.get(letter__kind=TEXTS_USED_UP, channel="inbox")
    assert told.recipient == keeper
    assert told.url == reverse("outbox")


@pytest.mark.django_db(transaction=True)
def test_fifty_from_one_address_get_no_more_than_its_hour_has(keeper, settings):
    settings.SMS_ADDRESS_CAP = 7

    def ask(n: int) -> bool:
        try:
            return bool(code(n, source="203.0.113.9"))
        except Refused:
            return False

    assert sum(fifty(ask)) == Message.objects.filter(channel="sms").count() == 7
    assert code(60, source="203.0.113.10").pk, "another address has an hour of its own"
    assert not TextCount.objects.filter(what__contains="203.0").exists()


@pytest.mark.django_db(transaction=True)
def test_two_workers_let_out_no_more_than_the_day_has(keeper, settings):
    """What is no code is counted when it is handed over, in the step that begins to send it."""
    settings.SMS_DAILY_CAP = 12
    neighbour = UserFactory(phone_verified=True)
    for _n in range(50):
        MessageFactory(recipient=neighbour, channel="sms", kind="notices.emergency", is_essential=True)
    held = iter(leases.claim("sms", 50))
    lock = threading.Lock()

    def begin(_n: int) -> bool:
        with lock:
            message = next(held)
        return leases.begin(message)

    assert sum(fifty(begin)) == counts("all") == 12
    lost = Message.objects.filter(channel="sms", state="failed")
    assert lost.count() == 38
    assert set(lost.values_list("error", flat=True)) == {"the text messages of this day are used up"}


@pytest.mark.django_db
def test_one_network_of_ipv6_is_one_address(settings):
    settings.SMS_ADDRESS_CAP = 1
    code(1, source="2001:db8:1:2::1")
    with pytest.raises(Refused, match="这里"):
        code(2, source="2001:db8:1:2:ffff::9")
    code(3, source="2001:db8:1:3::1")


@pytest.mark.django_db
def test_what_was_not_posted_is_not_counted():
    with transaction.atomic():
        code(1)
        transaction.set_rollback(True)
    assert not TextCount.objects.exists()


@pytest.mark.django_db
def test_codes_take_none_from_an_emergency(keeper, settings):
    settings.SMS_DAILY_CAP = 4
    code(1), code(2)
    with pytest.raises(Refused, match="通行密钥"):
        code(3)
    neighbour = UserFactory(phone_verified=True)
    rows = [
        MessageFactory(recipient=neighbour, channel="sms", kind="notices.emergency", is_essential=True)
        for _n in range(3)
    ]
    drain()
    states = [Message.objects.get(pk=row.pk).state for row in rows]
    assert states == ["sent", "sent", "failed"]
    assert Message.objects.filter(channel="sms", letter__kind="people.code", state="sent").count() == 2
    assert Message.objects.filter(letter__kind=TEXTS_USED_UP, channel="inbox").count() == 2, (
        "of the codes, and of all"
    )


@pytest.mark.django_db
def test_a_code_by_e_mail_still_comes_and_the_staff_see_why(keeper, client, settings):
    settings.SMS_DAILY_CAP = 0
    person = UserFactory(phone="13800000902", email="jasmine@example.org", phone_verified=True)
    refused = client.post(ASK, {"phone": person.phone})
    assert refused.status_code == 429
    assert "通行密钥" in refused.content.decode()
    client.post(ASK, {"email": person.email})
    letter = Message.objects.get(channel="email", address=person.email)
    figures = "".join(c for c in letter.body if c.isdigit())[:6]
    client.post(CONFIRM, {"code": figures})
    assert client.session["_auth_user_id"] == str(person.pk)
    settings.SMS_DAILY_CAP = 1
    TextCount.objects.create(
        what="all", since=timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0), count=1
    )
    client.force_login(make_staff(make_community()))
    assert "今天的短信用完了" in client.get(reverse("outbox")).content.decode()


@pytest.mark.django_db
def test_a_gateway_that_cannot_be_reached_costs_nothing(settings):
    from launcher.valkey import free_port

    settings.SMS_GATEWAY = f"json://127.0.0.1:{free_port()}/?:to={{phone}}"
    row = MessageFactory(recipient=UserFactory(phone_verified=True), channel="sms")
    drain()
    row.refresh_from_db()
    assert (row.state, row.attempts, counts("all")) == ("pending", 1, 0)
    Message.objects.all().delete()
    for number in range(3):
        code(number)
    assert counts("all") == 3
    drain()
    assert counts("all") == 0, "each was counted when it was asked for, and its next try will be counted anew"
    settings.SMS_GATEWAY = ""


@pytest.mark.django_db
def test_more_tries_than_django_s_cache_holds_push_no_count_out():
    """Rate limits are counted in the shared cache, a table; by default it forgets beyond 300 entries."""
    cache.clear()
    cache.set("allauth:rl:mine", [1], 600)
    for n in range(400):
        cache.set(f"allauth:rl:other-{n}", [1], 600)
    assert cache.get("allauth:rl:mine") == [1]
