"""What a sign-in leaves behind is kept as long as it is of use, and no longer (PIPL art. 19)."""

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from buildings.models import DoorTry
from portal.schedule import BEAT
from portal.tasks import forget_what_is_over
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
PHONE = "10000007070"


def signed_in(person, at=None) -> str:
    client = Client(headers={"User-Agent": "Chrome"}, REMOTE_ADDR="203.0.113.7")
    client.force_login(person)
    key = client.session.session_key
    UserSession.objects.create(user=person, session_key=key, ip="203.0.113.7", user_agent="Chrome")
    if at:
        Session.objects.filter(pk=key).update(expire_date=at)
        UserSession.objects.filter(session_key=key).update(last_seen_at=at - timedelta(days=30))
    return key


def of_cache() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache")
        return cursor.fetchone()[0]


def test_where_somebody_was_signed_in_goes_with_the_session():
    person = UserFactory()
    over, here = signed_in(person, timezone.now() - timedelta(minutes=1)), signed_in(person)
    forget_what_is_over()
    assert list(Session.objects.values_list("pk", flat=True)) == [here]
    assert list(UserSession.objects.values_list("session_key", flat=True)) == [here]
    assert over != here


def test_one_who_signs_in_at_this_moment_stays_listed():
    person = UserFactory()
    UserSession.objects.create(user=person, session_key="soon", ip="203.0.113.7", user_agent="Chrome")
    forget_what_is_over()
    assert UserSession.objects.filter(session_key="soon").exists()


def test_counts_of_tries_by_network_address_go_when_they_are_over():
    before = of_cache()
    cache.set("rl:login:ip:203.0.113.7", [1.0], timeout=0.001)
    cache.set("rl:login:ip:203.0.113.8", [1.0], timeout=600)
    assert of_cache() == before + 2
    with connection.cursor() as cursor:
        cursor.execute("UPDATE cache SET expires = now() - interval '1 second' WHERE cache_key LIKE '%.7'")
    forget_what_is_over()
    assert cache.get("rl:login:ip:203.0.113.8") == [1.0]
    assert of_cache() == before + 1
    cache.clear()


def test_wrong_door_codes_are_those_of_the_last_hour_though_nobody_tries_again():
    person, now = UserFactory(), timezone.now()
    for minutes in (5, 61):
        DoorTry.objects.create(user=person, address="x", at=now - timedelta(minutes=minutes))
    forget_what_is_over()
    assert DoorTry.objects.count() == 1


def test_the_clock_does_it():
    (entry,) = [entry for entry in BEAT.values() if entry["task"] == forget_what_is_over.name]
    assert entry["schedule"] <= 3600


def test_a_number_typed_at_the_door_lies_an_hour_where_nobody_came_in():
    client = Client()
    client.post(reverse("account_request_login_code"), {"phone": PHONE})
    session = Session.objects.get()
    assert PHONE in str(session.get_decoded())
    assert session.expire_date <= timezone.now() + timedelta(hours=1)
    assert client.cookies[settings.SESSION_COOKIE_NAME]["max-age"] == 3600


def test_whoever_is_signed_in_stays_so_for_a_month():
    client = Client()
    client.get(reverse("account_login"))
    client.force_login(UserFactory(phone=PHONE))
    session = Session.objects.get(pk=client.session.session_key)
    assert session.expire_date > timezone.now() + timedelta(days=29)
