"""Redis behind sentinels: the primary is killed, and the worker takes nudges from the one that follows it."""

import time
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from kombu import pools

from launcher.external import check_redis
from notifications import nudge as nudging
from notifications.models import Message
from notifications.operations import post_to_address
from portal import broker, metrics
from portal.celery import app
from portal.safe_start import refuse_unsafe
from tests.notifications.workers import Celery, wait_for_no_sessions
from tests.portal.sentinels import PASSWORD, WATCHWORD, Sentinels
from tests.portal.test_safe_start import GOOD


@pytest.fixture
def sentinels(tmp_path: Path):
    with Sentinels(tmp_path) as started:
        yield started


@pytest.fixture
def celery(sentinels, services, tmp_path):
    environment = services.environment(**sentinels.environment())
    processes = Celery(services.command("celery", "-A", "portal"), environment, tmp_path / "celery.log")
    yield processes
    processes.end()
    wait_for_no_sessions()


def point(url: str, options: dict) -> None:
    """Celery's own publishing, in this process, as a web process does it."""
    assert nudging._at_it.acquire(timeout=30)
    nudging._at_it.release()
    app.conf.broker_url, app.conf.broker_transport_options = url, options
    pools.reset()
    app.amqp._producer_pool = app._pool = None


def post(key: str) -> None:
    post_to_address(channel="sms", address="10000000001", kind="people.code", title="t", body="1", dedupe=key)


def has_nothing_in_hand() -> bool:
    """So that it is told of what follows by Redis alone."""
    said = app.control.inspect(timeout=1).active()
    return bool(said) and not any(said.values())


@pytest.mark.django_db(transaction=True)
def test_the_primary_is_killed_and_nothing_is_lost(sentinels, celery, settings, monkeypatch, tmp_path):
    for name, value in sentinels.environment().items():
        monkeypatch.setenv(name, value)
    known = app.conf.broker_url, app.conf.broker_transport_options
    url, options = broker.broker()
    settings.CELERY_BROKER_URL, settings.CELERY_BROKER_TRANSPORT_OPTIONS = url, options
    left = Message.objects.exclude(state="sent")
    point(url, options)
    try:
        celery.worker()
        celery.beat(tmp_path)
        post("before")
        celery.until(lambda: not left.exists())
        celery.until(has_nothing_in_hand)
        celery.until(metrics._queue_answers)
        assert check_redis(sentinels.url) == [], "`make run` finds it too"
        sentinels.kill(sentinels.primary)
        killed = time.monotonic()
        assert not metrics._queue_answers()
        for number in range(5):
            post(f"meanwhile {number}")
        assert left.count() == 5
        sentinels.until(lambda: sentinels.is_primary_now() == sentinels.replica)
        followed = time.monotonic()
        post("after")  # this process's own line to Redis has found the way, too
        celery.until(lambda: not left.exists())
        sent = time.monotonic()
        assert sent - followed < 15
        assert Message.objects.count() == 7
        celery.until(metrics._queue_answers)
    finally:
        point(*known)
    print(f"\nanother primary after {followed - killed:.1f} s, all sent after {sent - killed:.1f} s")
    log = celery.log.read_text()
    assert PASSWORD not in log
    assert WATCHWORD not in log


HALF = [
    ({"REDIS_URL": "sentinel://h:26379"}, "REDIS_SENTINEL_MASTER is missing"),
    ({"REDIS_URL": "redis://h:6379/0", "REDIS_SENTINEL_MASTER": "linli"}, "REDIS_URL no sentinels"),
    ({"REDIS_URL": "sentinel://h:26379;i:26379", "REDIS_SENTINEL_MASTER": "linli"}, "no list of sentinels"),
    ({"REDIS_URL": "sentinel://h:door", "REDIS_SENTINEL_MASTER": "linli"}, "no list of sentinels"),
]


@pytest.mark.parametrize(("given", "named"), HALF)
def test_half_of_it_is_refused_in_one_sentence(monkeypatch, given, named):
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=named) as refused:
        broker.broker()
    assert len(str(refused.value).splitlines()) == 1


def test_password_and_number_may_stand_at_any_of_them(monkeypatch):
    for url in (
        "sentinel://:p%40ss@h:1/3;sentinel://i;sentinel://[::1]:2",
        "sentinel://h:1 ; sentinel://i ; sentinel://:p%40ss@[::1]:2/3 ;",
    ):
        monkeypatch.setenv("REDIS_URL", url)
        monkeypatch.setenv("REDIS_SENTINEL_MASTER", "linli")
        found, options = broker.broker()
        assert found == ("sentinel://:p%40ss@h:1/3;sentinel://:p%40ss@i:26379/3;sentinel://:p%40ss@[::1]:2/3")
        assert (options["socket_timeout"], options["socket_connect_timeout"]) == (10, 5)
        assert (options["visibility_timeout"], options["master_name"]) == (600, "linli")
        assert "password" not in options["sentinel_kwargs"]
    with pytest.raises(ImproperlyConfigured, match="REDIS_URL has the password of an example"):
        refuse_unsafe(**GOOD | {"addresses": {"REDIS_URL": "sentinel://h:1;sentinel://:redis@i:1/0"}})
